package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// The density of the noise between signals.
///
/// `N0 = Q_q(S) ÷ (Γ⁻¹(q; K_eff) / K_eff)`: the q-quantile of the bins over what it stands at where
/// there is noise only, so the strength of signals does not matter, only how many bins they take
/// (the method of ka9q-radio's noise estimator, in power, not in dB). How many that is, is counted
/// from the 10 % quantile: a bin is occupied 6 dB above the floor. Up to half a band of signals the
/// median serves, above it the 25 % quantile. Signals still move the quantile of the noise by the
/// bins they take, a median by 0.06 dB for each 8 % of the band (57 segments), so in a spectrum the
/// bins in and around whatever stands out of this floor are left out and the median of the others
/// is taken.
///
/// The floor is not valid when more than 80 % of the bins are occupied; it is then the 10 %
/// quantile's and may well be a signal's. A band filled by one flat signal cannot be told from
/// noise.
///
/// @param density N0 in FS²/Hz, above 0
/// @param occupiedFraction the share of bins more than 6 dB above N0
/// @param valid whether the floor can be trusted
record NoiseFloor(double density, double occupiedFraction, boolean valid) {

  private static final double OCCUPIED = Decibels.ratio(6);
  private static final double HALF = 0.5;
  private static final double TOO_MUCH = 0.8;
  private static final double LEAST_QUIET = 0.2;

  /// Estimates the floor of a spectrum: that of all its bins first, then the median of those that
  /// are away from everything that stands out of it, unless they are too few.
  ///
  /// @param spectrum the spectrum
  /// @return null when the band has no bins or nothing in them
  static @Nullable NoiseFloor of(Spectrum spectrum) {
    double[] bins = new double[spectrum.size()];
    int count = spectrum.counted(bins);
    if (count == 0) {
      return null;
    }
    double effectiveSegments = spectrum.effectiveSegments();
    NoiseFloor first = of(bins, count, effectiveSegments);
    if (!(first.density > 0) || Double.isInfinite(first.density)) {
      return null;
    }
    double threshold = OccupiedBandwidth.threshold(spectrum, first.density);
    double[] quiet = new double[count];
    int quietCount = spectrum.quiet(threshold, quiet);
    if (!first.valid || quietCount < LEAST_QUIET * count) {
      return first;
    }
    double density = density(quiet, quietCount, 0.5, effectiveSegments);
    return new NoiseFloor(density, occupied(bins, count, density), true);
  }

  /// Estimates the floor of bins.
  ///
  /// @param bins densities in any order; reordered by the call
  /// @param count how many there are, at least 1
  /// @param effectiveSegments K_eff, how many independent spectra were averaged
  static NoiseFloor of(double[] bins, int count, double effectiveSegments) {
    double tenth = density(bins, count, 0.1, effectiveSegments);
    double occupied = occupied(bins, count, tenth);
    if (occupied > TOO_MUCH) {
      return new NoiseFloor(tenth, occupied, false);
    }
    double q = occupied > HALF ? 0.25 : 0.5;
    double density = density(bins, count, q, effectiveSegments);
    return new NoiseFloor(density, occupied(bins, count, density), true);
  }

  /// The floor by one quantile.
  ///
  /// @param bins densities in any order; reordered by the call
  /// @param count how many there are
  /// @param q the quantile, in (0, 1)
  /// @param effectiveSegments K_eff
  static double density(double[] bins, int count, double q, double effectiveSegments) {
    return Quantile.of(bins, count, q) / GammaQuantile.ofMean(q, effectiveSegments);
  }

  private static double occupied(double[] bins, int count, double density) {
    double limit = OCCUPIED * density;
    int above = 0;
    for (int m = 0; m < count; m++) {
      above += bins[m] > limit ? 1 : 0;
    }
    return (double) above / count;
  }
}
