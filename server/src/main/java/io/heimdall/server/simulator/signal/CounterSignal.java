package io.heimdall.server.simulator.signal;

import static io.heimdall.server.simulator.signal.SampleBlock.SAMPLES;

import java.util.Optional;
import java.util.SplittableRandom;

/// Samples that say which they are: number n of a receiver, counted by [CounterClock], carries
/// [CounterCode] of n. Whoever finds a stored sample knows when it was taken and whether it is
/// whole.
///
/// Numbers do not depend on who listens, nor on when the first client came, so they go on over
/// reconnects. Tuning, passband and gain change nothing. Rates, stated rates and the jitter of
/// stamps are as good as those of [SyntheticSignal].
public final class CounterSignal implements Signal {

  private static final double STAMP_JITTER_NANOS = 50;
  private static final double MOST_RATE_HZ = 10_000_000;
  private static final int NANOS = 1_000_000_000;

  private final Site site;
  private final long seed;

  /// Places a receiver.
  ///
  /// @param site where it stands and how good its clock is
  /// @param seed decides the jitter of the stamps
  public CounterSignal(Site site, long seed) {
    this.site = site;
    this.seed = new SplittableRandom(seed + site.id()).nextLong();
  }

  /// When its samples are taken.
  ///
  /// @return its clock, at the rate of a KiwiSDR
  public CounterClock clock() {
    return clockAt(SyntheticSignal.NOMINAL_RATE_HZ);
  }

  /// When its samples are taken at a rate a client has asked for.
  ///
  /// @param nominalHz the rate asked for
  /// @return its clock
  public CounterClock clockAt(double nominalHz) {
    return CounterClock.near(nominalHz * (1 + site.clockErrorPpm() * 1e-6));
  }

  @Override
  public Truth truth() {
    return new Truth(
        site.id(),
        site.name(),
        site.town(),
        Optional.of(site.place()),
        clock().rateHz(),
        true,
        0,
        Optional.empty());
  }

  @Override
  public double statedRateHz() {
    return clock().rateHz() + site.statedRateErrorHz();
  }

  @Override
  public FrameSource frames() {
    return new Frames(clock());
  }

  @Override
  public Optional<FrameSource> framesAt(double rateHz) {
    boolean possible = rateHz >= 1 && rateHz <= MOST_RATE_HZ;
    return possible ? Optional.of(new Frames(clockAt(rateHz))) : Optional.empty();
  }

  private final class Frames implements FrameSource {
    private final CounterClock clock;

    Frames(CounterClock clock) {
      this.clock = clock;
    }

    @Override
    public double trueRateHz() {
      return clock.rateHz();
    }

    @Override
    public long joinAt(Epoch epoch, double seconds) {
      long nanos = epoch.utcSecond() * NANOS + (long) Math.ceil(seconds * NANOS);
      return SAMPLES * Math.ceilDiv(clock.numberFrom(nanos), (long) SAMPLES);
    }

    @Override
    public long begin(Epoch epoch) {
      return joinAt(epoch, epoch.armedSeconds());
    }

    @Override
    public double completeAt(Epoch epoch, long firstSample) {
      long end = firstSample + SAMPLES;
      return sinceEpoch(epoch, end) + clock.fraction(end);
    }

    @Override
    public long skip(long firstSample, long lost) {
      return firstSample + lost;
    }

    @Override
    public void render(Epoch epoch, long firstSample, Tuner tuner, SampleBlock block) {
      stamp(epoch, firstSample, block);
      short[] iq = block.iq();
      for (int n = 0; n < SAMPLES; n++) {
        int code = CounterCode.encode(firstSample + n);
        iq[2 * n] = CounterCode.i(code);
        iq[2 * n + 1] = CounterCode.q(code);
      }
    }

    private long sinceEpoch(Epoch epoch, long number) {
      return CounterClock.ZERO_UTC_SECOND + clock.second(number) - epoch.utcSecond();
    }

    private void stamp(Epoch epoch, long firstSample, SampleBlock block) {
      var noise = new GaussianNoise(seed ^ firstSample);
      long jittered =
          Math.round(clock.fraction(firstSample) * NANOS + STAMP_JITTER_NANOS * noise.next());
      long second = sinceEpoch(epoch, firstSample) + Math.floorDiv(jittered, (long) NANOS);
      int age = (int) Math.floorMod(second, 4L);
      block.stamp(age, epoch.gpsSecondOfWeek(second), (int) Math.floorMod(jittered, (long) NANOS));
    }
  }
}
