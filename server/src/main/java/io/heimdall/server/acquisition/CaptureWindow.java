package io.heimdall.server.acquisition;

/// The span of UTC that every receiver of an acquisition records.
///
/// @param startUtcNanos its first nanosecond, since 1970
/// @param durationNanos how long it is
record CaptureWindow(long startUtcNanos, long durationNanos) {

  private static final double NANOS_PER_SECOND = 1e9;

  /// The first nanosecond after the window.
  ///
  /// @return UTC nanoseconds since 1970
  long endUtcNanos() {
    return startUtcNanos + durationNanos;
  }

  /// How many samples it holds.
  ///
  /// @param sampleRateHz samples per second
  /// @return samples, at least 1
  long samples(double sampleRateHz) {
    return Math.max(1, Math.round(durationNanos / NANOS_PER_SECOND * sampleRateHz));
  }
}
