package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// Follows the strongest lines of a running spectrum, so that the phase of whatever turns out to be
/// the carrier is known from about its first segment on, without keeping the spectra.
///
/// After each of the first segments, and every fourth later, the bin with the most accumulated
/// power is looked up over the whole search band. A bin that is not followed yet takes the place of
/// the weakest line. A carrier becomes the strongest bin within one segment when it is strong and
/// within a few when it is weak; one that appears later, when its energy has outgrown the rest.
final class CarrierTracker implements WelchAccumulator.SpectrumListener {

  private static final int LINES = 4;
  private static final int EVERY_SEGMENT_UNTIL = 16;
  private static final int THEN_EVERY = 4;
  private static final int NO_BIN = Integer.MIN_VALUE;

  private final double[] power;
  private final int low;
  private final int high;
  private final boolean withoutDc;
  private final CarrierLine[] lines = new CarrierLine[LINES];
  private int followed;
  private long segments;

  /// Makes a tracker that follows nothing yet.
  ///
  /// @param power the accumulated power of the bins, in the FFT's order, kept up to date by others
  /// @param low the lowest bin to look at, from −L/2
  /// @param high the highest bin to look at, up to L/2 − 1
  /// @param dc whether bins −1 to 1 are to be left out
  CarrierTracker(double[] power, int low, int high, AnalysisPlan.Dc dc) {
    this.power = power;
    this.low = low;
    this.high = high;
    withoutDc = dc == AnalysisPlan.Dc.OFFSET;
    PhaseSlope slope = new PhaseSlope();
    for (int n = 0; n < LINES; n++) {
      lines[n] = new CarrierLine(power.length, slope);
    }
  }

  @Override
  public void onSpectrum(long firstSample, float[] re, float[] im) {
    if (segments < EVERY_SEGMENT_UNTIL || segments % THEN_EVERY == 0) {
      int bin = strongest();
      if (bin != NO_BIN) {
        follow(bin);
      }
    }
    segments++;
    for (int n = 0; n < followed; n++) {
      int index = index(lines[n].bin());
      lines[n].add(firstSample, re[index], im[index]);
    }
  }

  private void follow(int bin) {
    CarrierLine weakest = lines[0];
    for (int n = 0; n < followed; n++) {
      if (lines[n].bin() == bin) {
        return;
      }
      if (power[index(lines[n].bin())] < power[index(weakest.bin())]) {
        weakest = lines[n];
      }
    }
    if (followed < LINES) {
      weakest = lines[followed++];
    }
    weakest.follow(bin);
  }

  /// The strongest bin, or [#NO_BIN] when there is none to look at.
  private int strongest() {
    int above = strongest(0, Math.max(low, withoutDc ? 2 : 0), high);
    int below = strongest(power.length, low, Math.min(high, withoutDc ? -2 : -1));
    if (below != NO_BIN && (above == NO_BIN || power[index(below)] > power[above])) {
      return below;
    }
    return above;
  }

  private int strongest(int origin, int first, int last) {
    int best = NO_BIN;
    double most = -1;
    for (int m = first; m <= last; m++) {
      if (power[origin + m] > most) {
        most = power[origin + m];
        best = m;
      }
    }
    return best;
  }

  private int index(int bin) {
    return bin < 0 ? bin + power.length : bin;
  }

  /// The line that follows a bin.
  ///
  /// @return null when no line does
  @Nullable CarrierLine line(int bin) {
    for (int n = 0; n < followed; n++) {
      if (lines[n].bin() == bin) {
        return lines[n];
      }
    }
    return null;
  }
}
