package io.heimdall.db.plan;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An acquisition that begins by itself at every time of a schedule.
///
/// @param id its id
/// @param owner who created it, and owns what it starts
/// @param spec what it does, and when
/// @param paused whether nothing begins until it is resumed
/// @param resumptions how often it was resumed
/// @param createdAt when it was created, to the microsecond
/// @param progress how far it is
public record RecurringPlan(
    UUID id,
    String owner,
    RecurringPlanSpec spec,
    boolean paused,
    int resumptions,
    Instant createdAt,
    Progress progress) {

  /// How far a plan is.
  ///
  /// @param nextStart the next time due, to the microsecond; null while paused, and when the
  ///   schedule has no time left
  /// @param lastAcquisitionId what it started last; null: nothing yet
  /// @param lastFailure why the last time due has started nothing, in a sentence; empty: it has
  public record Progress(
      @Nullable Instant nextStart, @Nullable UUID lastAcquisitionId, String lastFailure) {}

  /// Its place in lists.
  ///
  /// @return the key
  public RecurringPlanKey key() {
    return new RecurringPlanKey(createdAt, id);
  }
}
