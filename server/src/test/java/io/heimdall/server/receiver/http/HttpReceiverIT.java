package io.heimdall.server.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Dialer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class HttpReceiverIT {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T02:00:00Z"));
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private final HttpReceiver receiver =
      new HttpReceiver("test@example.org", new Dialer(Duration.ofSeconds(2), _ -> true), CLOCK);
  private final List<String> requests = new CopyOnWriteArrayList<>();

  @Test
  void readsExactlyWhatIsNeededOfAnEndlessBody() throws Exception {
    try (var server =
            answering(socket -> {
              ScriptedServer.write(socket, OK + "Content-Type: application/octet-stream\r\n\r\n");
              for (int first = 0; true; first += 100) {
                socket.getOutputStream().write(samples(first, 100));
              }
            });
        IqStream stream = started(target(server.url()), Tuning.to(145_500_000))) {
      var block = new IqBlock(stream.blockCapacity());
      for (int n = 0; n < 20; n++) {
        assertThat(stream.next(block)).isTrue();
        assertThat(block.firstSample()).isEqualTo(n * 512L);
        assertThat(block.count()).isEqualTo(512);
        assertThat(block.stampUtcNanos()).isEqualTo(IqBlock.NO_STAMP);
        assertThat(block.arrivalUtcNanos()).isEqualTo(CLOCK.millis() * 1_000_000);
        assertHolds(block);
      }
      assertThat(stream.info().sampleRateHz()).isEqualTo(12_500);
      assertThat(stream.info().dbmOffset()).isEmpty();
      assertThat(requests).containsExactly("GET /iq?tune=145500000&rate=12500 HTTP/1.1");
    }
  }

  @Test
  void asksOnlyWhenItIsStarted() throws Exception {
    try (var server = answering(body(samples(0, 600)));
        IqStream stream = receiver.open(target(server.url()), Tuning.to(100))) {
      assertThat(stream.onDemand()).isTrue();
      assertThat(stream.info().sampleRateHz()).isEqualTo(12_500);
      assertThat(requests).isEmpty();

      stream.start();

      assertThat(requests).hasSize(1);
      assertThat(stream.next(new IqBlock(stream.blockCapacity()))).isTrue();
    }
  }

  @Test
  void dialsAgainWhereTheReceiverGrewTiredOfWaiting() throws Exception {
    var accepted = new AtomicInteger();
    try (var server =
            new ScriptedServer(socket -> {
              if (accepted.incrementAndGet() > 1) {
                ScriptedServer.readRequest(socket);
                body(samples(0, 600)).play(socket);
              }
            });
        IqStream stream = started(target(server.url()), Tuning.to(100))) {
      assertThat(stream.next(new IqBlock(stream.blockCapacity()))).isTrue();
      assertThat(accepted).hasValue(2);
    }
  }

  @Test
  void endsInGoodOrderWithTheBody() throws Exception {
    try (var server = answering(body(samples(0, 612)));
        IqStream stream = started(target(server.url()), Tuning.to(100))) {
      var block = new IqBlock(stream.blockCapacity());

      assertThat(stream.next(block)).isTrue();
      assertThat(stream.next(block)).isTrue();
      assertThat(block.firstSample()).isEqualTo(512);
      assertThat(block.count()).isEqualTo(100);
      assertHolds(block);
      assertThat(stream.next(block)).isFalse();
      assertThat(block.count()).isZero();
    }
  }

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

  @Test
  void readsChunks() throws Exception {
    try (var server =
            answering(socket -> {
              ScriptedServer.write(socket, OK + "Transfer-Encoding: chunked\r\n\r\n");
              for (int first = 0; first < 600; first += 75) {
                ScriptedServer.write(socket, "12c;x=y\r\n");
                socket.getOutputStream().write(samples(first, 75));
                ScriptedServer.write(socket, "\r\n");
              }
              ScriptedServer.write(socket, "0\r\n\r\n");
            });
        IqStream stream = started(target(server.url()), Tuning.to(100))) {
      var block = new IqBlock(stream.blockCapacity());

      stream.next(block);
      assertHolds(block);
      stream.next(block);
      assertThat(block.count()).isEqualTo(88);
      assertHolds(block);
      assertThat(stream.next(block)).isFalse();
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
  void believesTheStatedRateAndNotesTheStatedStart() throws Exception {
    try (var server =
            answering(socket -> {
              ScriptedServer.write(
                  socket,
                  OK + "X-Sample-Rate: 12499.5\r\nX-Start-Time-Ns: 1790000000000000001\r\n\r\n");
              socket.getOutputStream().write(samples(0, 512));
            });
        IqStream stream = started(target(server.url()), Tuning.to(100))) {
      assertThat(stream.info().sampleRateHz()).isEqualTo(12_499.5);
      assertThat(stream.info().facts()).containsEntry("stated_start_utc_ns", "1790000000000000001");
    }
  }

  @Test
  void refusesAnotherRateThanAskedFor() throws Exception {
    try (var server =
        answering(socket -> ScriptedServer.write(socket, OK + "X-Sample-Rate: 8000\r\n\r\n"))) {
      var tuning = new Tuning(100, 48_000, Double.NaN, Double.NaN, OptionalDouble.empty());

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
  void followsARedirectButNotForEver() throws Exception {
    try (var last = answering(body(samples(0, 600)));
        var first =
            new ScriptedServer(socket -> {
              ScriptedServer.readRequest(socket);
              ScriptedServer.write(
                  socket, "HTTP/1.1 302 Found\r\nLocation: " + last.url() + "/other?x=1\r\n\r\n");
            });
        IqStream stream = started(target(first.url()), Tuning.to(100))) {
      assertThat(stream.next(new IqBlock(stream.blockCapacity()))).isTrue();
      assertThat(requests).containsExactly("GET /other?x=1 HTTP/1.1");
    }
    try (var loop =
        answering(socket ->
            ScriptedServer.write(socket, "HTTP/1.1 301 Moved\r\nLocation: /again\r\n\r\n"))) {
      assertThat(failure(target(loop.url()), Tuning.to(100)).reason())
          .isEqualTo(FailureReason.BAD_DATA);
      assertThat(loop.accepted()).isEqualTo(6);
    }
  }

  @Test
  void asksBelowAConverterAndUnderThePath() throws Exception {
    try (var server = answering(body(samples(0, 600)))) {
      var target =
          new ReceiverTarget(
              1,
              URI.create(server.url() + "/sdr/"),
              116_000_000,
              Optional.empty(),
              Duration.ofSeconds(5));

      started(target, Tuning.to(145_500_000)).close();

      assertThat(requests).containsExactly("GET /sdr/iq?tune=29500000&rate=12500 HTTP/1.1");
      assertThat(failure(target, Tuning.to(77_500)).reason()).isEqualTo(FailureReason.OUT_OF_BAND);
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
  void endsABlockedReadWhenClosedByAnotherThread() throws Exception {
    try (var server =
        answering(socket -> {
          ScriptedServer.write(socket, OK + "\r\n");
          socket.getOutputStream().write(samples(0, 512));
          ScriptedServer.awaitClose(socket);
        })) {
      IqStream stream = started(target(server.url()), Tuning.to(100));
      var block = new IqBlock(stream.blockCapacity());
      stream.next(block);
      var ended = new CompletableFuture<FailureReason>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              stream.next(block);
            } catch (ReceiverFailure e) {
              ended.complete(e.reason());
            }
          });

      stream.close();

      assertThat(ended.get(5, TimeUnit.SECONDS)).isEqualTo(FailureReason.DISCONNECTED);
    }
  }

  @Test
  void checksByReceivingSamples() throws Exception {
    try (var server = answering(body(samples(0, 600)));
        var empty = answering(body(new byte[0]))) {
      ReceiverHealth good = receiver.check(target(server.url()), Tuning.to(100));
      ReceiverHealth bad = receiver.check(target(empty.url()), Tuning.to(100));

      assertThat(good.deliversIq()).isTrue();
      assertThat(good.latency()).isPresent();
      assertThat(good.gpsGood()).isFalse();
      assertThat(bad.reachable()).isTrue();
      assertThat(bad.deliversIq()).isFalse();
      assertThat(bad.failure()).contains(FailureReason.NO_IQ);
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

  private ScriptedServer answering(ScriptedServer.Script answer) {
    return new ScriptedServer(socket -> {
      requests.add(ScriptedServer.readRequest(socket));
      answer.play(socket);
    });
  }

  private static ScriptedServer.Script body(byte[] bytes) {
    return (Socket socket) -> {
      ScriptedServer.write(socket, OK + "Content-Length: " + bytes.length + "\r\n\r\n");
      socket.getOutputStream().write(bytes);
    };
  }

  private IqStream started(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    IqStream stream = receiver.open(target, tuning);
    try {
      stream.start();
      return stream;
    } catch (ReceiverFailure e) {
      stream.close();
      throw e;
    }
  }

  private ReceiverFailure failure(ReceiverTarget target, Tuning tuning) {
    return catchThrowableOfType(
        ReceiverFailure.class,
        () -> {
          try (IqStream stream = started(target, tuning)) {
            stream.next(new IqBlock(stream.blockCapacity()));
            throw new AssertionError("the receiver was opened");
          }
        });
  }

  private static ReceiverTarget target(URI url) {
    return new ReceiverTarget(1, url, 0, Optional.empty(), Duration.ofSeconds(5));
  }

  private static ReceiverTarget impatient(URI url) {
    return new ReceiverTarget(1, url, 0, Optional.empty(), Duration.ofMillis(300));
  }

  private static byte[] samples(int first, int count) {
    var bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = first; n < first + count; n++) {
      bytes.putShort((short) (n * 31)).putShort((short) (-n * 17));
    }
    return bytes.array();
  }

  private static void assertHolds(IqBlock block) {
    for (int n = 0; n < block.count(); n++) {
      int index = (int) block.firstSample() + n;
      assertThat(block.i()[n]).isEqualTo((short) (index * 31) / 32768f);
      assertThat(block.q()[n]).isEqualTo((short) (-index * 17) / 32768f);
    }
  }
}
