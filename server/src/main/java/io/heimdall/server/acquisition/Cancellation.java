package io.heimdall.server.acquisition;

import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionJournal;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.acquisition.NewEvent;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingJournal;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.schedule.Schedule;
import io.heimdall.server.security.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Ends acquisitions early, from any node. One that runs is told so by its row; one that no run has
/// begun ends in the transaction of the request, and one that waits for its next run is due at
/// once, to be finished with what there is.
final class Cancellation {

  private static final Recording.Failure CANCELLED =
      new Recording.Failure(FailureReason.CANCELLED.name(), "the acquisition was cancelled");

  private final Schedule schedule;
  private final AcquisitionNotes notes;
  private final InstantSource clock;
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final AcquisitionJournal states = new AcquisitionJournal();
  private final RecordingJournal recordings = new RecordingJournal();
  private final EventLog events = new EventLog();

  Cancellation(Schedule schedule, AcquisitionNotes notes, InstantSource clock) {
    this.schedule = schedule;
    this.notes = notes;
    this.clock = clock;
  }

  /// Requests the end.
  ///
  /// @param tx the transaction
  /// @param caller who asks
  /// @param before the acquisition as it was
  /// @return whether it was not ending already
  boolean request(Tx tx, Caller caller, AcquisitionSnapshot before) {
    Acquisition target = before.acquisition();
    if (!acquisitions.requestCancel(tx, target.id(), notes.cancelEvent())) {
      return false;
    }
    notes.cancelled(tx, caller, target);
    String instance = target.id().toString();
    if (target.run().begun() == 0 && schedule.remove(tx, AcquisitionStarter.TASK, instance)) {
      endUnbegun(tx, before);
    } else {
      var _ = schedule.put(tx, AcquisitionStarter.TASK, instance, clock.instant());
    }
    return true;
  }

  /// Nobody can begin it: its task was free, and is gone when this is committed.
  private void endUnbegun(Tx tx, AcquisitionSnapshot before) {
    Fence fence = acquisitions.fence(tx, before.acquisition().lease());
    Instant at = clock.instant();
    recordings.endAll(fence, CANCELLED, at);
    states.finish(fence, AcquisitionState.CANCELLED, Outcome.NONE, at);
    List<NewEvent> happened = new ArrayList<>();
    for (Recording one : before.recordings()) {
      happened.add(EventCodec.encode(at, new RunEvent.ReceiverChanged(ended(one))));
    }
    happened.add(
        EventCodec.encode(at, new RunEvent.StateChanged(AcquisitionState.CANCELLED, null)));
    events.append(fence, happened);
  }

  private static ReceiverProgress ended(Recording one) {
    var planned =
        new NewRecording(one.id(), one.owner(), one.receiver(), one.centerFrequencyHz(), 0);
    var progress = new RecordingProgress(planned, () -> {});
    progress.ended(RecordingState.FAILED, FailureReason.CANCELLED, CANCELLED.message());
    return progress.snapshot();
  }
}
