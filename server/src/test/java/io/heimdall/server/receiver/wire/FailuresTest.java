package io.heimdall.server.receiver.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.receiver.FailureReason;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

  static Stream<Arguments> reasons() {
    return Stream.of(
        Arguments.of(new UnknownHostException("x"), FailureReason.UNREACHABLE),
        Arguments.of(new ConnectException("refused"), FailureReason.UNREACHABLE),
        Arguments.of(new NoRouteToHostException(), FailureReason.UNREACHABLE),
        Arguments.of(new PortUnreachableException(), FailureReason.UNREACHABLE),
        Arguments.of(new SSLHandshakeException("no"), FailureReason.UNREACHABLE),
        Arguments.of(
            new ForbiddenAddressException("x", InetAddress.getLoopbackAddress()),
            FailureReason.REFUSED),
        Arguments.of(new SocketTimeoutException(), FailureReason.TIMEOUT),
        Arguments.of(new ProtocolException("odd"), FailureReason.BAD_DATA),
        Arguments.of(new EOFException(), FailureReason.DISCONNECTED),
        Arguments.of(new SocketException("reset"), FailureReason.DISCONNECTED));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void namesTheReasonAndTheReceiver(IOException thrown, FailureReason reason) {
    var failure = Failures.of("receiver 7", thrown);

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasCause(thrown);
    if (reason != FailureReason.REFUSED) {
      assertThat(failure).hasMessageStartingWith("receiver 7 ");
    }
  }
}
