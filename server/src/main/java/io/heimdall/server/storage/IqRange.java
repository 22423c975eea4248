package io.heimdall.server.storage;

/// Part of a recording, by sample indexes that count lost samples.
///
/// @param firstSample the first index
/// @param endSample the index after the last one
public record IqRange(long firstSample, long endSample) {

  /// The range that begins at an index and is so long.
  ///
  /// @param firstSample the first index
  /// @param count how many indexes
  /// @return the range
  public static IqRange of(long firstSample, long count) {
    return new IqRange(firstSample, Math.addExact(firstSample, count));
  }

  /// Fails unless the range holds something and lies within a recording.
  ///
  /// @param recordingEnd the index after the recording's last one
  void requireWithin(long recordingEnd) {
    if (firstSample < 0 || firstSample >= endSample || endSample > recordingEnd) {
      throw new StorageFailure(
          StorageFailure.Kind.OUT_OF_RANGE,
          "samples %d to %d asked for, the recording has 0 to %d"
              .formatted(firstSample, endSample, recordingEnd));
    }
  }
}
