package io.heimdall.server.dsp;

/// One averaged spectrum as the measures need it: densities in rising frequency order with the part
/// of them that counts.
///
/// The band is a range of bins. Where the receiver's filter leaves nothing but the rounding of its
/// int16 samples, `2/12/32768²/fs` FS²/Hz (two components, each uniform over one step), bins say
/// nothing of the noise: [#withoutRounding()] draws the ends of the band in by whole groups of bins
/// whose mean is within 3 dB of the rounding, unless next to nothing would be left.
final class Spectrum {

  /// Bins averaged to decide whether an end of the band holds anything but rounding.
  private static final int GROUP = 8;

  /// How far a signal that stands out is taken to reach beyond its last bin that does.
  private static final int GUARD = 8;

  private static final double ROUNDING = 2.0 / 12 / 32768 / 32768;

  private final double[] psd;
  private final int centre;
  private final double sampleRateHz;
  private final double effectiveSegments;
  private final AnalysisPlan.Dc dc;
  private final int searchLow;
  private final int searchHigh;
  private int low;
  private int high;

  /// Describes a spectrum.
  ///
  /// @param psd densities in FS²/Hz, bin m at `(m − ⌊L/2⌋) fs/L`
  /// @param sampleRateHz fs
  /// @param effectiveSegments how many independent spectra it averages
  /// @param plan the band
  Spectrum(double[] psd, double sampleRateHz, double effectiveSegments, AnalysisPlan plan) {
    this.psd = psd;
    centre = psd.length / 2;
    this.sampleRateHz = sampleRateHz;
    this.effectiveSegments = effectiveSegments;
    dc = plan.dc();
    low = Math.clamp((long) Math.ceil(binOf(plan.bandLowHz())), 0, psd.length - 1);
    high = Math.clamp((long) Math.floor(binOf(plan.bandHighHz())), low, psd.length - 1);
    Double target = plan.targetBandwidthHz();
    searchLow = target == null ? low : (int) Math.ceil(binOf(-target / 2));
    searchHigh = target == null ? high : (int) Math.floor(binOf(target / 2));
  }

  /// Draws in the ends of the band where there is nothing but rounding.
  ///
  /// @return this
  Spectrum withoutRounding() {
    double limit = 2 * ROUNDING / sampleRateHz;
    int first = low;
    int last = high;
    while (last - first >= 2 * GROUP && mean(first, first + GROUP) < limit) {
      first += GROUP;
    }
    while (last - first >= 2 * GROUP && mean(last + 1 - GROUP, last + 1) < limit) {
      last -= GROUP;
    }
    if (last - first > (high - low) / 64 && last - first >= 2 * GROUP) {
      low = first;
      high = last;
    }
    return this;
  }

  private double mean(int from, int to) {
    double sum = 0;
    for (int m = from; m < to; m++) {
      sum += psd[m];
    }
    return sum / (to - from);
  }

  /// The density of a bin in FS²/Hz.
  double density(int bin) {
    return psd[bin];
  }

  /// The highest density of a bin that counts, in FS²/Hz; 0 when none does.
  double highestDensity() {
    double highest = 0;
    for (int m = low; m <= high; m++) {
      if (counts(m)) {
        highest = Math.max(highest, psd[m]);
      }
    }
    return highest;
  }

  /// The first bin of the band.
  int low() {
    return low;
  }

  /// The last bin of the band.
  int high() {
    return high;
  }

  /// Whether a bin counts: in the band and not the receiver's own offset.
  boolean counts(int bin) {
    return bin >= low
        && bin <= high
        && (dc == AnalysisPlan.Dc.SIGNAL || Math.abs(bin - centre) > 1);
  }

  /// How many bins there are.
  int size() {
    return psd.length;
  }

  /// The number of a bin from the tuned frequency, negative below it.
  int signedBin(int bin) {
    return bin - centre;
  }

  /// The strongest bin that counts and lies within the target, or −1 when there is none.
  int strongestSearched() {
    int best = -1;
    for (int m = Math.max(low, searchLow); m <= Math.min(high, searchHigh); m++) {
      if (counts(m) && (best < 0 || psd[m] > psd[best])) {
        best = m;
      }
    }
    return best;
  }

  /// fs.
  double sampleRateHz() {
    return sampleRateHz;
  }

  /// The spacing of the bins in Hz.
  double spacingHz() {
    return sampleRateHz / psd.length;
  }

  /// The frequency of a place on the axis of bins, which need not be a whole number.
  double frequencyHz(double bin) {
    return (bin - centre) * spacingHz();
  }

  /// The place of a frequency on the axis of bins.
  double binOf(double frequencyHz) {
    return frequencyHz / spacingHz() + centre;
  }

  /// How many independent spectra were averaged.
  double effectiveSegments() {
    return effectiveSegments;
  }

  /// Copies the densities of the bins that count.
  ///
  /// @param to receives them
  /// @return how many there are
  int counted(double[] to) {
    int count = 0;
    for (int m = low; m <= high; m++) {
      if (counts(m)) {
        to[count++] = psd[m];
      }
    }
    return count;
  }

  /// Copies the densities of the bins that count and are more than [#GUARD] bins away from any that
  /// exceeds a threshold.
  ///
  /// @param threshold a density
  /// @param to receives them
  /// @return how many there are
  int quiet(double threshold, double[] to) {
    int count = 0;
    int lastLoud = low - GUARD - 1;
    int nextLoud = low - 1;
    for (int m = low; m <= high; m++) {
      if (nextLoud < m) {
        nextLoud = nextAbove(threshold, m);
      }
      if (nextLoud == m) {
        lastLoud = m;
      } else if (counts(m) && m - lastLoud > GUARD && nextLoud - m > GUARD) {
        to[count++] = psd[m];
      }
    }
    return count;
  }

  /// The first bin from `from` on that exceeds a threshold, or one far above the band.
  private int nextAbove(double threshold, int from) {
    int m = from;
    while (m <= high && !(psd[m] > threshold)) {
      m++;
    }
    return m <= high ? m : high + GUARD + 1;
  }
}
