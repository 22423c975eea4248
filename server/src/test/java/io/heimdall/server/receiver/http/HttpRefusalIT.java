package io.heimdall.server.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.Tuning;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every way an HTTP receiver fails, and the typed reason it gets.
@Timeout(20)
class HttpRefusalIT extends HttpServers {

  @Test
  void keepsWhatCameBeforeATruncation() throws Exception {
    byte[] truncated = Arrays.copyOf(samples(0, 100), 399);
    try (var server = answering(body(truncated));
        IqStream stream = started(target(server.url()), Tuning.to(100))) {
      var block = new IqBlock(stream.blockCapacity());

      assertThat(stream.next(block)).isTrue();
      assertThat(block.count()).isEqualTo(99);
      assertThatThrownBy(() -> stream.next(block))
          .isInstanceOfSatisfying(
              ReceiverFailure.class,
              e -> assertThat(e.reason()).isEqualTo(FailureReason.DISCONNECTED));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5000\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1388\r\n",
      })
  void noticesABodyThatEndsTooSoon(String headers) throws Exception {
    try (var server =
            answering(socket -> {
              ScriptedServer.write(socket, OK + headers);
              socket.getOutputStream().write(samples(0, 600));
            });
        IqStream stream = started(target(server.url()), Tuning.to(100))) {
      var block = new IqBlock(stream.blockCapacity());
      stream.next(block);

      assertThatThrownBy(() -> stream.next(block))
          .isInstanceOfSatisfying(
              ReceiverFailure.class,
              e -> assertThat(e.reason()).isEqualTo(FailureReason.DISCONNECTED));
    }
  }

  @Test
  void refusesAnotherRateThanAskedFor() throws Exception {
    try (var server =
        answering(socket -> ScriptedServer.write(socket, OK + "X-Sample-Rate: 8000\r\n\r\n"))) {
      var tuning = new Tuning(100, 48_000, Double.NaN, Double.NaN, Gain.DRIVERS_DEFAULT);

      assertThat(failure(target(server.url()), tuning).reason()).isEqualTo(FailureReason.RATE);
      assertThat(requests).containsExactly("GET /iq?tune=100&rate=48000 HTTP/1.1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401,PASSWORD",
    "403,REFUSED",
    "404,NO_IQ",
    "410,NO_IQ",
    "429,BUSY",
    "503,BUSY",
    "500,DOWN",
    "400,BAD_DATA",
    "204,BAD_DATA"
  })
  void readsHttpStatuses(int status, FailureReason reason) throws Exception {
    try (var server =
        answering(socket -> ScriptedServer.write(socket, "HTTP/1.1 " + status + " X\r\n\r\n"))) {
      assertThat(failure(target(server.url()), Tuning.to(100)).reason()).isEqualTo(reason);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/html; charset=utf-8\r\n\r\n\0\0\0\0",
        "Content-Type: application/json\r\n\r\n{}",
        "\r\n<!DOCTYPE html>\n<html><body>404 not found</body></html>",
        "Content-Type: application/octet-stream\r\n\r\n  <html>Welcome to this WebSDR</html>",
        "\r\nTraceback (most recent call last):\n  File \"sdr.py\", line 1"
      })
  void makesNoSamplesOfText(String answer) throws Exception {
    try (var server = answering(socket -> ScriptedServer.write(socket, OK + answer))) {
      assertThat(failure(target(server.url()), Tuning.to(100)).reason())
          .isEqualTo(FailureReason.BAD_DATA);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/iq\r\n\r\n"
      })
  void refusesWhatIsNoProperHttp(String answer) throws Exception {
    try (var server = answering(socket -> ScriptedServer.write(socket, answer))) {
      assertThat(failure(target(server.url()), Tuning.to(100)).reason())
          .isEqualTo(FailureReason.BAD_DATA);
    }
  }

  @Test
  void doesNotWaitForASilentReceiver() throws Exception {
    try (var silent = answering(ScriptedServer::awaitClose);
        var stalled =
            answering(socket -> {
              ScriptedServer.write(socket, OK + "\r\n");
              socket.getOutputStream().write(samples(0, 30));
              ScriptedServer.awaitClose(socket);
            })) {
      assertThat(failure(impatient(silent.url()), Tuning.to(100)).reason())
          .isEqualTo(FailureReason.TIMEOUT);
      try (IqStream stream = started(impatient(stalled.url()), Tuning.to(100))) {
        assertThatThrownBy(() -> stream.next(new IqBlock(stream.blockCapacity())))
            .isInstanceOfSatisfying(
                ReceiverFailure.class,
                e -> assertThat(e.reason()).isEqualTo(FailureReason.TIMEOUT));
      }
    }
  }

  @Test
  void givesDripsNoMoreTimeThanSilence() throws Exception {
    try (var dripping =
            answering(socket -> {
              ScriptedServer.write(socket, OK + "\r\n");
              socket.getOutputStream().write(samples(0, 30));
              while (true) {
                socket.getOutputStream().write(1);
                LockSupport.parkNanos(20_000_000);
              }
            });
        IqStream stream = started(impatient(dripping.url()), Tuning.to(100))) {
      assertThatThrownBy(() -> stream.next(new IqBlock(stream.blockCapacity())))
          .isInstanceOfSatisfying(
              ReceiverFailure.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.TIMEOUT));
    }
  }

  @Test
  void reportsWhatCannotBeReached() throws IOException {
    int port;
    try (var closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }

    ReceiverHealth health =
        receiver.check(target(URI.create("http://127.0.0.1:" + port)), Tuning.to(100));

    assertThat(health.reachable()).isFalse();
    assertThat(health.failure()).contains(FailureReason.UNREACHABLE);
  }
}
