package io.heimdall.server.receiver.rtltcp;

import java.util.OptionalDouble;

/// Tells a rate that is not the one asked for from losses: at another constant rate the least
/// lateness of windows lies on a straight line, where a loss makes it jump and then stand.
final class Ramp {

  private static final int MOST = 128;

  /// So many tell whether they lie on a line.
  private static final int FEWEST = 6;

  /// Where arrivals are in time otherwise, it has to rise or fall by so much.
  private static final double LEAST_RISE_NANOS = 8e6;

  /// Settling has found the rate to 1 %; what is steeper is no rate.
  private static final double STEEPEST = 0.015;

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

  /// Whether there are windows enough to tell by.
  boolean tells() {
    return count >= FEWEST;
  }

  /// Whether they show a rate also where arrivals are on the line that follows them.
  boolean steep() {
    return tells() && Math.abs(riseNanos()) >= LEAST_RISE_NANOS;
  }

  void clear() {
    count = 0;
  }

  private double riseNanos() {
    return lateness[(begin + count - 1) % MOST] - lateness[begin];
  }

  /// The slope, as lateness per time, of windows that lie on a line steeper than any crystal makes;
  /// empty where they do not. There have to be some.
  OptionalDouble slope() {
    double rise = riseNanos();
    double allowed = Math.max(STRAIGHT * Math.abs(rise), LEAST_STRAIGHT_NANOS);
    double slope = rise / (nanos[(begin + count - 1) % MOST] - nanos[begin]);
    boolean straight = Math.abs(slope) >= Deficit.DRIFT && Math.abs(slope) <= STEEPEST;
    for (int n = 1; straight && n < count; n++) {
      int at = (begin + n) % MOST;
      double expected = lateness[begin] + slope * (nanos[at] - nanos[begin]);
      straight = Math.abs(lateness[at] - expected) <= allowed;
    }
    return straight ? OptionalDouble.of(slope) : OptionalDouble.empty();
  }
}
