package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.server.receiver.FailureReason;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// How an acquisition ended, by how its receivers did.
///
/// @param state a terminal state
/// @param outcome why
record Verdict(AcquisitionState state, Outcome outcome) {

  /// Judges.
  ///
  /// @param ended the receivers as they ended
  /// @param planned how many were asked
  /// @param minReceivers how many must have delivered samples
  /// @param endedBy why the run was ended early; null when it was not
  /// @return the verdict
  static Verdict of(
      Collection<ReceiverProgress> ended,
      int planned,
      int minReceivers,
      @Nullable FailureReason endedBy) {
    if (endedBy == FailureReason.CANCELLED) {
      return new Verdict(AcquisitionState.CANCELLED, Outcome.NONE);
    }
    long delivered = ended.stream().filter(one -> one.samplesReceived() > 0).count();
    if (delivered < minReceivers) {
      return new Verdict(
          AcquisitionState.FAILED,
          new Outcome(
              "TOO_FEW_RECEIVERS",
              "%d of %d receivers delivered samples, %d were needed"
                  .formatted(delivered, planned, minReceivers)));
    }
    boolean complete =
        ended.size() == planned && ended.stream().allMatch(ReceiverProgress::complete);
    return new Verdict(
        complete ? AcquisitionState.SUCCEEDED : AcquisitionState.PARTIAL, Outcome.NONE);
  }
}
