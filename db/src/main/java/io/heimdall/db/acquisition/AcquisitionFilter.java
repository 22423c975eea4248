package io.heimdall.db.acquisition;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which acquisitions a list holds; null or empty leaves a part open.
///
/// @param states only those in one of these states
/// @param owner only those of this owner
/// @param recurringPlanId only those that this recurring plan started
/// @param createdFrom only those accepted at or after this time
/// @param createdBefore only those accepted before this time
public record AcquisitionFilter(
    Set<AcquisitionState> states,
    @Nullable String owner,
    @Nullable UUID recurringPlanId,
    @Nullable Instant createdFrom,
    @Nullable Instant createdBefore) {

  /// Every acquisition.
  public static final AcquisitionFilter ALL =
      new AcquisitionFilter(Set.of(), null, null, null, null);

  /// Copies the states.
  public AcquisitionFilter {
    states = Set.copyOf(states);
  }
}
