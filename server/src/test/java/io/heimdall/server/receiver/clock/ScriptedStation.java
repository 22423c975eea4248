package io.heimdall.server.receiver.clock;

import io.heimdall.db.receiver.Position;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.Tuning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A receiver in memory that hears DCF77 with a clock that is wrong in known ways.
final class ScriptedStation implements ReceiverDriver {

  static final double CARRIER_HZ = 77_500;

  private static final long START_NANOS =
      Instant.parse("2025-06-01T12:00:00.3Z").toEpochMilli() * 1_000_000;
  private static final int BLOCK = 512;
  private static final double EDGE_SECONDS = 0.000_2;

  /// What the receiver is like.
  ///
  /// @param nominalRateHz the rate it states
  /// @param errorPpm how fast its clock is: its oscillator is that much too high, and so is its
  ///   rate
  /// @param lateSeconds how late the marks are by its stamps
  /// @param amplitude of the carrier
  /// @param stamped whether it gives stamps
  /// @param zeroIf whether it has a spike at 0 Hz
  /// @param endsAfterSeconds when it ends the stream
  /// @param seed decides the noise
  record Script(
      double nominalRateHz,
      double errorPpm,
      double lateSeconds,
      double amplitude,
      boolean stamped,
      boolean zeroIf,
      double endsAfterSeconds,
      long seed) {

    static Script of(double errorPpm, double lateSeconds, long seed) {
      return new Script(12_000, errorPpm, lateSeconds, 0.1, true, false, 1_000, seed);
    }

    Script withAmplitude(double value) {
      return new Script(
          nominalRateHz, errorPpm, lateSeconds, value, stamped, zeroIf, endsAfterSeconds, seed);
    }

    Script withoutStamps() {
      return new Script(
          nominalRateHz, errorPpm, lateSeconds, amplitude, false, zeroIf, endsAfterSeconds, seed);
    }

    Script withZeroIf(double rateHz) {
      return new Script(
          rateHz, errorPpm, lateSeconds, amplitude, stamped, true, endsAfterSeconds, seed);
    }

    Script endingAfter(double seconds) {
      return new Script(
          nominalRateHz, errorPpm, lateSeconds, amplitude, stamped, zeroIf, seconds, seed);
    }
  }

  private final Script script;
  final List<Long> tunings = new ArrayList<>();
  int open;
  int mostOpen;
  boolean announcesSpike;
  boolean stalls;

  /// What it says of its rate before it is asked to send; 0 for the truth.
  double expectedRateHz;

  int timeoutSeconds = 30;

  ScriptedStation(Script script) {
    this.script = script;
  }

  /// A receiver that covers a band.
  static Receiver receiver(@Nullable Position position, long lowHz, long highHz) {
    return receiver(position, lowHz, highHz, 30);
  }

  /// A receiver that covers a band and may be silent for so long.
  static Receiver receiver(
      @Nullable Position position, long lowHz, long highHz, int timeoutSeconds) {
    var spec =
        new ReceiverSpec(
            "scripted",
            "Scripted",
            "http://receiver.example.org",
            new ReceiverSpec.Location("", position),
            ReceiverSpec.Activity.ACTIVE,
            new ReceiverSpec.TuningDefaults(
                lowHz, highHz, 0, null, null, ReceiverSpec.Gain.DRIVERS_DEFAULT),
            timeoutSeconds,
            3);
    return new Receiver(1, spec, "tester", 1, Instant.EPOCH, Instant.EPOCH, null, null, false);
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http");
  }

  @Override
  public boolean mayLeaveSpike() {
    return script.zeroIf() && announcesSpike;
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    throw new UnsupportedOperationException("clocks are not tested by checks");
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    tunings.add(tuning.centerFrequencyHz());
    open++;
    mostOpen = Math.max(mostOpen, open);
    return new Stream(tuning.centerFrequencyHz());
  }

  private final class Stream implements IqStream {
    private final Random random = new Random(script.seed());
    private final double trueRateHz = script.nominalRateHz() * (1 + script.errorPpm() * 1e-6);
    private final double offsetHz;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean started;
    private long next;

    Stream(long tunedHz) {
      offsetHz = CARRIER_HZ - tunedHz * (1 + script.errorPpm() * 1e-6);
    }

    @Override
    public StreamInfo info() {
      double rateHz = started || expectedRateHz == 0 ? script.nominalRateHz() : expectedRateHz;
      double half = 0.4 * rateHz;
      return new StreamInfo(rateHz, -half, half, OptionalDouble.empty(), script.zeroIf(), Map.of());
    }

    @Override
    public void start() {
      started = true;
    }

    @Override
    public boolean next(IqBlock block) throws ReceiverFailure {
      if (stalls && next > 0) {
        awaitClose();
      }
      if (next >= script.endsAfterSeconds() * script.nominalRateHz()) {
        return false;
      }
      block.begin(next);
      double density = 1e-8;
      double sigma = Math.sqrt(density * trueRateHz / 2);
      for (int n = 0; n < BLOCK; n++) {
        double seconds = 0.3 + (next + n) / trueRateHz;
        double angle = 2 * Math.PI * offsetHz * (next + n) / trueRateHz;
        double level = script.amplitude() * level(seconds - script.lateSeconds());
        double spike = script.zeroIf() ? 0.3 : 0;
        block.i()[n] = (float) (level * Math.cos(angle) + spike + sigma * random.nextGaussian());
        block.q()[n] = (float) (level * Math.sin(angle) + sigma * random.nextGaussian());
      }
      block.count(BLOCK);
      long nanos = START_NANOS + Math.round(next / trueRateHz * 1e9);
      if (script.stamped()) {
        block.stamp(nanos, 1);
      }
      block.arrivalUtcNanos(nanos + Math.round(BLOCK / trueRateHz * 1e9) + 20_000_000);
      next += BLOCK;
      return true;
    }

    private void awaitClose() throws ReceiverFailure {
      try {
        closed.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      throw new ReceiverFailure(FailureReason.DISCONNECTED, "the connection has been closed");
    }

    /// Down to 15 % for the first tenth of each second, with smooth edges.
    private double level(double seconds) {
      double second = seconds - Math.floor(seconds);
      return 1 - 0.85 * (edge(second) - edge(second - 0.1) + edge(second - 1));
    }

    private double edge(double seconds) {
      return 0.5 + 0.5 * Math.tanh(seconds / EDGE_SECONDS);
    }

    @Override
    public int blockCapacity() {
      return BLOCK;
    }

    @Override
    public synchronized void close() {
      if (closed.getCount() > 0) {
        open--;
        closed.countDown();
      }
    }
  }
}
