package io.heimdall.server.receiver.rtltcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.chaos.proxy.TcpProxy;
import io.heimdall.server.chaos.proxy.Traffic;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.simulator.rtltcp.RtlTcpFault;
import io.heimdall.server.simulator.rtltcp.RtlTcpOptions;
import io.heimdall.server.simulator.rtltcp.RtlTcpServer;
import io.heimdall.server.simulator.rtltcp.RtlTcpServer.Command;
import io.heimdall.server.simulator.rtltcp.RtlTcpSignal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@Tag("alone")
class RtlTcpReceiverIT {

  private static final int RATE_HZ = 2_400_000;
  private static final int BUFFER = 65_536;

  private final RtlTcpReceiver receiver =
      new RtlTcpReceiver(new Dialer(Duration.ofSeconds(2), _ -> true), InstantSource.system());

  @TempDir private Path directory;

  private static RtlTcpServer server(RtlTcpOptions options) throws IOException {
    return RtlTcpServer.open(options.withBuffer(BUFFER));
  }

  private static ReceiverTarget target(URI url) {
    return new ReceiverTarget(1, url, 0, Optional.empty(), Duration.ofMillis(1_500));
  }

  private static Tuning at(double rateHz) {
    return new Tuning(1_090_000_000, rateHz, Double.NaN, Double.NaN, new Gain.Manual(49.6));
  }

  private ReceiverFailure refusal(URI url) {
    return catchThrowableOfType(
        ReceiverFailure.class, () -> receiver.open(target(url), at(RATE_HZ)).close());
  }

  private static int code(float fraction) {
    return Math.round(fraction * 127.5f + 127.5f);
  }

  /// A period of 65,536 samples, each of which says which it is.
  private Path numbered() throws IOException {
    byte[] bytes = new byte[2 * 65_536];
    for (int n = 0; n < 65_536; n++) {
      bytes[2 * n] = (byte) n;
      bytes[2 * n + 1] = (byte) (n >> 8);
    }
    return Files.write(directory.resolve("numbered.cu8"), bytes);
  }

  private static int number(IqBlock block, int sample) {
    return code(block.i()[sample]) | code(block.q()[sample]) << 8;
  }

  @Test
  void tunesInTheRightOrderAndNeverPowersTheAntenna() throws Exception {
    try (RtlTcpServer server = server(RtlTcpOptions.of(RtlTcpSignal.counter()))) {
      receiver.open(target(server.url()), at(RATE_HZ)).close();
      assertThat(receiver.check(target(server.url()), at(RATE_HZ)).deliversIq()).isTrue();

      assertThat(server.commands())
          .hasSize(12)
          .startsWith(
              new Command(0x02, RATE_HZ),
              new Command(0x05, 0),
              new Command(0x03, 1),
              new Command(0x04, 496),
              new Command(0x08, 0),
              new Command(0x01, 1_090_000_000))
          .noneMatch(command -> command.number() == 0x0e);
    }
  }

  @Test
  void deliversEveryByteAfterSettling() throws Exception {
    try (RtlTcpServer server = server(RtlTcpOptions.of(RtlTcpSignal.looped(numbered())));
        IqStream stream = receiver.open(target(server.url()), at(RATE_HZ))) {
      var block = new IqBlock(stream.blockCapacity());
      assertThat(stream.next(block)).isTrue();
      int first = number(block, 0);
      long expected = 0;
      for (int n = 0; n < 100; n++) {
        assertThat(block.firstSample()).isEqualTo(expected);
        for (int k = 0; k < block.count(); k++) {
          assertThat(number(block, k)).isEqualTo((int) (first + expected + k & 0xffff));
        }
        assertThat(block.arrivalUtcNanos()).isPositive();
        expected = block.endSample();
        assertThat(stream.next(block)).isTrue();
      }
      assertThat(stream.info().sampleRateHz()).isEqualTo(RATE_HZ);
      assertThat(stream.info().facts()).containsEntry("tuner", "R820T");
    }
  }

  @Test
  void statesALossWhereItIs() throws Exception {
    var options =
        RtlTcpOptions.of(RtlTcpSignal.looped(numbered())).withFault(RtlTcpFault.LOSES, 150);
    try (RtlTcpServer server = server(options);
        IqStream stream = receiver.open(target(server.url()), at(RATE_HZ))) {
      var block = new IqBlock(stream.blockCapacity());
      int lost = BUFFER / 2;
      long end = 0;
      int after = 0;
      while (stream.next(block) && block.firstSample() == end) {
        end = block.endSample();
        after = number(block, block.count() - 1) + 1;
      }

      assertThat(block.lossCause()).isEqualTo(Gap.Cause.DEFICIT);
      assertThat((double) (block.firstSample() - end)).isCloseTo(lost, within(RATE_HZ * 4e-3));
      assertThat(number(block, 0) - after & 0xffff).isEqualTo(lost);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void takesNoStallOfTheNetworkForALoss() throws Exception {
    try (RtlTcpServer server = server(RtlTcpOptions.of(RtlTcpSignal.looped(numbered())));
        TcpProxy proxy = proxy(server);
        IqStream stream = receiver.open(target(urlOf(proxy)), at(RATE_HZ))) {
      var block = new IqBlock(stream.blockCapacity());
      assertThat(stream.next(block)).isTrue();
      int first = number(block, 0);

      proxy.set(new Traffic.Stalled());
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> proxy.set(Traffic.OPEN));

      while (block.endSample() < 5L * RATE_HZ) {
        long end = block.endSample();
        assertThat(stream.next(block)).isTrue();
        assertThat(block.firstSample()).isEqualTo(end);
        assertThat(number(block, 0)).isEqualTo((int) (first + end & 0xffff));
      }
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void refusesALineThatCannotCarryTheRate() throws Exception {
    try (RtlTcpServer server = server(RtlTcpOptions.of(RtlTcpSignal.counter()));
        TcpProxy proxy = proxy(server)) {
      proxy.set(new Traffic.Throttled(RATE_HZ));

      assertThat(refusal(urlOf(proxy)))
          .hasMessageContaining("the network cannot carry")
          .extracting(ReceiverFailure::reason)
          .isIn(FailureReason.RATE, FailureReason.TIMEOUT);
    }
  }

  private static TcpProxy proxy(RtlTcpServer server) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    var target = new InetSocketAddress(loopback, server.port());
    return TcpProxy.open(loopback, 0, () -> target);
  }

  private static URI urlOf(TcpProxy proxy) {
    return URI.create("tcp://127.0.0.1:" + proxy.address().getPort());
  }

  @Test
  void saysThatAnotherClientProbablyHoldsIt() throws Exception {
    try (RtlTcpServer server = server(RtlTcpOptions.of(RtlTcpSignal.counter()))) {
      try (IqStream _ = receiver.open(target(server.url()), at(RATE_HZ))) {
        assertThat(refusal(server.url()))
            .hasMessageContaining("sends no header: rtl_tcp serves one client at a time")
            .returns(FailureReason.BUSY, ReceiverFailure::reason);
      }

      assertThat(receiver.check(target(server.url()), at(RATE_HZ)).deliversIq()).isTrue();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void doesNotWaitForAHeaderForEver() throws Exception {
    var options = RtlTcpOptions.of(RtlTcpSignal.counter()).withFault(RtlTcpFault.NO_HEADER, 0);
    try (RtlTcpServer server = server(options)) {
      ReceiverHealth health = receiver.check(target(server.url()), at(RATE_HZ));

      assertThat(health.reachable()).isTrue();
      assertThat(health.failure()).contains(FailureReason.BUSY);
    }
  }

  @Test
  void refusesWhatDoesNotGreetLikeRtlTcp() throws Exception {
    try (var page =
            new ScriptedServer(
                socket -> ScriptedServer.write(socket, "HTTP/1.1 400 Bad Request\r\n"));
        var halting =
            new ScriptedServer(socket -> {
              ScriptedServer.write(socket, "RTL0");
              ScriptedServer.awaitClose(socket);
            });
        var closing = new ScriptedServer(_ -> {})) {
      assertThat(refusal(tcp(page)))
          .hasMessageContaining("expected RTL0, got \"HTTP\"")
          .returns(FailureReason.BAD_DATA, ReceiverFailure::reason);
      assertThat(refusal(tcp(halting)).reason()).isEqualTo(FailureReason.TIMEOUT);
      assertThat(refusal(tcp(closing)).reason()).isEqualTo(FailureReason.DISCONNECTED);
    }
  }

  private static URI tcp(ScriptedServer server) {
    return URI.create("tcp://127.0.0.1:" + server.port());
  }

  @Test
  void namesBothRatesWhereTheServerIgnoredOne() throws Exception {
    var options =
        RtlTcpOptions.of(RtlTcpSignal.counter()).withFault(RtlTcpFault.IGNORES_RATE, 2_048_000);
    try (RtlTcpServer server = server(options)) {
      ReceiverFailure failure = refusal(server.url());

      assertThat(failure)
          .hasMessageContaining("asked for 2400000 samples per second")
          .returns(FailureReason.RATE, ReceiverFailure::reason);
      assertThat(String.valueOf(failure.getMessage()))
          .containsPattern("delivers about 20[2-7]\\d{4}:");
    }
  }

  @Test
  void keepsWhatCameBeforeAServerStopped() throws Exception {
    assertThat(endOf(RtlTcpFault.SILENT)).isEqualTo(FailureReason.TIMEOUT);
    assertThat(endOf(RtlTcpFault.DISCONNECT)).isEqualTo(FailureReason.DISCONNECTED);
  }

  private FailureReason endOf(RtlTcpFault fault) throws Exception {
    int buffers = 150;
    var options = RtlTcpOptions.of(RtlTcpSignal.looped(numbered())).withFault(fault, buffers);
    try (RtlTcpServer server = server(options);
        IqStream stream = receiver.open(target(server.url()), at(RATE_HZ))) {
      var block = new IqBlock(stream.blockCapacity());
      int last = -1;
      while (true) {
        try {
          assertThat(stream.next(block)).isTrue();
          last = number(block, block.count() - 1);
        } catch (ReceiverFailure e) {
          assertThat(last).isEqualTo(buffers * BUFFER / 2 - 1 & 0xffff);
          assertThat(e).hasMessageContaining("receiver 1");
          return e.reason();
        }
      }
    }
  }

  @Test
  void endsABlockedReadWhenClosed() throws Exception {
    var options = RtlTcpOptions.of(RtlTcpSignal.counter()).withFault(RtlTcpFault.SILENT, 150);
    try (RtlTcpServer server = server(options)) {
      var patient =
          new ReceiverTarget(1, server.url(), 0, Optional.empty(), Duration.ofSeconds(30));
      IqStream stream = receiver.open(patient, at(RATE_HZ));
      var ended = new CompletableFuture<FailureReason>();
      var reading = new CompletableFuture<Void>();
      Thread.ofVirtual()
          .start(() -> {
            var block = new IqBlock(stream.blockCapacity());
            try {
              while (stream.next(block)) {
                reading.complete(null);
              }
            } catch (ReceiverFailure e) {
              ended.complete(e.reason());
            }
          });
      reading.get(10, TimeUnit.SECONDS);

      stream.close();
      stream.close();

      assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo(FailureReason.DISCONNECTED);
    }
  }

  /// Greets and sends a buffer whenever it is due, for some seconds without a loss.
  private static ScriptedServer.Script sending(byte[] period, double seconds, Sent then) {
    return socket -> {
      ScriptedServer.write(socket, "RTL0\0\0\0\5\0\0\0\35");
      byte[] buffer = new byte[BUFFER];
      long origin = System.nanoTime();
      for (long n = 0; ; n++) {
        double end = (n + 1) * BUFFER / 2.0 / RATE_HZ;
        LockSupport.parkNanos(origin + Math.round(end * 1e9) - System.nanoTime());
        System.arraycopy(period, (int) (n * BUFFER % period.length), buffer, 0, BUFFER);
        if (end < seconds) {
          socket.getOutputStream().write(buffer);
        } else {
          then.send(n, buffer, socket.getOutputStream());
        }
      }
    };
  }

  @FunctionalInterface
  private interface Sent {
    void send(long number, byte[] buffer, OutputStream out) throws IOException;
  }

  private static final int ALIKE = 64;
  private static final int DISTINCT = 65_536 * ALIKE;

  /// A period of 1.7 s in which 64 samples after each other say which they are.
  private static byte[] longNumbered() {
    byte[] bytes = new byte[2 * DISTINCT];
    for (int n = 0; n < DISTINCT; n++) {
      bytes[2 * n] = (byte) (n / ALIKE);
      bytes[2 * n + 1] = (byte) ((n / ALIKE) >> 8);
    }
    return bytes;
  }

  /// Indexes stay right within the uncertainty that is stated for arrivals, however late this
  /// machine may read them.
  @ParameterizedTest
  @ValueSource(ints = {5, 10, 15})
  @Execution(ExecutionMode.CONCURRENT)
  void followsLossesThatRecurAllTheTime(int every) throws Exception {
    byte[] period = longNumbered();
    var losing =
        new ScriptedServer(
            sending(
                period,
                3,
                (number, buffer, out) -> {
                  if (number % every != 0) {
                    out.write(buffer);
                  }
                }));
    try (losing;
        IqStream stream = receiver.open(target(tcp(losing)), at(RATE_HZ))) {
      var block = new IqBlock(stream.blockCapacity());
      assertThat(stream.next(block)).isTrue();
      int first = number(block, 0);
      long lost = 0;
      long beganAt = -1;
      long end = block.endSample();
      while (end < 12L * RATE_HZ) {
        assertThat(stream.next(block)).isTrue();
        long gap = block.firstSample() - end;
        if (gap > 0 && beganAt < 0) {
          beganAt = end;
        }
        lost += gap;
        end = block.endSample();
        long off = (long) (number(block, 0) - first) * ALIKE - block.firstSample();
        long nearest = Math.floorMod(off + DISTINCT / 2, (long) DISTINCT) - DISTINCT / 2;
        assertThat(Math.abs(nearest)).isLessThan((long) (0.05 * RATE_HZ));
      }

      assertThat(beganAt).isPositive();
      assertThat((double) lost)
          .isCloseTo((end - beganAt) / (double) every, within(2.0 * BUFFER / 2));
    }
  }

  @Test
  void checksInLessThanTheTimeToSettle() throws Exception {
    try (RtlTcpServer server = RtlTcpServer.open(RtlTcpOptions.of(RtlTcpSignal.counter()))) {
      ReceiverHealth health = receiver.check(target(server.url()), Tuning.to(1_090_000_000));

      assertThat(health.deliversIq()).isTrue();
      assertThat(health.sampleRateHz()).hasValue(1_024_000);
      assertThat(server.commands()).startsWith(new Command(0x02, 1_024_000));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void countsAServerAsReachedOnceItHasGreeted() throws Exception {
    var options = RtlTcpOptions.of(RtlTcpSignal.counter()).withFault(RtlTcpFault.SILENT, 0);
    try (RtlTcpServer server = server(options)) {
      assertThat(receiver.check(target(server.url()), at(RATE_HZ)))
          .returns(true, health -> health.reachable())
          .returns(Optional.of(FailureReason.TIMEOUT), health -> health.failure());
    }
  }

  /// As many bytes as are wanted until it has settled, then one after the other.
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void endsAStreamThatDrips() throws Exception {
    var dripping =
        new ScriptedServer(
            sending(
                new byte[BUFFER],
                3,
                (_, _, out) -> {
                  LockSupport.parkNanos(200_000_000);
                  out.write(127);
                }));
    try (dripping;
        IqStream stream = receiver.open(target(tcp(dripping)), at(RATE_HZ))) {
      ReceiverFailure end =
          catchThrowableOfType(
              ReceiverFailure.class,
              () -> {
                var block = new IqBlock(stream.blockCapacity());
                while (stream.next(block)) {}
              });
      assertThat(end.reason()).isEqualTo(FailureReason.TIMEOUT);
    }
  }
}
