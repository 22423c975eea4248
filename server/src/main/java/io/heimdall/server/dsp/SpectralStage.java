package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// The averaged spectrum of a recording at the finest resolution its runs of samples allow.
///
/// As long as no run has filled one segment, what the runs leave over feeds a stage of a quarter of
/// the length, and so on, so that short recordings have a spectrum too. Once a segment is filled
/// the shorter stages are not fed any more.
final class SpectralStage {

  private static final int SHORTEST = 16;
  private static final int STEP = 4;

  private final AnalysisPlan plan;
  private final WelchAccumulator welch;
  private final CarrierTracker tracker;
  private @Nullable SpectralStage shorter;

  SpectralStage(AnalysisPlan plan, int length) {
    this.plan = plan;
    welch = new WelchAccumulator(length);
    double spacing = plan.sampleRateHz() / length;
    Double target = plan.targetBandwidthHz();
    double reach = target == null ? plan.sampleRateHz() / 2 : target / 2;
    tracker =
        new CarrierTracker(
            welch.power(),
            Math.max((int) Math.ceil(Math.max(plan.bandLowHz(), -reach) / spacing), -length / 2),
            Math.min(
                (int) Math.floor(Math.min(plan.bandHighHz(), reach) / spacing), length / 2 - 1),
            plan.dc());
    welch.listen(tracker);
  }

  void accept(float[] i, float[] q, int offset, int count) {
    welch.accept(i, q, offset, count);
  }

  void gap(long lostSamples) {
    if (welch.segments() == 0 && welch.length() / STEP >= SHORTEST) {
      SpectralStage next = shorter();
      next.accept(welch.pendingI(), welch.pendingQ(), 0, welch.pending());
      next.gap(lostSamples);
    }
    welch.gap(lostSamples);
  }

  private SpectralStage shorter() {
    if (shorter == null) {
      shorter = new SpectralStage(plan, welch.length() / STEP);
    }
    return shorter;
  }

  /// The stage with the finest spectrum, once no more samples come.
  ///
  /// @return null when no run had [#SHORTEST] samples
  @Nullable SpectralStage finest() {
    if (welch.segments() > 0) {
      return this;
    }
    gap(0);
    return shorter == null ? null : shorter.finest();
  }

  CarrierTracker tracker() {
    return tracker;
  }

  WelchAccumulator welch() {
    return welch;
  }

  /// The spectrum so far.
  ///
  /// @param sampleRateHz the true sample rate
  Spectrum spectrum(double sampleRateHz) {
    double[] psd = new double[welch.length()];
    welch.psd(sampleRateHz, psd);
    return new Spectrum(psd, sampleRateHz, welch.effectiveSegments(), plan).withoutRounding();
  }
}
