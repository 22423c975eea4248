package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.Lease;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.storage.LeftoverSegment;
import io.heimdall.server.storage.StorageFailure;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Ends what a process of this node was running when it died. Samples that had reached the spool
/// are stored, the rest of each window becomes a gap, and every recording and acquisition gets the
/// outcome INTERRUPTED. Used once, before anything new is accepted.
final class Recovery {

  private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

  private final Transactions transactions;
  private final RecordingArchive.Vault vault;
  private final EventBell bell;
  private final InstantSource clock;
  private final String nodeId;
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final RecordingRepository recordings = new RecordingRepository();

  Recovery(
      Transactions transactions,
      RecordingArchive.Vault vault,
      EventBell bell,
      InstantSource clock,
      String nodeId) {
    this.transactions = transactions;
    this.vault = vault;
    this.bell = bell;
    this.clock = clock;
    this.nodeId = nodeId;
  }

  /// Ends everything that was left. Spool files of acquisitions that have ended are removed: what
  /// they hold is stored, or was given up with a reason.
  void run() {
    Map<UUID, List<LeftoverSegment>> spooled =
        vault.spool().leftovers().stream()
            .collect(Collectors.groupingBy(one -> one.name().recording().taskId()));
    List<Acquisition> unfinished =
        transactions.inSnapshot(tx -> acquisitions.unfinished(tx, nodeId));
    for (Acquisition one : unfinished) {
      endOrLeave(one, spooled.getOrDefault(one.id(), List.of()));
      spooled.remove(one.id());
    }
    spooled.values().forEach(files -> files.forEach(vault.spool()::discard));
  }

  /// A store that does not answer must not keep the node from starting: what it could not take
  /// stays in the spool, and the acquisition unfinished, until the next start.
  private void endOrLeave(Acquisition left, List<LeftoverSegment> files) {
    try {
      end(left, files);
    } catch (StorageFailure | DatabaseException e) {
      LOG.log(ERROR, left.id() + " could not be ended and is left for the next start", e);
    }
  }

  private void end(Acquisition left, List<LeftoverSegment> files) {
    LOG.log(WARNING, "{0} was running when the server stopped; it ends now", left.id());
    Optional<Lease> lease =
        transactions.inTransaction(tx -> acquisitions.takeOver(tx, left.id(), nodeId));
    if (lease.isEmpty()) {
      return;
    }
    var journal = new RunJournal(transactions, lease.get(), bell, clock);
    for (Recording recording : recordingsOf(left)) {
      if (!ended(recording)) {
        List<LeftoverSegment> own =
            files.stream()
                .filter(file -> file.name().recording().receiverId() == recording.id().receiverId())
                .toList();
        new RecordingRecovery(transactions, journal, vault, left).end(recording, own);
      }
    }
    finish(left, journal);
  }

  private void finish(Acquisition left, RunJournal journal) {
    List<Recording> all = recordingsOf(left);
    long delivered = all.stream().filter(one -> one.samples().received() > 0).count();
    AcquisitionState state =
        left.state() == AcquisitionState.CANCELLING
            ? AcquisitionState.CANCELLED
            : delivered >= left.plan().minReceivers()
                ? AcquisitionState.PARTIAL
                : AcquisitionState.FAILED;
    journal.finish(
        state,
        new Outcome(
            FailureReason.INTERRUPTED.name(), "the server stopped while the acquisition ran"));
  }

  private List<Recording> recordingsOf(Acquisition one) {
    return transactions.inSnapshot(
        tx -> recordings.snapshot(tx, one.id()).orElseThrow().recordings());
  }

  private static boolean ended(Recording recording) {
    return recording.state() == RecordingState.DONE || recording.state() == RecordingState.FAILED;
  }
}
