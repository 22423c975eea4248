package io.heimdall.server.acquisition;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionFilter;
import io.heimdall.db.acquisition.AcquisitionKey;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.Hop;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.schedule.Schedule;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.SegmentSpool;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The door to acquisitions: starts, shows, lists, cancels and follows them. Safe for any number of
/// threads; calls block for the database at most.
///
/// Every method that is given an id throws a [io.heimdall.server.failure.FailureException] with
/// ACQUISITION_NOT_FOUND where there is none.
public final class Acquisitions implements AutoCloseable {

  private final Transactions transactions;
  private final AcquisitionStarter starter;
  private final RunningAcquisitions running;
  private final Schedule schedule;
  private final SpoolRest spoolRest;
  private final EventBell bell;
  private final Watching watching;
  private final Listening listening;
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final RecordingRepository recordings = new RecordingRepository();
  private final Cancellation cancellation;
  private final FileImports imports;

  /// What acquisitions need.
  ///
  /// @param transactions where rows are kept
  /// @param drivers speak to receivers
  /// @param spool where open segments live
  /// @param store where sealed ones go
  /// @param node this node among others
  /// @param clock the host's UTC
  public record Needs(
      Transactions transactions,
      Drivers drivers,
      SegmentSpool spool,
      ObjectStore store,
      NodeLink node,
      InstantSource clock) {}

  private Acquisitions(Needs needs, AcquisitionConfig config) {
    this.transactions = needs.transactions();
    this.bell = needs.node().bell();
    this.watching = new Watching(transactions, bell, config.watching());
    var notes = new AcquisitionNotes(needs.clock());
    var vault =
        new RecordingArchive.Vault(
            needs.spool(),
            needs.store(),
            config.segmentDuration().toNanos(),
            config.storePatience());
    var runs = new RunFactory(transactions, needs.drivers(), vault, bell, config, needs.clock());
    this.schedule = needs.node().schedule();
    this.running = new RunningAcquisitions(transactions, schedule, runs, needs.clock());
    this.listening = new Listening(this::get, running, needs.node(), config.watching().tapBytes());
    this.cancellation = new Cancellation(schedule, notes, needs.clock());
    this.starter =
        new AcquisitionStarter(
            transactions, schedule, running, notes, needs.clock(), config.maxQueued());
    this.imports =
        new FileImports(
            needs, running, runs, new ImportRows(transactions, schedule, notes, needs.clock()));
    this.spoolRest = SpoolRest.open(transactions, needs.spool(), schedule.node(), running::ids);
    schedule.register(AcquisitionStarter.TASK, running);
    schedule.start();
  }

  /// Opens the door and begins to run what is due.
  ///
  /// @param needs what acquisitions need
  /// @param config how this node runs them
  /// @return the door, which the caller closes before anything it needs
  public static Acquisitions open(Needs needs, AcquisitionConfig config) {
    return new Acquisitions(needs, config);
  }

  /// Accepts an acquisition; it begins by itself.
  ///
  /// @param caller who asks
  /// @param requestId the caller's id for the request; empty for none
  /// @param plan what to do
  /// @return the new acquisition, or the one the same request started before
  public AcquisitionSnapshot start(Caller caller, String requestId, Plan plan) {
    return starter.start(caller, requestId, plan, null);
  }

  /// Accepts the acquisition of a time at which a recurring plan is due, which may just have
  /// passed.
  ///
  /// @param owner who owns the recurring plan
  /// @param requestId the same for every attempt at this time, and for nothing else
  /// @param plan what to do
  /// @param recurrence the recurring plan
  /// @return the acquisition
  public AcquisitionSnapshot start(
      Caller owner, String requestId, Plan plan, Recurrence recurrence) {
    return starter.start(owner, requestId, plan, recurrence);
  }

  /// Stores files of samples, each as an acquisition of its own.
  ///
  /// @return the door to imports
  public FileImports imports() {
    return imports;
  }

  /// Shows an acquisition.
  ///
  /// @param id its id
  /// @return its state and that of its recordings
  public AcquisitionSnapshot get(UUID id) {
    return transactions.inSnapshot(tx -> snapshot(tx, id));
  }

  /// Lists acquisitions, the newest first.
  ///
  /// @param filter which ones
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most acquisitions to return
  /// @return a page
  public Page<AcquisitionSnapshot, AcquisitionKey> list(
      AcquisitionFilter filter, @Nullable AcquisitionKey after, int limit) {
    return transactions.inSnapshot(
        tx -> withRecordings(tx, acquisitions.list(tx, filter, after, limit)));
  }

  private Page<AcquisitionSnapshot, AcquisitionKey> withRecordings(
      Tx tx, Page<Acquisition, AcquisitionKey> page) {
    List<UUID> ids = page.rows().stream().map(Acquisition::id).toList();
    Map<UUID, List<Recording>> byAcquisition = recordings.ofAcquisitions(tx, ids);
    Map<UUID, List<Hop>> hops = acquisitions.hops(tx, ids);
    return new Page<>(
        page.rows().stream()
            .map(one ->
                new AcquisitionSnapshot(
                    one,
                    hops.getOrDefault(one.id(), List.of()),
                    byAcquisition.getOrDefault(one.id(), List.of())))
            .toList(),
        page.next());
  }

  /// Asks an acquisition to end now. Idempotent; one that has ended stays as it is.
  ///
  /// @param caller who asks
  /// @param id the acquisition
  /// @return its state after the request
  public AcquisitionSnapshot cancel(Caller caller, UUID id) {
    boolean cancelling =
        transactions.inTransaction(tx -> cancellation.request(tx, caller, snapshot(tx, id)));
    if (cancelling) {
      bell.ring(id);
      running.cancel(id);
      schedule.wake();
    }
    return get(id);
  }

  /// Follows an acquisition.
  ///
  /// @param id the acquisition
  /// @param afterSequence number of the last event the caller has; null to begin with a snapshot
  /// @return the watch, which the caller closes
  public Watch watch(UUID id, @Nullable Long afterSequence) {
    EventBell.Listener listener = watching.listen(id);
    try {
      return watching.begin(get(id), afterSequence, listener);
    } catch (RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /// Listens to the samples of a running acquisition.
  ///
  /// @param id the acquisition
  /// @param receiverIds whose samples; empty for all
  /// @return the tap, which the caller closes, or which other node has it
  public SampleSource listen(UUID id, Set<Integer> receiverIds) {
    return listening.listen(id, receiverIds);
  }

  /// Says whether a tap that ended has given everything: one that did not ended with its run, and
  /// another run may go on.
  ///
  /// @param id the acquisition
  /// @throws io.heimdall.server.failure.FailureException with OWNER_UNREACHABLE when samples are
  ///   still to come, from a run that is to begin
  public void verifySamplesEnded(UUID id) {
    listening.verifyEnded(id);
  }

  private AcquisitionSnapshot snapshot(Tx tx, UUID id) {
    return recordings
        .snapshot(tx, id)
        .orElseThrow(() ->
            new Failure.NotFound(
                    Reason.ACQUISITION_NOT_FOUND,
                    "there is no acquisition " + id,
                    Map.of("acquisitionId", id.toString()))
                .exception());
  }

  /// Ends what runs here or leaves it to another node; watches see the end of those that end.
  @Override
  public void close() {
    running.close();
    spoolRest.close();
  }
}
