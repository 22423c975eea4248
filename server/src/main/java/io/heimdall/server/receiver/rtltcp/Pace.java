package io.heimdall.server.receiver.rtltcp;

/// When bytes are due: a byte count against a monotonic clock, at a nominal rate.
///
/// The lateness of an arrival is `(t − t₀) − n / r` for n bytes received, of r per nanosecond, at
/// t. Delays of the network add to it and pass; lost bytes add to it for good; a crystal that is
/// off adds to it in proportion to time. So what the least lateness of many arrivals does tells the
/// one from the other.
///
/// @param bytesPerSecond the nominal rate
/// @param originNanos t₀ on the monotonic clock
record Pace(double bytesPerSecond, long originNanos) {

  /// The bytes rtl_tcp takes from its receiver at a time, unless told otherwise: it sends that many
  /// at once, and then nothing until there are as many again.
  private static final int USUAL_BURST_BYTES = 262_144;

  private static final double NANOS_PER_SECOND = 1e9;

  /// How late an arrival is, in nanoseconds; negative for an early one.
  ///
  /// @param bytes how many had come, lost ones included
  /// @param nanos when, on the monotonic clock
  double latenessNanos(long bytes, long nanos) {
    return nanos - originNanos - bytes / bytesPerSecond * NANOS_PER_SECOND;
  }

  /// The time of bytes.
  double nanos(long bytes) {
    return bytes / bytesPerSecond * NANOS_PER_SECOND;
  }

  /// The bytes of a time.
  double bytes(double nanos) {
    return nanos / NANOS_PER_SECOND * bytesPerSecond;
  }

  /// A time in which whole bursts arrive, and so an arrival that is not late.
  ///
  /// @param leastNanos the shortest that is wanted
  long windowNanos(long leastNanos) {
    return Math.max(
        leastNanos, Math.round(2 * USUAL_BURST_BYTES / bytesPerSecond * NANOS_PER_SECOND));
  }
}
