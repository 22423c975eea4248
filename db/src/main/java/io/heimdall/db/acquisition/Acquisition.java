package io.heimdall.db.acquisition;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One job over many receivers.
///
/// @param id its id, the `task_id` of stored names
/// @param request who asked
/// @param plan what was asked for
/// @param state where it stands
/// @param progressPercent 0 to 100, never falling
/// @param outcome why it stands there
/// @param window from the start of the first window to the end of the last one that is agreed; null
///   before one is
/// @param run the run that may write now
/// @param eventSequence the number of its last event, 0 before the first
/// @param compactedSequence the number up to which its events have been removed
/// @param times when things happened
public record Acquisition(
    UUID id,
    AcquisitionRequest request,
    AcquisitionPlan plan,
    AcquisitionState state,
    double progressPercent,
    Outcome outcome,
    @Nullable UtcWindow window,
    Run run,
    long eventSequence,
    long compactedSequence,
    Times times) {

  /// Who executes an acquisition.
  ///
  /// @param leaseEpoch the number of the run that may write
  /// @param nodeId the node that runs it, or is the first to be able to
  /// @param begun runs so far
  /// @param failed those of them, in a row, that neither ended it nor handed it over; a run that
  ///   goes on counts itself
  public record Run(long leaseEpoch, String nodeId, int begun, int failed) {}

  /// When things happened, to the microsecond.
  ///
  /// @param requestedStart when its first window is to begin; null: as soon as receivers are ready
  /// @param lateStart whether it began only after that
  /// @param createdAt when it was accepted
  /// @param startedAt when it began to run; null before
  /// @param finishedAt when it reached its terminal state; null before
  public record Times(
      @Nullable Instant requestedStart,
      boolean lateStart,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {}

  /// The lease of the run that may write now.
  ///
  /// @return the lease
  public Lease lease() {
    return new Lease(id, run.leaseEpoch());
  }

  /// Its place in lists.
  ///
  /// @return the key
  public AcquisitionKey key() {
    return new AcquisitionKey(times.createdAt(), id);
  }
}
