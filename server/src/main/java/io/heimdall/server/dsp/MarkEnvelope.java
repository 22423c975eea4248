package io.heimdall.server.dsp;

import java.util.Arrays;

/// A complex envelope on the time axis of a receiver's clock, smoothed with a Hann window.
final class MarkEnvelope {

  /// In-phase parts, NaN where samples are lost.
  final float[] i;

  /// Quadrature parts, NaN where samples are lost.
  final float[] q;

  private final double rateHz;
  private final double startSeconds;
  private final double smoothingSeconds;

  private MarkEnvelope(
      float[] i, float[] q, double rateHz, double startSeconds, double smoothingSeconds) {
    this.i = i;
    this.q = q;
    this.rateHz = rateHz;
    this.startSeconds = startSeconds;
    this.smoothingSeconds = smoothingSeconds;
  }

  /// Smooths an envelope: `s[n] = Σ w[k] z[n + k] / Σ w`, `w[k] = cos²(πk / (T fs))` for `|k| < T
  /// fs/2`, which leaves edges where they are.
  ///
  /// @param i in-phase parts
  /// @param q quadrature parts
  /// @param rateHz fs
  /// @param startSeconds the time of sample 0
  /// @param smoothingSeconds T
  /// @return the smoothed envelope, of the same length; NaN where the window reaches beyond its
  ///   ends
  static MarkEnvelope of(
      float[] i, float[] q, double rateHz, double startSeconds, double smoothingSeconds) {
    double span = smoothingSeconds * rateHz;
    int reach = Math.max((int) Math.ceil(span / 2) - 1, 0);
    float[] weights = new float[2 * reach + 1];
    double sum = 0;
    for (int k = -reach; k <= reach; k++) {
      double cos = Math.cos(Math.PI * k / span);
      weights[k + reach] = (float) (cos * cos);
      sum += cos * cos;
    }
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (float) (weights[k] / sum);
    }
    return new MarkEnvelope(
        smooth(i, weights), smooth(q, weights), rateHz, startSeconds, smoothingSeconds);
  }

  private static float[] smooth(float[] from, float[] weights) {
    int reach = weights.length / 2;
    float[] to = new float[from.length];
    Arrays.fill(to, Float.NaN);
    for (int n = reach; n + reach < to.length; n++) {
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        sum += weights[k] * from[n - reach + k];
      }
      to[n] = (float) sum;
    }
    return to;
  }

  /// Samples per second.
  double rateHz() {
    return rateHz;
  }

  /// The length of the window: half of it on each side of an edge is no level.
  double smoothingSeconds() {
    return smoothingSeconds;
  }

  int size() {
    return i.length;
  }

  /// The time of a sample, which need not be a whole one.
  double secondsAt(double sample) {
    return startSeconds + sample / rateHz;
  }

  /// The sample nearest a time, perhaps outside.
  int sampleAt(double seconds) {
    return (int) Math.rint((seconds - startSeconds) * rateHz);
  }

  /// How many seconds it holds, to the nearest below, 1 at least.
  int wholeSeconds() {
    return Math.max(1, (int) (size() / rateHz));
  }
}
