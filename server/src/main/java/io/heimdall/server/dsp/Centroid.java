package io.heimdall.server.dsp;

/// The centre of gravity of a signal's spectrum, `f_c = Σ f (S − N0) / Σ (S − N0)` over its band:
/// the offset of a signal without a carrier.
///
/// Its standard deviation is that of the bins, `S / √K_eff` each, carried through: `σ² = c Σ (f −
/// f_c)² S² / K_eff / (Σ (S − N0))²` with c = 1 + 2 (4/9 + 1/36) = 1.944 for the correlation of a
/// Hann window's neighbouring bins.
///
/// @param frequencyHz f_c
/// @param sigmaHz σ
record Centroid(double frequencyHz, double sigmaHz) {

  private static final double NEIGHBOURS = 1 + 2 * (4.0 / 9 + 1.0 / 36);

  /// Measures the centroid of a band.
  ///
  /// @param spectrum the spectrum
  /// @param noiseDensity N0 in FS²/Hz
  /// @param lowHz the band's lower end
  /// @param highHz the band's upper end
  static Centroid of(Spectrum spectrum, double noiseDensity, double lowHz, double highHz) {
    int first = Math.max((int) Math.floor(spectrum.binOf(lowHz) + 0.5), spectrum.low());
    int last = Math.min((int) Math.ceil(spectrum.binOf(highHz) - 0.5), spectrum.high());
    double power = 0;
    double moment = 0;
    for (int m = first; m <= last; m++) {
      if (spectrum.counts(m)) {
        double excess = spectrum.density(m) - noiseDensity;
        power += excess;
        moment += spectrum.frequencyHz(m) * excess;
      }
    }
    double centre = Math.clamp(moment / power, lowHz, highHz);
    double variance = 0;
    for (int m = first; m <= last; m++) {
      if (spectrum.counts(m)) {
        double lever = (spectrum.frequencyHz(m) - centre) * spectrum.density(m);
        variance += lever * lever;
      }
    }
    double sigma =
        Math.sqrt(NEIGHBOURS * variance / spectrum.effectiveSegments()) / Math.abs(power);
    return new Centroid(centre, sigma);
  }
}
