package io.heimdall.server.iq.file;

import io.heimdall.server.iq.Gap;
import org.jspecify.annotations.Nullable;

/// Consecutive samples in a file.
///
/// @param offsetBytes where they begin in the file
/// @param sampleCount how many there are
/// @param firstSample the index of the first one, lost samples counted
/// @param lossCause how a loss before them was seen
/// @param stamp the GPS stamp of the first one; null without one that can be used
record Span(
    long offsetBytes,
    long sampleCount,
    long firstSample,
    Gap.Cause lossCause,
    @Nullable Stamp stamp) {

  /// A receiver's own time of a sample.
  ///
  /// @param utcNanos UTC nanoseconds since 1970
  /// @param fixAgeSeconds the age of the GPS fix behind it
  record Stamp(long utcNanos, int fixAgeSeconds) {}

  /// All samples of a file without losses.
  ///
  /// @param offsetBytes where they begin
  /// @param sampleCount how many
  /// @return the span
  static Span whole(long offsetBytes, long sampleCount) {
    return new Span(offsetBytes, sampleCount, 0, Gap.Cause.SEQUENCE, null);
  }
}
