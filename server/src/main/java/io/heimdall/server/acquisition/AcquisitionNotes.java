package io.heimdall.server.acquisition;

import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.acquisition.NewEvent;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.RecordingJournal;
import io.heimdall.server.security.Caller;
import java.time.InstantSource;
import java.util.List;

/// What is written about a caller's act, in the transaction of the act: the event that those who
/// watch see, and the line in the audit log.
final class AcquisitionNotes {

  private static final String TARGET = "acquisition";

  private final InstantSource clock;
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final RecordingJournal recordings = new RecordingJournal();
  private final EventLog events = new EventLog();
  private final AuditLog audit = new AuditLog();

  AcquisitionNotes(InstantSource clock) {
    this.clock = clock;
  }

  /// Notes that an acquisition was accepted, and adds its recordings.
  ///
  /// @param tx the transaction
  /// @param caller who asked
  /// @param made the acquisition
  /// @param planned its recordings
  void started(Tx tx, Caller caller, Acquisition made, List<NewRecording> planned) {
    Fence fence = acquisitions.fence(tx, made.lease());
    recordings.add(fence, planned);
    events.append(fence, List.of(stateChanged(AcquisitionState.PENDING)));
    audit(tx, caller, "acquisition.start", made, made.plan().planJson());
  }

  /// The event of a cancel.
  ///
  /// @return the event, to be appended by whoever changes the state
  NewEvent cancelEvent() {
    return stateChanged(AcquisitionState.CANCELLING);
  }

  /// Notes who cancelled an acquisition.
  ///
  /// @param tx the transaction
  /// @param caller who asked
  /// @param cancelled the acquisition
  void cancelled(Tx tx, Caller caller, Acquisition cancelled) {
    audit(tx, caller, "acquisition.cancel", cancelled, "{}");
  }

  private NewEvent stateChanged(AcquisitionState state) {
    return EventCodec.encode(clock.instant(), new RunEvent.StateChanged(state, null));
  }

  private void audit(Tx tx, Caller caller, String action, Acquisition target, String detailJson) {
    audit.append(
        tx, new AuditEntry(caller.name(), action, TARGET, target.id().toString(), detailJson));
  }
}
