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
/// @param window the window every receiver records; null until they have agreed on it
/// @param leaseEpoch the number of the run that may write
/// @param eventSequence the number of its last event, 0 before the first
/// @param nodeId the node that runs it
/// @param times when things happened
public record Acquisition(
    UUID id,
    AcquisitionRequest request,
    AcquisitionPlan plan,
    AcquisitionState state,
    double progressPercent,
    Outcome outcome,
    @Nullable UtcWindow window,
    long leaseEpoch,
    long eventSequence,
    String nodeId,
    Times times) {

  /// When things happened, to the microsecond.
  ///
  /// @param createdAt when it was accepted
  /// @param startedAt when it began to run; null before
  /// @param finishedAt when it reached its terminal state; null before
  public record Times(
      Instant createdAt, @Nullable Instant startedAt, @Nullable Instant finishedAt) {}

  /// The lease of the run that may write now.
  ///
  /// @return the lease
  public Lease lease() {
    return new Lease(id, leaseEpoch);
  }

  /// Its place in lists.
  ///
  /// @return the key
  public AcquisitionKey key() {
    return new AcquisitionKey(times.createdAt(), id);
  }
}
