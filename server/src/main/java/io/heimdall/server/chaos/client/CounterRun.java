package io.heimdall.server.chaos.client;

/// Samples that were read back: consecutive indexes that hold consecutive numbers.
///
/// @param firstSample the index of the first
/// @param firstNumber the number it holds
/// @param count how many
public record CounterRun(long firstSample, long firstNumber, long count) {

  /// The index after the last one.
  ///
  /// @return an index
  public long endSample() {
    return firstSample + count;
  }

  /// What is added to an index to have the number.
  ///
  /// @return the same for all samples that keep in step
  public long offset() {
    return firstNumber - firstSample;
  }
}
