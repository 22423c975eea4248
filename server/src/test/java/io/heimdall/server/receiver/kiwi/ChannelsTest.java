package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.wire.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ChannelsTest {

  private static final Duration LONG = Duration.ofSeconds(5);

  private final Channels channels = new Channels();

  @Test
  void twoNamesOfOneReceiverShare() throws ReceiverFailure {
    try (Channels.Lease _ = channels.acquire("a", endpoint("kiwi.example", 8073), LONG)) {
      assertThatThrownBy(() -> channels.acquire("b", endpoint("sdr.example", 8073), Duration.ZERO))
          .isInstanceOfSatisfying(
              ReceiverFailure.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.BUSY));
      channels.acquire("c", endpoint("kiwi.example", 8074), Duration.ZERO).close();
    }
  }

  @Test
  void receiversBehindThePublicProxyDoNotShare() throws ReceiverFailure {
    try (Channels.Lease _ = channels.acquire("a", endpoint("1.proxy.kiwisdr.com", 8073), LONG);
        Channels.Lease _ = channels.acquire("b", endpoint("2.proxy.kiwisdr.com", 8073), LONG)) {
      assertThatThrownBy(
              () -> channels.acquire("c", endpoint("1.proxy.kiwisdr.com", 8073), Duration.ZERO))
          .isInstanceOf(ReceiverFailure.class);
    }
  }

  @Test
  void waitsUntilTheReceiverIsFree() throws Exception {
    Channels.Lease first = channels.acquire("a", endpoint("kiwi.example", 8073), LONG);
    var second = new CompletableFuture<Channels.Lease>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            second.complete(channels.acquire("b", endpoint("kiwi.example", 8073), LONG));
          } catch (ReceiverFailure e) {
            second.completeExceptionally(e);
          }
        });

    first.close();
    second.get(5, TimeUnit.SECONDS);
    first.close();

    assertThatThrownBy(() -> channels.acquire("c", endpoint("kiwi.example", 8073), Duration.ZERO))
        .isInstanceOf(ReceiverFailure.class);
  }

  @Test
  void stopsWaitingWhenInterrupted() throws Exception {
    try (Channels.Lease _ = channels.acquire("a", endpoint("kiwi.example", 8073), LONG)) {
      var ended = new CompletableFuture<FailureReason>();
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  channels.acquire("b", endpoint("kiwi.example", 8073), LONG).close();
                } catch (ReceiverFailure e) {
                  ended.complete(e.reason());
                }
              });

      waiting.interrupt();

      assertThat(ended.get(5, TimeUnit.SECONDS)).isEqualTo(FailureReason.CANCELLED);
    }
  }

  private static Endpoint endpoint(String host, int port) {
    var address = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), port);
    return new Endpoint(host, address, false);
  }
}
