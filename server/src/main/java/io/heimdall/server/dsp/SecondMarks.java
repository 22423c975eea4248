package io.heimdall.server.dsp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The second marks of a time-signal station, and how late they come after the seconds of a
/// receiver's clock.
///
/// 1. What is switched is moved to 0 Hz and smoothed with a Hann window of length T: the shortest
///    of 1, 2, 4 and 8 ms with which the noise is below 12 % of the step, else the longest. For a
///    tone T begins with two of its periods, so that the window is deaf to the carrier and to the
///    tone's image below it, both on its nulls; and T is at most half of a mark.
/// 2. The magnitude is folded over all seconds into bins of 1 ms. The second begins where the mean
///    over the shortest mark changes most across a bin's edge, in the mark's direction, and by six
///    deviations more than elsewhere in the second.
/// 3. Around that place in each second the mark is looked at by itself, in phase with what is on:
///    its time is where the smoothed amplitude crosses the middle between the levels before and
///    after. A smoothing that is symmetric does not move that point, whatever its length. A second
///    whose step is small against the noise or against the level, or which touches lost samples, is
///    left out: stations leave marks out themselves.
/// 4. Marks more than six deviations (of the median absolute deviation) from the median are left
///    out; the mean of the others is the offset, their standard deviation over √n its sigma, 1 µs
///    at least.
///
/// There is a result where three marks and half of the seconds agree within a part of the search.
/// It holds the delays of the transmitter's, the receiver's and the way's filters, which shift the
/// middle of an edge by some 0.2 ms at 1 kHz of bandwidth; sigma does not. The offset is one modulo
/// 1 s: a clock that is off by whole seconds goes unnoticed.
///
/// @param count how many marks it is the mean of
/// @param offsetSeconds how late they come, above −0.5 to 0.5
/// @param sigmaSeconds the standard deviation of that mean
public record SecondMarks(int count, double offsetSeconds, double sigmaSeconds) {

  private static final double SHORTEST_SECONDS = 0.001;
  private static final double LONGEST_SECONDS = 0.008;
  private static final double GOOD_NOISE = 0.12;
  private static final int LEAST_MARKS = 3;
  private static final double LEAST_SHARE = 0.5;
  private static final double OUTLIER = 6;
  private static final double NORMAL_MAD = 1.4826;
  private static final double LEAST_SPREAD_SECONDS = 1e-6;

  /// What interpolating between samples leaves, the same for all marks where a second is a whole
  /// number of samples.
  private static final double GRID_SIGMA_SECONDS = 1e-6;

  /// Looks for marks.
  ///
  /// @param trace the samples, with the carrier near 0 Hz
  /// @param rateHz the true rate of the samples of the trace
  /// @param startSeconds when its sample 0 was taken, in seconds after any whole second of the
  ///   receiver's clock
  /// @param carrierHz where the carrier is exactly
  /// @param shape what a mark looks like
  /// @return null when there are none
  public static @Nullable SecondMarks find(
      BasebandTrace trace, double rateHz, double startSeconds, double carrierHz, MarkShape shape) {
    int count = trace.size();
    float[] i = new float[count];
    float[] q = new float[count];
    double cycles = (carrierHz + shape.toneHz()) / rateHz;
    Mixer.down(trace.i(), trace.q(), 0, count, cycles, 0, i, q);
    SecondMarks found = null;
    double longest = Math.min(LONGEST_SECONDS, shape.markSeconds() / 2);
    for (double smoothing = shortest(shape); smoothing <= longest; smoothing *= 2) {
      var envelope = MarkEnvelope.of(i, q, rateHz, startSeconds, smoothing);
      MarkSearch.Marks marks = new MarkSearch(envelope, shape).marks();
      SecondMarks next = agreed(marks, envelope.wholeSeconds(), shape);
      found = next == null ? found : next;
      if (next != null && marks.noise <= GOOD_NOISE) {
        return next;
      }
    }
    return found;
  }

  private static double shortest(MarkShape shape) {
    return shape.toneHz() == 0 ? SHORTEST_SECONDS : 2 / Math.abs(shape.toneHz());
  }

  private static @Nullable SecondMarks agreed(
      MarkSearch.Marks marks, int seconds, MarkShape shape) {
    double[] offsets = marks.offsetsSeconds;
    if (offsets.length < Math.max(LEAST_MARKS, LEAST_SHARE * seconds)) {
      return null;
    }
    double middle = Quantile.of(offsets.clone(), offsets.length, 0.5);
    double[] away = Arrays.stream(offsets).map(offset -> Math.abs(offset - middle)).toArray();
    double spread =
        Math.max(NORMAL_MAD * Quantile.of(away, away.length, 0.5), LEAST_SPREAD_SECONDS);
    if (spread > MarkSearch.reachSeconds(shape) / 3) {
      return null;
    }
    double[] kept =
        Arrays.stream(offsets)
            .filter(offset -> Math.abs(offset - middle) <= OUTLIER * spread)
            .toArray();
    if (kept.length < LEAST_MARKS) {
      return null;
    }
    double mean = Arrays.stream(kept).sum() / kept.length;
    double squares = Arrays.stream(kept).map(offset -> (offset - mean) * (offset - mean)).sum();
    double sigma =
        Math.hypot(Math.sqrt(squares / (kept.length - 1.0) / kept.length), GRID_SIGMA_SECONDS);
    return new SecondMarks(kept.length, mean - Math.rint(mean), sigma);
  }
}
