package io.heimdall.db.acquisition;

/// The UTC window that every receiver records.
///
/// @param startNanos its first nanosecond since 1970-01-01T00:00:00Z
/// @param endNanos the first nanosecond after it
public record UtcWindow(long startNanos, long endNanos) {

  /// Refuses an empty window.
  public UtcWindow {
    if (endNanos <= startNanos) {
      throw new IllegalArgumentException(
          "a window must end after its start, got " + startNanos + " to " + endNanos);
    }
  }
}
