package io.heimdall.db.recording;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which recordings a list holds; null or empty leaves a part open.
///
/// @param acquisitionId only those of this acquisition
/// @param receiverIds only those of these receivers
/// @param minFrequencyHz only those tuned at or above this frequency
/// @param maxFrequencyHz only those tuned at or below this frequency
/// @param states only those in one of these states
/// @param createdFrom only those planned at or after this time
/// @param createdBefore only those planned before this time
public record RecordingFilter(
    @Nullable UUID acquisitionId,
    Set<Integer> receiverIds,
    @Nullable Long minFrequencyHz,
    @Nullable Long maxFrequencyHz,
    Set<RecordingState> states,
    @Nullable Instant createdFrom,
    @Nullable Instant createdBefore) {

  /// Every recording.
  public static final RecordingFilter ALL =
      new RecordingFilter(null, Set.of(), null, null, Set.of(), null, null);

  /// Copies the sets.
  public RecordingFilter {
    receiverIds = Set.copyOf(receiverIds);
    states = Set.copyOf(states);
  }

  /// Every recording of one acquisition.
  ///
  /// @param acquisitionId the acquisition
  /// @return the filter
  public static RecordingFilter ofAcquisition(UUID acquisitionId) {
    return new RecordingFilter(acquisitionId, Set.of(), null, null, Set.of(), null, null);
  }
}
