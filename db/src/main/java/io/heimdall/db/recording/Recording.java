package io.heimdall.db.recording;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one receiver delivered for one acquisition and frequency.
///
/// @param id its name
/// @param owner who owns the acquisition
/// @param receiver the receiver as it was then
/// @param centerFrequencyHz the frequency at the antenna that became 0 Hz
/// @param state where it stands
/// @param failure why it ended early; null while it has not
/// @param stream what the receiver said when its stream began; null before
/// @param samples how far it got
/// @param snrDb signal to noise ratio so far, in the signal's own bandwidth; null while nothing is
///   detected
/// @param timing what ties its samples to UTC; null until known
/// @param quality what else is known of it
/// @param retries how often its receiver was tried again
/// @param times when things happened
public record Recording(
    RecordingId id,
    String owner,
    ReceiverSnapshot receiver,
    long centerFrequencyHz,
    RecordingState state,
    @Nullable Failure failure,
    @Nullable StreamFacts stream,
    SampleCounts samples,
    @Nullable Double snrDb,
    @Nullable RecordingTiming timing,
    Quality quality,
    Retries retries,
    Times times) {

  /// Why a recording ended early.
  ///
  /// @param reason the typed reason, a name of the server's list
  /// @param message one sentence for the user
  public record Failure(String reason, String message) {}

  /// What else is known of a recording.
  ///
  /// @param lateStart whether its receiver came after the window had begun
  /// @param overloadFraction part of the blocks in which the receiver's converter was overloaded, 0
  ///   to 1; null where it does not tell
  /// @param metadataKey the object key of its `_metadata.json`; null until written
  public record Quality(
      boolean lateStart, @Nullable Double overloadFraction, @Nullable String metadataKey) {

    /// Nothing known, nothing late.
    public static final Quality UNKNOWN = new Quality(false, null, null);
  }

  /// How often a receiver was tried again.
  ///
  /// @param count how often
  /// @param nextAttempt when it is tried again; null when it does not wait for that
  public record Retries(int count, @Nullable Instant nextAttempt) {}

  /// When things happened, to the microsecond.
  ///
  /// @param createdAt when the recording was planned
  /// @param startedAt when its stream began; null before
  /// @param finishedAt when it ended; null before
  public record Times(
      Instant createdAt, @Nullable Instant startedAt, @Nullable Instant finishedAt) {}

  /// Its place in lists.
  ///
  /// @return the key
  public RecordingKey key() {
    return new RecordingKey(times.createdAt(), id);
  }
}
