package io.heimdall.server.iq;

/// Samples that are known to be lost. Their indexes stay reserved, so position and time agree.
///
/// @param firstSample the index of the first lost sample
/// @param sampleCount how many are lost, at least 1
/// @param cause how the loss was seen
public record Gap(long firstSample, long sampleCount, Cause cause) {

  /// How a loss was seen.
  public enum Cause {
    /// The receiver's frame counter jumped.
    SEQUENCE,
    /// The receiver's time stamps jumped although its counter did not.
    STAMP,
    /// Our own bounded queue was full.
    OVERFLOW,
    /// The receiver came late: the window had begun.
    LATE_START,
    /// The connection broke.
    DISCONNECT,
    /// The samples came, but could not be stored.
    STORAGE,
    /// The server itself was away: lost, stopped, or replaced by another.
    OUTAGE,
    /// Fewer samples came than their rate demands, for good, and nothing else tells: a receiver
    /// without counter and stamps lost some.
    DEFICIT
  }

  /// Refuses an empty gap.
  public Gap {
    if (firstSample < 0 || sampleCount < 1) {
      throw new IllegalArgumentException(
          "a gap needs firstSample >= 0 and sampleCount >= 1, got "
              + firstSample
              + " and "
              + sampleCount);
    }
  }
}
