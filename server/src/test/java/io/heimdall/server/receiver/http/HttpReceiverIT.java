package io.heimdall.server.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.Tuning;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What comes out of a receiver that delivers.
@Timeout(20)
class HttpReceiverIT extends HttpServers {

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
      assertThat(good.sampleRateHz()).hasValue(12_500);
      assertThat(good.clockOffset()).isEmpty();
      assertThat(bad.reachable()).isTrue();
      assertThat(bad.deliversIq()).isFalse();
      assertThat(bad.failure()).contains(FailureReason.NO_IQ);
    }
  }

  @Test
  void tellsReceiversOfOneServerApartByTheirPath() {
    assertThat(receiver.branch(URI.create("http://gateway.example.org:8080/north/")))
        .isEqualTo("north");
    assertThat(receiver.branch(URI.create("http://gateway.example.org:8080"))).isEmpty();
  }
}
