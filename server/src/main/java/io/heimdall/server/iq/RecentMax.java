package io.heimdall.server.iq;

/// The largest value seen lately, in constant memory: at least the last span of samples, at most
/// the last two.
final class RecentMax {

  private final double spanSamples;
  private long spanStart;
  private double current = Double.NEGATIVE_INFINITY;
  private double previous = Double.NEGATIVE_INFINITY;

  RecentMax(double spanSamples) {
    this.spanSamples = spanSamples;
  }

  void add(long index, double value) {
    if (isEmpty() || index - spanStart >= 2 * spanSamples) {
      previous = Double.NEGATIVE_INFINITY;
      current = value;
      spanStart = index;
    } else if (index - spanStart >= spanSamples) {
      previous = current;
      current = value;
      spanStart = index;
    } else {
      current = Math.max(current, value);
    }
  }

  boolean isEmpty() {
    return current == Double.NEGATIVE_INFINITY;
  }

  double value() {
    return Math.max(current, previous);
  }
}
