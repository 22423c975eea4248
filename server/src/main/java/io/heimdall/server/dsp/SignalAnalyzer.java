package io.heimdall.server.dsp;

import static java.util.Objects.checkFromIndexSize;

import java.util.OptionalDouble;

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
    SpectralMeasures measures =
        SpectralMeasures.of(stage.spectrum(plan.sampleRateHz()), plan.targetBandwidthHz());
    return measures == null || measures.signal() == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Decibels.of(measures.signal().ratio()));
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
    SpectralStage finest = stage.finest();
    if (finest == null) {
      return unmeasured(new SignalMetrics.Resolution(0, stage.welch().length(), null));
    }
    Spectrum spectrum = finest.spectrum(measuredSampleRateHz);
    SignalMetrics.Resolution resolution =
        new SignalMetrics.Resolution(
            finest.welch().segments(), finest.welch().length(), spectrum.spacingHz());
    SpectralMeasures measures =
        levels.finite() ? SpectralMeasures.of(spectrum, plan.targetBandwidthHz()) : null;
    return measures == null ? unmeasured(resolution) : measured(measures, finest, resolution);
  }

  private SignalMetrics unmeasured(SignalMetrics.Resolution resolution) {
    return new SignalMetrics(
        levels.level(),
        resolution,
        SignalMetrics.Noise.UNKNOWN,
        SignalMetrics.Signal.undetected(plan.referenceBandwidthHz()),
        SignalMetrics.Bandwidth.UNKNOWN,
        SignalMetrics.Offset.UNKNOWN);
  }

  private SignalMetrics measured(
      SpectralMeasures measures, SpectralStage from, SignalMetrics.Resolution resolution) {
    SignalMetrics.Noise noise =
        new SignalMetrics.Noise(
            Decibels.of(measures.noise().density()),
            Decibels.of(measures.spectrum().highestDensity()),
            measures.noise().occupiedFraction(),
            measures.noise().valid());
    SignalToNoise signal = measures.signal();
    if (signal == null) {
      return new SignalMetrics(
          levels.level(),
          resolution,
          noise,
          SignalMetrics.Signal.undetected(plan.referenceBandwidthHz()),
          SignalMetrics.Bandwidth.UNKNOWN,
          SignalMetrics.Offset.UNKNOWN);
    }
    OccupiedBandwidth band = measures.band();
    return new SignalMetrics(
        levels.level(),
        resolution,
        noise,
        describe(signal),
        band == null ? SignalMetrics.Bandwidth.UNKNOWN : describe(band),
        offset(measures, from));
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

  private SignalMetrics.Offset offset(SpectralMeasures measures, SpectralStage from) {
    Carrier carrier = Carrier.of(measures.spectrum(), measures.noise().density(), from);
    if (carrier != null) {
      return new SignalMetrics.Offset(
          carrier.frequencyHz(), carrier.sigmaHz(), OffsetMethod.CARRIER);
    }
    Centroid centroid = measures.centroid(plan.targetBandwidthHz());
    return new SignalMetrics.Offset(
        centroid.frequencyHz(), centroid.sigmaHz(), OffsetMethod.CENTROID);
  }
}
