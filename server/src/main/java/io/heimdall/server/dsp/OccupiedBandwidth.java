package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// The band that holds 99 % of the power: half a per cent lies below its lower end and half a per
/// cent above its upper end (Radio Regulations 1.153, ITU-R SM.328, the β % method of SM.443).
///
/// The power is that of the signal, noise subtracted: a bin counts with `S − N0` when it stands out
/// of the noise, else not at all. It stands out above `N0 · max(Γ⁻¹(1 − p; K_eff) / K_eff, 2 dB)`,
/// where p lets one recording in [#FALSE_ALARMS] of pure noise have any such bin. The 2 dB keep the
/// slope of a receiver's own floor from counting as a signal once averaging is long. A signal
/// weaker than that in each of its bins is not seen.
///
/// The cumulative power is linear across a bin, so ends lie between bins; they are as sharp as the
/// window allows (an unmodulated carrier takes about three bins).
///
/// @param lowHz the lower end
/// @param highHz the upper end
/// @param truncated whether an end lies in the first or last bin of the receiver's band
record OccupiedBandwidth(double lowHz, double highHz, boolean truncated) {

  private static final double FALSE_ALARMS = 200;
  private static final double LEAST_EXCESS = Decibels.ratio(2);
  private static final double TAIL = 0.005;

  double widthHz() {
    return highHz - lowHz;
  }

  /// Measures the band of what stands out of the noise.
  ///
  /// @param spectrum the spectrum
  /// @param noiseDensity N0 in FS²/Hz
  /// @return null when nothing does
  static @Nullable OccupiedBandwidth of(Spectrum spectrum, double noiseDensity) {
    return of(spectrum, noiseDensity, threshold(spectrum, noiseDensity));
  }

  /// The density above which a bin is not noise.
  static double threshold(Spectrum spectrum, double noiseDensity) {
    double bins = spectrum.high() - spectrum.low() + 1;
    double rare = GammaQuantile.ofMean(1 - 1 / (FALSE_ALARMS * bins), spectrum.effectiveSegments());
    return noiseDensity * Math.max(rare, LEAST_EXCESS);
  }

  /// Measures the band of the power in all bins above a threshold, with the noise taken off them;
  /// with zeros for both it is the plain definition, which needs a signal without noise.
  ///
  /// @param spectrum the spectrum
  /// @param noiseDensity what to subtract, in FS²/Hz
  /// @param threshold the density above which a bin counts
  /// @return null when no bin does
  static @Nullable OccupiedBandwidth of(Spectrum spectrum, double noiseDensity, double threshold) {
    double total = 0;
    for (int m = spectrum.low(); m <= spectrum.high(); m++) {
      total += excess(spectrum, m, noiseDensity, threshold);
    }
    if (!(total > 0)) {
      return null;
    }
    double below = TAIL * total;
    double above = (1 - TAIL) * total;
    double low = Double.NaN;
    double high = Double.NaN;
    double sum = 0;
    for (int m = spectrum.low(); m <= spectrum.high() && Double.isNaN(high); m++) {
      double power = excess(spectrum, m, noiseDensity, threshold);
      if (Double.isNaN(low) && sum + power >= below) {
        low = m - 0.5 + (below - sum) / power;
      }
      if (sum + power >= above) {
        high = m - 0.5 + (above - sum) / power;
      }
      sum += power;
    }
    if (Double.isNaN(high)) {
      high = spectrum.high() + 0.5;
    }
    boolean truncated = low < spectrum.low() + 0.5 || high > spectrum.high() - 0.5;
    return new OccupiedBandwidth(spectrum.frequencyHz(low), spectrum.frequencyHz(high), truncated);
  }

  private static double excess(Spectrum spectrum, int bin, double noiseDensity, double threshold) {
    double density = spectrum.density(bin);
    return density > threshold && spectrum.counts(bin) ? density - noiseDensity : 0;
  }
}
