package io.heimdall.server.dsp;

import java.util.Arrays;

/// Looks for the second marks in one envelope; [SecondMarks] says how.
final class MarkSearch {

  private static final int BINS = 1000;

  /// How much of the mark is left out next to the edge, where filters ring, and at its end.
  private static final double GUARD = 0.05;

  private static final double END = 0.9;

  /// How far from the folded place a mark may be.
  private static final double REACH = 0.1;

  private static final double LEAST_REACH_SECONDS = 0.002_5;

  /// What is left of the level when it is switched off, at most.
  private static final double MOST_LEFT = 0.6;

  private static final double MOST_NOISE = 0.4;

  /// How far the change at the second stands out of the changes elsewhere, in deviations; noise
  /// gets there once in a million searches.
  private static final double LEAST_CHANGE = 6;

  private static final double NORMAL_MAD = 1.4826;

  private final MarkEnvelope envelope;
  private final MarkShape shape;
  private final boolean falls;

  MarkSearch(MarkEnvelope envelope, MarkShape shape) {
    this.envelope = envelope;
    this.shape = shape;
    this.falls = shape.edge() == MarkShape.Edge.FALL;
  }

  /// The marks that were found.
  static final class Marks {

    /// How late each comes after a whole second, all within half a second of each other.
    final double[] offsetsSeconds;

    /// The median of the noise beside the steps over the height of the steps.
    final double noise;

    private Marks(double[] offsetsSeconds, double noise) {
      this.offsetsSeconds = offsetsSeconds;
      this.noise = noise;
    }
  }

  /// How far from the folded place a mark is looked for.
  static double reachSeconds(MarkShape shape) {
    return Math.max(REACH * shape.markSeconds(), LEAST_REACH_SECONDS);
  }

  /// Looks for them twice: where folding shows them to a bin, and then where they were found, so
  /// that levels are read equally far from the edge on both sides.
  Marks marks() {
    double place = foldedPlace();
    if (Double.isNaN(place)) {
      return new Marks(new double[0], Double.NaN);
    }
    double[] rough = marksAt(place).offsetsSeconds;
    return rough.length == 0
        ? new Marks(rough, Double.NaN)
        : marksAt(Quantile.of(rough, rough.length, 0.5));
  }

  private Marks marksAt(double place) {
    int first = (int) Math.floor(envelope.secondsAt(0) - place);
    int last = (int) Math.ceil(envelope.secondsAt(envelope.size()) - place);
    double[] offsets = new double[last - first + 1];
    double[] noises = new double[offsets.length];
    int count = 0;
    for (int second = first; second <= last; second++) {
      Step step = step(second + place);
      double crossing = step.clear() ? crossing(step, second + place) : Double.NaN;
      if (!Double.isNaN(crossing)) {
        offsets[count] = envelope.secondsAt(crossing) - second;
        noises[count] = step.noise();
        count++;
      }
    }
    double noise = count == 0 ? Double.NaN : Quantile.of(noises, count, 0.5);
    return new Marks(Arrays.copyOf(offsets, count), noise);
  }

  /// Where in the second the marks are, 0 to below 1; NaN when nothing stands out.
  private double foldedPlace() {
    double[] sum = new double[BINS];
    int[] count = new int[BINS];
    for (int n = 0; n < envelope.size(); n++) {
      double magnitude = Math.hypot(envelope.i[n], envelope.q[n]);
      if (!Double.isNaN(magnitude)) {
        double second = envelope.secondsAt(n);
        int bin = Math.min((int) ((second - Math.floor(second)) * BINS), BINS - 1);
        sum[bin] += magnitude;
        count[bin]++;
      }
    }
    for (int b = 0; b < BINS; b++) {
      sum[b] = count[b] == 0 ? 0 : sum[b] / count[b];
    }
    double[] changes = changes(sum);
    int best = 0;
    for (int b = 1; b < BINS; b++) {
      best = changes[b] > changes[best] ? b : best;
    }
    double usual = Quantile.of(changes.clone(), BINS, 0.5);
    double[] away = Arrays.stream(changes).map(change -> Math.abs(change - usual)).toArray();
    double deviation = NORMAL_MAD * Quantile.of(away, BINS, 0.5);
    return changes[best] - usual > LEAST_CHANGE * deviation ? (double) best / BINS : Double.NaN;
  }

  /// By how much the mean changes before each bin, in the mark's direction.
  private double[] changes(double[] folded) {
    int width = Math.max(2, (int) Math.rint(END * shape.markSeconds() * BINS));
    double[] changes = new double[BINS];
    double change = 0;
    for (int n = 0; n < width; n++) {
      change += folded[n] - folded[BINS - 1 - n];
    }
    for (int b = 0; b < BINS; b++) {
      changes[b] = falls ? -change : change;
      change += folded[(b + width) % BINS] - 2 * folded[b] + folded[(b - width + BINS) % BINS];
    }
    return changes;
  }

  /// What there is on both sides of a place.
  ///
  /// @param phaseRe the phase of what is on, as a complex number of magnitude 1
  /// @param phaseIm its imaginary part
  /// @param before the level before, in phase
  /// @param after the level after, in phase
  /// @param noise the root mean square of what remains beside both levels, in phase, over the step
  /// @param clear whether it is a step
  private record Step(
      double phaseRe, double phaseIm, double before, double after, double noise, boolean clear) {}

  private Step step(double seconds) {
    double spread = envelope.smoothingSeconds() / 2;
    double mark = shape.markSeconds();
    int guard = (int) Math.ceil((GUARD * mark + spread) * envelope.rateHz());
    int end = (int) Math.floor((END * mark - spread) * envelope.rateHz());
    int middle = envelope.sampleAt(seconds);
    if (middle - end < 0 || middle + end >= envelope.size() || end <= guard) {
      return new Step(0, 0, 0, 0, 0, false);
    }
    int onFrom = falls ? middle - end : middle + guard;
    double re = mean(envelope.i, onFrom, onFrom + end - guard);
    double im = mean(envelope.q, onFrom, onFrom + end - guard);
    double size = Math.hypot(re, im);
    double phaseRe = re / size;
    double phaseIm = im / size;
    double before = level(phaseRe, phaseIm, middle - end, middle - guard);
    double after = level(phaseRe, phaseIm, middle + guard, middle + end);
    double on = falls ? before : after;
    double off = falls ? after : before;
    double noise =
        (spread(phaseRe, phaseIm, middle - end, middle - guard, before)
                + spread(phaseRe, phaseIm, middle + guard, middle + end, after))
            / 2;
    double relative = Math.sqrt(noise) / (on - off);
    // Written so that NaN, of lost samples or of silence, is no step.
    boolean clear = on > 0 && off <= MOST_LEFT * on && relative <= MOST_NOISE;
    return new Step(phaseRe, phaseIm, before, after, relative, clear);
  }

  private static double mean(float[] values, int from, int to) {
    double sum = 0;
    for (int n = from; n < to; n++) {
      sum += values[n];
    }
    return sum / (to - from);
  }

  private double inPhase(double phaseRe, double phaseIm, int n) {
    return envelope.i[n] * phaseRe + envelope.q[n] * phaseIm;
  }

  private double level(double phaseRe, double phaseIm, int from, int to) {
    double sum = 0;
    for (int n = from; n < to; n++) {
      sum += inPhase(phaseRe, phaseIm, n);
    }
    return sum / (to - from);
  }

  private double spread(double phaseRe, double phaseIm, int from, int to, double level) {
    double sum = 0;
    for (int n = from; n < to; n++) {
      double away = inPhase(phaseRe, phaseIm, n) - level;
      sum += away * away;
    }
    return sum / (to - from);
  }

  /// Where the middle between the levels is crossed, nearest to a place; NaN when it is not.
  private double crossing(Step step, double seconds) {
    int middle = envelope.sampleAt(seconds);
    int reach = (int) Math.ceil(reachSeconds(shape) * envelope.rateHz());
    double half = (step.before() + step.after()) / 2;
    double found = Double.NaN;
    int from = Math.max(middle - reach, 0);
    int to = Math.min(middle + reach, envelope.size() - 1);
    for (int n = from; n < to; n++) {
      double here = inPhase(step.phaseRe(), step.phaseIm(), n) - half;
      double next = inPhase(step.phaseRe(), step.phaseIm(), n + 1) - half;
      boolean crosses = falls ? here >= 0 && next < 0 : here <= 0 && next > 0;
      double at = n + here / (here - next);
      if (crosses && !(Math.abs(found - middle) <= Math.abs(at - middle))) {
        found = at;
      }
    }
    return found;
  }
}
