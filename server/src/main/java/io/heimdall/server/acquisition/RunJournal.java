package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseUnavailableException;
import io.heimdall.db.Transactions;
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
import io.heimdall.db.recording.RecordingJournal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Everything one run writes to the database: each write is fenced by the run's lease, carries the
/// events that report it in the same transaction, and rings the bell once it is committed.
///
/// Safe for any number of threads; their writes follow one another. Every method throws
/// [StaleLeaseException] once another run has taken over.
final class RunJournal {

  private static final System.Logger LOG = System.getLogger(RunJournal.class.getName());

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Set<AcquisitionState> BEFORE_FINALIZING = Set.of(AcquisitionState.RUNNING);

  private final Transactions transactions;
  private final Lease lease;
  private final EventBell bell;
  private final InstantSource clock;
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final AcquisitionJournal states = new AcquisitionJournal();
  private final RecordingJournal recordings = new RecordingJournal();
  private final EventLog events = new EventLog();
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
    this.bell = bell;
    this.clock = clock;
  }

  Lease lease() {
    return lease;
  }

  Instant now() {
    return clock.instant();
  }

  /// Turns PENDING into RUNNING.
  ///
  /// @return false when it was cancelled before it began
  boolean start() {
    return transactions.inTransaction(tx -> {
      Fence fence = acquisitions.fence(tx, lease);
      boolean started = states.start(fence, now());
      if (started) {
        append(fence, stateChanged(AcquisitionState.RUNNING));
      }
      return started;
    })
        && rung();
  }

  /// Keeps the window the receivers have agreed on.
  ///
  /// @param hop of which hop
  /// @param window the window
  void agreed(int hop, CaptureWindow window) {
    insist(fence -> {
      states.setWindow(fence, hop, new UtcWindow(window.startUtcNanos(), window.endUtcNanos()));
      // A cancel can come before the window is agreed: its state is not taken back.
      AcquisitionState now =
          acquisitions.get(fence.tx(), lease.acquisitionId()).orElseThrow().state();
      append(
          fence,
          new RunEvent.StateChanged(now, window.startUtcNanos(), window.endUtcNanos(), null, hop));
    });
  }

  /// Turns RUNNING into FINALIZING, unless it is being cancelled.
  void finalizing() {
    write(fence -> {
      if (states.transition(fence, BEFORE_FINALIZING, AcquisitionState.FINALIZING)) {
        append(fence, stateChanged(AcquisitionState.FINALIZING));
      }
    });
  }

  /// Ends the acquisition.
  ///
  /// @param state how it ended
  /// @param outcome why
  void finish(AcquisitionState state, Outcome outcome) {
    insist(fence -> {
      if (states.finish(fence, state, outcome, now())) {
        append(fence, new RunEvent.StateChanged(state, outcome.message()));
      }
    });
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

  /// Raises the acquisition's progress within a write.
  ///
  /// @param fence the write's fence
  /// @param percent 0 to 100
  void setProgress(Fence fence, double percent) {
    states.setProgress(fence, percent);
  }

  /// Makes a write of several parts. Only one is under way at a time, so that what the work reads
  /// in memory and writes stays in the order of the commits.
  ///
  /// @param work the parts, each of which takes the fence
  void write(Consumer<Fence> work) {
    order.lock();
    try {
      transactions.runInTransaction(tx -> work.accept(acquisitions.fence(tx, lease)));
    } finally {
      order.unlock();
    }
    bell.ring(lease.acquisitionId());
  }

  /// Makes a write that nothing makes up for when it is missed: while the database cannot be
  /// reached it is tried again, for some minutes. The work must bear being done again.
  ///
  /// @param work the parts, each of which takes the fence
  void insist(Consumer<Fence> work) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        write(work);
        return;
      } catch (DatabaseUnavailableException e) {
        if (System.nanoTime() - deadlineNanos >= 0 || !paused(pause)) {
          throw e;
        }
        LOG.log(WARNING, "{0}: a write is tried again: {1}", lease.acquisitionId(), e.getMessage());
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      }
    }
  }

  /// The time itself is waited for; half of it is random, so that runs do not come back together.
  private static boolean paused(Duration most) {
    long half = most.toNanos() / 2;
    LockSupport.parkNanos(half + ThreadLocalRandom.current().nextLong(half));
    return !Thread.currentThread().isInterrupted();
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

  private boolean rung() {
    bell.ring(lease.acquisitionId());
    return true;
  }

  private static RunEvent stateChanged(AcquisitionState state) {
    return new RunEvent.StateChanged(state, null);
  }
}
