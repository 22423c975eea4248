package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseUnavailableException;
import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionJournal;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.acquisition.Lease;
import io.heimdall.db.acquisition.NewEvent;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.db.acquisition.StaleLeaseException;
import io.heimdall.db.acquisition.UtcWindow;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingJournal;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.receiver.FailureReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Everything one run writes to the database: each write is fenced by the run's lease, carries the
/// events that report it in the same transaction, and rings the bell once it is committed.
///
/// Safe for any number of threads; their writes follow one another. Every method throws
/// [StaleLeaseException] once another run has taken over or this one was given up.
final class RunJournal {

  private static final System.Logger LOG = System.getLogger(RunJournal.class.getName());

  /// What begins no later than this is on time.
  private static final Duration ON_TIME = Duration.ofMillis(50);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Set<AcquisitionState> BEFORE_FINALIZING = Set.of(AcquisitionState.RUNNING);

  private final Transactions transactions;
  private final Lease lease;
  private final WriteGate gate;
  private final EventBell bell;
  private final InstantSource clock;
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final AcquisitionJournal states = new AcquisitionJournal();
  private final RecordingJournal recordings = new RecordingJournal();
  private final EventLog events = new EventLog();
  private final RecordingRepository rows = new RecordingRepository();
  private final ReentrantLock order = new ReentrantLock();

  /// Opens the journal of a run.
  ///
  /// @param transactions where writes go
  /// @param lease the run's right to write
  /// @param bell told after each commit
  /// @param clock dates events
  RunJournal(Transactions transactions, Lease lease, EventBell bell, InstantSource clock) {
    this.transactions = transactions;
    this.lease = lease;
    this.gate = new WriteGate(lease, WriteGate.Times.DEFAULTS);
    this.bell = bell;
    this.clock = clock;
  }

  Lease lease() {
    return lease;
  }

  /// Where it is decided whether the run may write.
  ///
  /// @return the gate
  WriteGate gate() {
    return gate;
  }

  Instant now() {
    return clock.instant();
  }

  /// Turns PENDING into RUNNING, or goes on where an earlier run ended.
  ///
  /// @param claimed the acquisition as claimed
  /// @return false when it is being cancelled
  boolean begin(Acquisition claimed) {
    var cancelling = new AtomicBoolean();
    insist(fence -> {
      if (states.start(fence, now(), isLate(claimed))) {
        append(fence, stateChanged(AcquisitionState.RUNNING));
      }
      if (claimed.run().begun() > 1) {
        append(fence, new RunEvent.TakenOver(claimed.run().nodeId(), claimed.run().begun()));
      }
      cancelling.set(state(fence) == AcquisitionState.CANCELLING);
    });
    return !cancelling.get();
  }

  private boolean isLate(Acquisition claimed) {
    Instant asked = claimed.times().requestedStart();
    return asked != null && now().isAfter(asked.plus(ON_TIME));
  }

  private AcquisitionState state(Fence fence) {
    return acquisitions.get(fence.tx(), lease.acquisitionId()).orElseThrow().state();
  }

  /// Keeps the window the receivers have agreed on.
  ///
  /// @param hop of which hop
  /// @param window the window
  void agreed(int hop, CaptureWindow window) {
    insist(fence -> {
      states.setWindow(fence, hop, new UtcWindow(window.startUtcNanos(), window.endUtcNanos()));
      // A cancel can come before the window is agreed: its state is not taken back.
      AcquisitionState now = state(fence);
      append(
          fence,
          new RunEvent.StateChanged(now, window.startUtcNanos(), window.endUtcNanos(), null, hop));
    });
  }

  /// Turns RUNNING into FINALIZING, unless it is being cancelled.
  void finalizing() {
    insist(fence -> {
      if (states.transition(fence, BEFORE_FINALIZING, AcquisitionState.FINALIZING)) {
        append(fence, stateChanged(AcquisitionState.FINALIZING));
      }
    });
  }

  /// Ends the acquisition and what is left of its recordings without looking at them.
  ///
  /// @param outcome why
  void giveUp(Outcome outcome) {
    insist(fence -> {
      recordings.endAll(
          fence,
          new Recording.Failure(
              FailureReason.INTERRUPTED.name(), String.valueOf(outcome.message())),
          now());
      if (states.finish(fence, AcquisitionState.FAILED, outcome, now())) {
        append(fence, new RunEvent.StateChanged(AcquisitionState.FAILED, outcome.message()));
      }
    });
  }

  /// Ends the acquisition as its recordings say.
  ///
  /// @param cancelled whether it was cancelled
  /// @return how it ended
  /// @throws IllegalStateException when one of its recordings has not ended
  AcquisitionState finish(boolean cancelled) {
    var ended = new AtomicReference<>(AcquisitionState.FAILED);
    insist(fence -> {
      AcquisitionSnapshot now = rows.snapshot(fence.tx(), lease.acquisitionId()).orElseThrow();
      requireEnded(now.recordings());
      boolean wanted = cancelled || now.acquisition().state() == AcquisitionState.CANCELLING;
      Verdict verdict =
          wanted
              ? Verdict.CANCELLED
              : Verdict.of(now.recordings(), now.acquisition().plan().minReceivers());
      ended.set(verdict.state());
      if (states.finish(fence, verdict.state(), verdict.outcome(), now())) {
        append(fence, new RunEvent.StateChanged(verdict.state(), verdict.outcome().message()));
      }
    });
    return ended.get();
  }

  private static void requireEnded(List<Recording> recordings) {
    for (Recording recording : recordings) {
      if (recording.times().finishedAt() == null) {
        throw new IllegalStateException(
            "%s is %s while its acquisition ends".formatted(recording.id(), recording.state()));
      }
    }
  }

  /// Whether somebody, on whatever node, has asked for the end.
  ///
  /// @return true when the state is CANCELLING
  boolean cancelRequested() {
    return transactions.inSnapshot(tx ->
        acquisitions
            .get(tx, lease.acquisitionId())
            .map(found -> found.state() == AcquisitionState.CANCELLING)
            .orElse(false));
  }

  /// Notes within a write that the run has stored something.
  ///
  /// @param fence the write's fence
  void fruitful(Fence fence) {
    states.fruitful(fence);
  }

  /// Raises the acquisition's progress within a write.
  ///
  /// @param fence the write's fence
  /// @param percent 0 to 100
  void setProgress(Fence fence, double percent) {
    states.setProgress(fence, percent);
  }

  /// Makes a write of several parts, exactly once. Only one is under way at a time, so that what
  /// the work reads in memory and writes stays in the order of the commits.
  ///
  /// While the database cannot be reached it is tried again, as long as the lease may still hold.
  /// Where the answer to a commit was lost, the row of the acquisition knows whether it was made.
  ///
  /// @param work the parts, each of which takes the fence; done again when nothing of it was kept
  void insist(Consumer<Fence> work) {
    order.lock();
    try {
      UUID write = UUID.randomUUID();
      long pauseNanos = FIRST_PAUSE.toNanos();
      while (!attempt(write, work)) {
        // Half of it is random, so that runs do not come back together.
        gate.pause(pauseNanos / 2 + ThreadLocalRandom.current().nextLong(pauseNanos / 2));
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
      }
    } finally {
      order.unlock();
    }
    bell.ring(lease.acquisitionId());
  }

  private boolean attempt(UUID write, Consumer<Fence> work) {
    gate.check();
    long asOfNanos = System.nanoTime();
    try {
      transactions.runInTransaction(tx -> acquisitions.fence(tx, lease, write).ifPresent(work));
      gate.confirmed(asOfNanos);
      return true;
    } catch (DatabaseUnavailableException e) {
      LOG.log(WARNING, "{0}: a write is tried again: {1}", lease.acquisitionId(), e.getMessage());
      return false;
    }
  }

  /// Adds events to a write.
  ///
  /// @param fence the write's fence
  /// @param happened what to report, in order
  void append(Fence fence, RunEvent... happened) {
    append(fence, List.of(happened));
  }

  /// Adds events to a write.
  ///
  /// @param fence the write's fence
  /// @param happened what to report, in order; may be empty
  void append(Fence fence, List<RunEvent> happened) {
    if (!happened.isEmpty()) {
      Instant at = now();
      List<NewEvent> rows = happened.stream().map(event -> EventCodec.encode(at, event)).toList();
      events.append(fence, rows);
    }
  }

  /// Writes about recordings.
  ///
  /// @return the journal of recordings, whose methods take a write's fence
  RecordingJournal recordings() {
    return recordings;
  }

  private static RunEvent stateChanged(AcquisitionState state) {
    return new RunEvent.StateChanged(state, null);
  }
}
