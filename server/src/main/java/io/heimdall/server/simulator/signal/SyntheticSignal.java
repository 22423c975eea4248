package io.heimdall.server.simulator.signal;

import static io.heimdall.server.simulator.signal.SampleBlock.SAMPLES;

import java.util.Optional;
import java.util.SplittableRandom;

/// An emitter heard at one site through a perfect ground wave, in white Gaussian noise.
///
/// Sample n is taken at `t = t₀ + n/fs`, with fs the site's true rate and t counted from the epoch,
/// and is `A·exp(j(2π(Δ·t − f·τ) + 13°·code(t − τ))) + w`: f the emitter's frequency, Δ = f minus
/// the tuned one, τ the delay from emitter to site, w noise of density N₀ (σ² = N₀·fs/2 in I and in
/// Q). The local oscillator is exact and starts in phase at the epoch. Everything is a function of
/// n and the seed, so that two clients of a receiver hear the same.
public final class SyntheticSignal implements Signal {

  /// The nominal rate of a KiwiSDR with four channels.
  public static final double NOMINAL_RATE_HZ = 12_000;

  /// The S-meter calibration of a KiwiSDR nobody has calibrated.
  public static final double METER_CALIBRATION_DB = -13;

  private static final double STAMP_JITTER_SECONDS = 50e-9;
  private static final double MOST_RATE_HZ = 10_000_000;
  private static final double FULL_SCALE = 32_768;
  private static final double AUTOMATIC_RMS = FULL_SCALE / 8;

  private final Site site;
  private final Emitter emitter;
  private final long seed;
  private final double delaySeconds;

  /// Places a receiver.
  ///
  /// @param site where and how it listens
  /// @param emitter what it hears
  /// @param seed decides the noise and the jitter of the stamps
  public SyntheticSignal(Site site, Emitter emitter, long seed) {
    this.site = site;
    this.emitter = emitter;
    this.seed = new SplittableRandom(seed + site.id()).nextLong();
    this.delaySeconds = site.place().delaySecondsTo(emitter.place());
  }

  @Override
  public Truth truth() {
    double offset = Tuner.to(emitter.frequencyHz()).dbmOffset(METER_CALIBRATION_DB);
    double signalDbm = site.noiseDbmPerHz() + site.carrierToNoiseDbHz();
    var levels =
        new Truth.Levels(
            signalDbm,
            signalDbm - offset,
            site.noiseDbmPerHz(),
            site.noiseDbmPerHz() - offset,
            delaySeconds * 1e9,
            site.clockErrorPpm());
    return new Truth(
        site.id(),
        site.name(),
        site.town(),
        Optional.of(site.place()),
        trueRateHz(NOMINAL_RATE_HZ),
        true,
        emitter.frequencyHz(),
        Optional.of(levels));
  }

  @Override
  public double statedRateHz() {
    return trueRateHz(NOMINAL_RATE_HZ) + site.statedRateErrorHz();
  }

  @Override
  public FrameSource frames() {
    return new Frames(trueRateHz(NOMINAL_RATE_HZ));
  }

  @Override
  public Optional<FrameSource> framesAt(double rateHz) {
    boolean possible = rateHz >= 1 && rateHz <= MOST_RATE_HZ;
    return possible ? Optional.of(new Frames(trueRateHz(rateHz))) : Optional.empty();
  }

  private double trueRateHz(double nominalHz) {
    return nominalHz * (1 + site.clockErrorPpm() * 1e-6);
  }

  private final class Frames implements FrameSource {
    private final double rateHz;

    Frames(double rateHz) {
      this.rateHz = rateHz;
    }

    @Override
    public double trueRateHz() {
      return rateHz;
    }

    @Override
    public long joinAt(Epoch epoch, double seconds) {
      double samples = (seconds - site.firstSampleSeconds()) * rateHz;
      return SAMPLES * Math.max(0, (long) Math.ceil(samples / SAMPLES));
    }

    @Override
    public long begin(Epoch epoch) {
      return joinAt(epoch, epoch.armedSeconds());
    }

    @Override
    public double completeAt(Epoch epoch, long firstSample) {
      return secondsAt(firstSample + SAMPLES);
    }

    @Override
    public long skip(long firstSample, long lost) {
      return firstSample + lost;
    }

    @Override
    public void render(Epoch epoch, long firstSample, Tuner tuner, SampleBlock block) {
      var noise = new GaussianNoise(seed ^ (firstSample * 0xD1342543DE82EF95L));
      stamp(epoch, firstSample, noise, block);
      double offsetHz = emitter.frequencyHz() - tuner.frequencyHz();
      double dbmOffset = tuner.dbmOffset(METER_CALIBRATION_DB);
      double amplitude = amplitude(offsetHz, tuner, dbmOffset);
      double sigma = FULL_SCALE * Math.sqrt(fromDb(site.noiseDbmPerHz() - dbmOffset) * rateHz / 2);
      if (tuner.automaticGain()) {
        double level = AUTOMATIC_RMS / Math.sqrt(amplitude * amplitude + 2 * sigma * sigma);
        amplitude *= level;
        sigma *= level;
      }
      if (Math.abs(offsetHz) >= rateHz / 2) {
        amplitude = 0;
      }
      fill(firstSample, offsetHz, amplitude, sigma, noise, block.iq());
    }

    private double amplitude(double offsetHz, Tuner tuner, double dbmOffset) {
      double signalDbfs = site.noiseDbmPerHz() + site.carrierToNoiseDbHz() - dbmOffset;
      return FULL_SCALE * Math.sqrt(fromDb(signalDbfs)) * tuner.passbandGain(offsetHz);
    }

    private void fill(
        long firstSample,
        double offsetHz,
        double amplitude,
        double sigma,
        GaussianNoise noise,
        short[] iq) {
      double seconds = secondsAt(firstSample);
      double cycles = offsetHz * seconds - emitter.frequencyHz() * delaySeconds;
      double phase = 2 * Math.PI * (cycles - Math.rint(cycles));
      double step = 2 * Math.PI * offsetHz / rateHz;
      double re = amplitude * Math.cos(phase);
      double im = amplitude * Math.sin(phase);
      double stepRe = Math.cos(step);
      double stepIm = Math.sin(step);
      double atEmitter = seconds - delaySeconds;
      double period = 1 / rateHz;
      for (int n = 0; n < SAMPLES; n++) {
        double at = atEmitter + n * period;
        double shift = PhaseCode.DEVIATION_RAD * PhaseCode.valueAt(at - Math.floor(at));
        double cos = smallCos(shift);
        double sin = smallSin(shift);
        iq[2 * n] = quantise(re * cos - im * sin + sigma * noise.next());
        iq[2 * n + 1] = quantise(re * sin + im * cos + sigma * noise.next());
        double next = re * stepRe - im * stepIm;
        im = re * stepIm + im * stepRe;
        re = next;
      }
    }

    private double secondsAt(long sample) {
      return site.firstSampleSeconds() + sample / rateHz;
    }

    private void stamp(Epoch epoch, long firstSample, GaussianNoise noise, SampleBlock block) {
      double seconds = secondsAt(firstSample) + STAMP_JITTER_SECONDS * noise.next();
      long whole = (long) Math.floor(seconds);
      int nanos = Math.min(999_999_999, (int) Math.rint((seconds - whole) * 1e9));
      int age = (int) Math.floorMod(whole, 4L);
      block.stamp(age, epoch.gpsSecondOfWeek(whole), nanos);
    }
  }

  private static double fromDb(double db) {
    return Math.pow(10, db / 10);
  }

  /// The series to x⁷ and x⁸: exact to 1e-11 for the 0.23 rad of the code.
  private static double smallSin(double x) {
    double x2 = x * x;
    return x * (1 + x2 * (-1.0 / 6 + x2 * (1.0 / 120 + x2 * (-1.0 / 5_040))));
  }

  private static double smallCos(double x) {
    double x2 = x * x;
    return 1 + x2 * (-1.0 / 2 + x2 * (1.0 / 24 + x2 * (-1.0 / 720 + x2 * (1.0 / 40_320))));
  }

  /// Rounds by way of the positive numbers, where a cast rounds down.
  private static short quantise(double value) {
    double positive = Math.min(Math.max(value - Short.MIN_VALUE + 0.5, 0), 65_535);
    return (short) ((int) positive + Short.MIN_VALUE);
  }
}
