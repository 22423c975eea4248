package io.heimdall.server.dsp;

import static java.util.Objects.checkFromIndexSize;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Measures one recording's signal while its samples pass by, in memory that does not grow with the
/// recording and without allocating between the first samples and [#finish(double)].
///
/// The definitions are those of the classes it combines: [LevelMeter], [WelchAccumulator],
/// [NoiseFloor], [OccupiedBandwidth], [SignalToNoise], [Carrier], [Centroid]. Segments are of `L =
/// 2^round(log2(fs / 3 Hz))` samples, at most 65,536: 2.9 Hz bins at 12 kHz. A recording without a
/// run of L samples gets the longest quarter, sixteenth, … of L that fits.
///
/// One thread at a time.
public final class SignalAnalyzer {

  private static final double RESOLUTION_HZ = 3;
  private static final int SHORTEST = 64;
  private static final int LONGEST = 65_536;

  private final AnalysisPlan plan;
  private final LevelMeter levels = new LevelMeter();
  private final SpectralStage stage;

  /// Begins a recording.
  ///
  /// @param plan what is known of it beforehand
  public SignalAnalyzer(AnalysisPlan plan) {
    this.plan = plan;
    stage = new SpectralStage(plan, segmentLength(plan.sampleRateHz()));
  }

  /// L for a sample rate.
  static int segmentLength(double sampleRateHz) {
    long exponent = Math.round(Math.log(sampleRateHz / RESOLUTION_HZ) / Math.log(2));
    return Math.clamp(1L << Math.clamp(exponent, 0, 62), SHORTEST, LONGEST);
  }

  /// Takes samples in.
  ///
  /// @param i in-phase parts, as fractions of full scale
  /// @param q quadrature parts
  /// @param offset where they start in both arrays
  /// @param count how many there are
  public void accept(float[] i, float[] q, int offset, int count) {
    checkFromIndexSize(offset, count, i.length);
    checkFromIndexSize(offset, count, q.length);
    levels.accept(i, q, offset, count);
    stage.accept(i, q, offset, count);
  }

  /// Says that samples are missing before the next ones.
  ///
  /// @param lostSamples how many
  public void gap(long lostSamples) {
    if (lostSamples < 0) {
      throw new IllegalArgumentException("expected a number of lost samples, got " + lostSamples);
    }
    stage.gap(lostSamples);
  }

  /// The SNR of what has come so far, in the signal's own bandwidth, at the nominal sample rate;
  /// for display, a few times per second at most. Called by the thread that calls [#accept].
  ///
  /// @return dB, or empty while no signal is detected
  public OptionalDouble liveSnrDb() {
    if (stage.welch().segments() == 0 || !levels.finite() || levels.silent()) {
      return OptionalDouble.empty();
    }
    var spectrum = stage.spectrum(plan.sampleRateHz());
    var noise = noise(spectrum);
    if (noise == null) {
      return OptionalDouble.empty();
    }
    var signal = signal(spectrum, noise, OccupiedBandwidth.of(spectrum, noise.density()));
    return signal == null ? OptionalDouble.empty() : OptionalDouble.of(Decibels.of(signal.ratio()));
  }

  /// Ends the recording.
  ///
  /// @param measuredSampleRateHz the true sample rate, by which every frequency is scaled; the
  ///   nominal one where no better is known
  /// @return what its samples say
  public SignalMetrics finish(double measuredSampleRateHz) {
    if (!(measuredSampleRateHz > 0) || Double.isInfinite(measuredSampleRateHz)) {
      throw new IllegalArgumentException(
          "expected a positive sample rate, got " + measuredSampleRateHz);
    }
    var finest = stage.finest();
    if (finest == null || !levels.finite() || levels.silent()) {
      return unmeasured(finest == null ? 0 : finest.welch().segments());
    }
    return measure(finest, measuredSampleRateHz);
  }

  private SignalMetrics unmeasured(long segments) {
    return new SignalMetrics(
        levels.level(),
        new SignalMetrics.Resolution(segments, stage.welch().length(), null),
        new SignalMetrics.Noise(null, null, null, null),
        noSignal(),
        noBandwidth(),
        noOffset());
  }

  private SignalMetrics measure(SpectralStage measured, double sampleRateHz) {
    var spectrum = measured.spectrum(sampleRateHz);
    var noise = noise(spectrum);
    var resolution =
        new SignalMetrics.Resolution(
            measured.welch().segments(), measured.welch().length(), spectrum.spacingHz());
    if (noise == null) {
      return new SignalMetrics(
          levels.level(),
          resolution,
          new SignalMetrics.Noise(null, null, null, null),
          noSignal(),
          noBandwidth(),
          noOffset());
    }
    var band = OccupiedBandwidth.of(spectrum, noise.density());
    var signal = signal(spectrum, noise, band);
    return new SignalMetrics(
        levels.level(),
        resolution,
        new SignalMetrics.Noise(
            Decibels.of(noise.density()),
            Decibels.of(spectrum.highestDensity()),
            noise.occupiedFraction(),
            noise.valid()),
        signal == null ? noSignal() : describe(signal),
        signal == null || band == null ? noBandwidth() : describe(band),
        signal == null ? noOffset() : offset(spectrum, noise, band, measured));
  }

  private static @Nullable NoiseFloor noise(Spectrum spectrum) {
    double[] bins = new double[spectrum.size()];
    int count = spectrum.counted(bins);
    if (count == 0) {
      return null;
    }
    var noise = NoiseFloor.of(bins, count, spectrum.effectiveSegments());
    return noise.density() > 0 ? noise : null;
  }

  private @Nullable SignalToNoise signal(
      Spectrum spectrum, NoiseFloor noise, @Nullable OccupiedBandwidth band) {
    Double target = plan.targetBandwidthHz();
    if (target != null) {
      return SignalToNoise.of(spectrum, noise.density(), target);
    }
    return band == null ? null : SignalToNoise.of(spectrum, noise.density(), band);
  }

  private SignalMetrics.Signal describe(SignalToNoise signal) {
    double powerDbfs = Decibels.of(signal.power());
    double noiseDbfs = Decibels.of(signal.noiseDensity() * signal.bandwidthHz());
    double cn0 = Decibels.of(signal.power() / signal.noiseDensity());
    return new SignalMetrics.Signal(
        true,
        plan.referenceBandwidthHz(),
        signal.bandwidthHz(),
        powerDbfs,
        noiseDbfs,
        powerDbfs - noiseDbfs,
        cn0 - Decibels.of(plan.referenceBandwidthHz()),
        cn0);
  }

  private static SignalMetrics.Bandwidth describe(OccupiedBandwidth band) {
    return new SignalMetrics.Bandwidth(
        band.widthHz(), band.lowHz(), band.highHz(), band.truncated());
  }

  private SignalMetrics.Offset offset(
      Spectrum spectrum,
      NoiseFloor noise,
      @Nullable OccupiedBandwidth band,
      SpectralStage measured) {
    var carrier = Carrier.of(spectrum, noise.density(), measured);
    if (carrier != null) {
      return new SignalMetrics.Offset(
          carrier.frequencyHz(), carrier.sigmaHz(), OffsetMethod.CARRIER);
    }
    Double target = plan.targetBandwidthHz();
    double low = target == null && band != null ? band.lowHz() : -targetOr(target) / 2;
    double high = target == null && band != null ? band.highHz() : targetOr(target) / 2;
    var centroid = Centroid.of(spectrum, noise.density(), low, high);
    return new SignalMetrics.Offset(
        centroid.frequencyHz(), centroid.sigmaHz(), OffsetMethod.CENTROID);
  }

  private double targetOr(@Nullable Double target) {
    return target == null ? plan.sampleRateHz() : target;
  }

  private SignalMetrics.Signal noSignal() {
    return new SignalMetrics.Signal(
        false, plan.referenceBandwidthHz(), null, null, null, null, null, null);
  }

  private static SignalMetrics.Bandwidth noBandwidth() {
    return new SignalMetrics.Bandwidth(null, null, null, null);
  }

  private static SignalMetrics.Offset noOffset() {
    return new SignalMetrics.Offset(null, null, OffsetMethod.NONE);
  }
}
