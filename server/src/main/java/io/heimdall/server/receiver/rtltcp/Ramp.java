package io.heimdall.server.receiver.rtltcp;

/// Tells a rate that is not the one asked for from losses: at another constant rate the least
/// lateness of windows lies on a straight line, where a loss makes it jump and then stand.
final class Ramp {

  private static final int MOST = 128;

  /// How far from the line points may lie, as part of its rise.
  private static final double STRAIGHT = 1.0 / 4;

  /// How far they may lie in any case: jitter.
  private static final double LEAST_STRAIGHT_NANOS = 6e5;

  private final double[] nanos = new double[MOST];
  private final double[] lateness = new double[MOST];
  private int begin;
  private int count;

  /// Takes note of a window.
  ///
  /// @param atNanos its end, on the monotonic clock
  /// @param leastNanos its least lateness
  void add(long atNanos, double leastNanos) {
    int at = (begin + count) % MOST;
    nanos[at] = atNanos;
    lateness[at] = leastNanos;
    if (count < MOST) {
      count++;
    } else {
      begin = (begin + 1) % MOST;
    }
  }

  /// How many windows there are to tell by.
  int count() {
    return count;
  }

  void clear() {
    count = 0;
  }

  /// How much later the last window is than the first.
  double riseNanos() {
    return count == 0 ? 0 : lateness[(begin + count - 1) % MOST] - lateness[begin];
  }

  /// The slope of the line, as lateness per time; NaN where the windows lie on none.
  double slope() {
    double rise = riseNanos();
    double allowed = Math.max(STRAIGHT * Math.abs(rise), LEAST_STRAIGHT_NANOS);
    double slope = rise / (nanos[(begin + count + MOST - 1) % MOST] - nanos[begin]);
    for (int n = 1; n < count; n++) {
      int at = (begin + n) % MOST;
      double expected = lateness[begin] + slope * (nanos[at] - nanos[begin]);
      if (Math.abs(lateness[at] - expected) > allowed) {
        return Double.NaN;
      }
    }
    return slope;
  }
}
