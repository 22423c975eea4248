package io.heimdall.server.storage;

/// Consecutive samples with none lost between them.
///
/// @param firstSample the recording's index of the first one; indexes count lost samples
/// @param sampleCount how many, at least 1
public record Run(long firstSample, long sampleCount) {

  /// Refuses an empty run.
  public Run {
    if (firstSample < 0 || sampleCount < 1) {
      throw new IllegalArgumentException(
          "a run needs firstSample >= 0 and sampleCount >= 1, got %d and %d"
              .formatted(firstSample, sampleCount));
    }
  }

  /// The index after the last sample.
  ///
  /// @return an index that counts lost samples
  public long endSample() {
    return firstSample + sampleCount;
  }
}
