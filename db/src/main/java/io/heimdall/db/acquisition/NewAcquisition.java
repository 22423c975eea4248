package io.heimdall.db.acquisition;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An acquisition about to be created; its state is PENDING, its lease epoch 1.
///
/// @param id its id
/// @param request who asked
/// @param plan what was asked for
/// @param hopFrequenciesHz the frequencies of its hops, in order; at least one
/// @param requestedStart when its first window is to begin, to the microsecond; null: as soon as
///   receivers are ready
/// @param nodeId the node that runs it
public record NewAcquisition(
    UUID id,
    AcquisitionRequest request,
    AcquisitionPlan plan,
    List<Long> hopFrequenciesHz,
    @Nullable Instant requestedStart,
    String nodeId) {

  /// Copies the frequencies and refuses none.
  public NewAcquisition {
    hopFrequenciesHz = List.copyOf(hopFrequenciesHz);
    if (hopFrequenciesHz.isEmpty()) {
      throw new IllegalArgumentException("an acquisition needs a frequency");
    }
  }
}
