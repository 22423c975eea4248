package io.heimdall.server.bench;

import java.util.Arrays;

/// How long something took, over its repetitions.
///
/// @param medianMs the middle one, or the mean of the two in the middle
/// @param minMs the shortest
/// @param maxMs the longest
record Spread(double medianMs, double minMs, double maxMs) {

  static final double NANOS_PER_MS = 1e6;

  /// Sums up.
  ///
  /// @param nanos at least one duration
  /// @return their spread
  static Spread of(long... nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    return new Spread(
        median / NANOS_PER_MS, sorted[0] / NANOS_PER_MS, sorted[sorted.length - 1] / NANOS_PER_MS);
  }
}
