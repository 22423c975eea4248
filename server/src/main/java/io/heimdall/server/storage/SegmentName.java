package io.heimdall.server.storage;

/// What names a segment while it is written, before it is known whether it stays the only one.
///
/// @param recording the recording it belongs to
/// @param epoch the lease epoch of its writer, from 1
/// @param index its place among the segments of that epoch, from 0
public record SegmentName(RecordingName recording, long epoch, int index) {

  /// Refuses numbers that cannot stand in a key.
  public SegmentName {
    if (epoch < 1 || index < 0) {
      throw new IllegalArgumentException(
          "a segment needs epoch >= 1 and index >= 0, got %d and %d".formatted(epoch, index));
    }
  }
}
