package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// A signal's power over the noise.
///
/// `P_s = Σ (S − N0) Δf` over the bins of the signal's band B and, where B was measured, two more
/// on each side, which hold what the Hann window spreads. Then `snr = P_s / (N0 |B|)`, `cn0 = P_s /
/// N0` in Hz.
///
/// The signal is detected when `P_s ≥ 2 N0 √(|B| Δf / K_eff)`, twice the standard deviation that
/// the noise in B has after averaging.
///
/// @param power P_s in FS²
/// @param noiseDensity N0 in FS²/Hz
/// @param bandwidthHz |B|
record SignalToNoise(double power, double noiseDensity, double bandwidthHz) {

  private static final double DEVIATIONS = 2;
  private static final int WINDOW_SPREAD = 2;

  /// P_s / (N0 |B|).
  double ratio() {
    return power / (noiseDensity * bandwidthHz);
  }

  /// Measures the signal in a band that was itself measured.
  ///
  /// @return null when it is not detected
  static @Nullable SignalToNoise of(
      Spectrum spectrum, double noiseDensity, OccupiedBandwidth band) {
    double first = Math.floor(spectrum.binOf(band.lowHz()) + 0.5) - 0.5 - WINDOW_SPREAD;
    double last = Math.ceil(spectrum.binOf(band.highHz()) - 0.5) + 0.5 + WINDOW_SPREAD;
    double inside = excess(spectrum, noiseDensity, first, last);
    double outside = standingOut(spectrum, noiseDensity, first, last);
    return detected(spectrum, inside + outside, noiseDensity, band.widthHz());
  }

  /// Σ (S − N0) Δf over the bins that stand out beyond two places on the axis of bins.
  private static double standingOut(
      Spectrum spectrum, double noiseDensity, double first, double last) {
    double threshold = OccupiedBandwidth.threshold(spectrum, noiseDensity);
    double sum = 0;
    for (int m = spectrum.low(); m <= spectrum.high(); m++) {
      double density = spectrum.density(m);
      if ((m < first || m > last) && density > threshold && spectrum.counts(m)) {
        sum += density - noiseDensity;
      }
    }
    return sum * spectrum.spacingHz();
  }

  /// Measures the signal in a given band around the tuned frequency.
  ///
  /// @return null when it is not detected
  static @Nullable SignalToNoise of(Spectrum spectrum, double noiseDensity, double bandwidthHz) {
    double first = spectrum.binOf(-bandwidthHz / 2);
    double last = spectrum.binOf(bandwidthHz / 2);
    return detected(
        spectrum, excess(spectrum, noiseDensity, first, last), noiseDensity, bandwidthHz);
  }

  private static @Nullable SignalToNoise detected(
      Spectrum spectrum, double power, double noiseDensity, double bandwidthHz) {
    double deviation =
        noiseDensity * Math.sqrt(bandwidthHz * spectrum.spacingHz() / spectrum.effectiveSegments());
    return power >= DEVIATIONS * deviation && power > 0
        ? new SignalToNoise(power, noiseDensity, bandwidthHz)
        : null;
  }

  /// Σ (S − N0) Δf between two places on the axis of bins, whose ends may cut a bin.
  private static double excess(Spectrum spectrum, double noiseDensity, double first, double last) {
    double sum = 0;
    for (int m = spectrum.low(); m <= spectrum.high(); m++) {
      double share = Math.min(m + 0.5, last) - Math.max(m - 0.5, first);
      if (share > 0 && spectrum.counts(m)) {
        sum += share * (spectrum.density(m) - noiseDensity);
      }
    }
    return sum * spectrum.spacingHz();
  }
}
