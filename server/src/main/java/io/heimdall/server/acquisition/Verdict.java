package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingState;
import java.util.List;

/// How an acquisition ended, by how its recordings did.
///
/// @param state a terminal state
/// @param outcome why
record Verdict(AcquisitionState state, Outcome outcome) {

  /// Somebody has asked for the end.
  static final Verdict CANCELLED = new Verdict(AcquisitionState.CANCELLED, Outcome.NONE);

  /// Judges.
  ///
  /// @param ended the recordings of every hop, as they ended
  /// @param minReceivers how many receivers must have delivered samples
  /// @return the verdict
  static Verdict of(List<Recording> ended, int minReceivers) {
    long delivered =
        ended.stream()
            .filter(one -> one.samples().received() > 0)
            .map(one -> one.id().receiverId())
            .distinct()
            .count();
    if (delivered < minReceivers) {
      long planned = ended.stream().map(one -> one.id().receiverId()).distinct().count();
      return new Verdict(
          AcquisitionState.FAILED,
          new Outcome(
              "TOO_FEW_RECEIVERS",
              "%d of %d receivers delivered samples, %d were needed"
                  .formatted(delivered, planned, minReceivers)));
    }
    boolean complete = ended.stream().allMatch(Verdict::complete);
    return new Verdict(
        complete ? AcquisitionState.SUCCEEDED : AcquisitionState.PARTIAL, Outcome.NONE);
  }

  /// Every sample of the window came.
  private static boolean complete(Recording recording) {
    return recording.state() == RecordingState.DONE && recording.samples().lost() == 0;
  }
}
