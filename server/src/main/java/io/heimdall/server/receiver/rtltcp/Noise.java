package io.heimdall.server.receiver.rtltcp;

/// How far the least lateness of windows usually is from the line, and so what is no jitter.
final class Noise {

  /// Less is not told from jitter.
  private static final double TOLERANCE_NANOS = 2e6;

  /// Usual distances from the line are exceeded fourfold by no jitter.
  private static final double FACTOR = 4;

  /// What a time off the line that was no loss tells of the usual distance, at most: stalls are not
  /// usual.
  private static final double MOST_LEARNT_NANOS = 1e7;

  /// How fast the usual distance follows larger ones.
  private static final double RISE = 1.0 / 4;

  /// How fast the usual distance follows smaller ones.
  private static final double FALL = 1.0 / 32;

  private double nanos;

  /// The usual distance, in nanoseconds.
  double nanos() {
    return nanos;
  }

  /// What an arrival may be off the line by.
  double toleranceNanos() {
    return Math.max(TOLERANCE_NANOS, FACTOR * nanos);
  }

  /// Takes note of a window.
  ///
  /// @param distanceNanos how far from the line it was
  void learn(double distanceNanos) {
    double change = distanceNanos - nanos;
    nanos += (change > 0 ? RISE : FALL) * change;
  }

  /// Takes note of a window that was off the line before arrivals came back to it.
  ///
  /// @param distanceNanos how far from the line it was
  void learnFromStall(double distanceNanos) {
    learn(Math.min(MOST_LEARNT_NANOS, distanceNanos));
  }
}
