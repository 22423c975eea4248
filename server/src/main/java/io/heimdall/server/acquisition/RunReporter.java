package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.db.recording.SampleCounts;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.receiver.StreamInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes what happens to the receivers of a run into its journal: changes of state and losses at
/// once, counts at most twice a second. The receivers' threads only leave a note here, so that none
/// of them waits for the database. The run's own thread calls [#report(List)].
///
/// The notes are guarded by the lock; the rest belongs to the run's thread.
final class RunReporter {

  /// Two a second.
  private static final long PROGRESS_NANOS = 500_000_000L;

  /// So many unwritten losses mean that the database has not answered for long.
  private static final int MAX_NOTES = 10_000;

  private final RunJournal journal;
  private final int hop;
  private final int hops;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition noted = lock.newCondition();
  private final LossNotes losses = new LossNotes(MAX_NOTES);
  private boolean urgent;

  // The run's thread only.
  private final Map<Integer, ReceiverProgress> written = new HashMap<>();
  private long nextProgressNanos = System.nanoTime();
  private double percent;

  /// Begins with nothing to report.
  ///
  /// @param journal where reports go
  /// @param hop which of the acquisition's frequencies it is about, from 0
  /// @param hops how many there are
  RunReporter(RunJournal journal, int hop, int hops) {
    this.journal = journal;
    this.hop = hop;
    this.hops = hops;
  }

  /// Notes that a receiver's state has changed.
  void stateChanged() {
    lock.lock();
    try {
      urgent = true;
      noted.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Notes a loss.
  ///
  /// @param recording whose
  /// @param gap which
  void lost(RecordingId recording, Gap gap) {
    lock.lock();
    try {
      losses.add(recording, gap);
      urgent = true;
      noted.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is something urgent, or counts are due.
  ///
  /// @throws InterruptedException when the run is being ended
  void await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nextProgressNanos - System.nanoTime();
      while (!urgent && left > 0) {
        left = noted.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Writes everything that has changed since the last report: counts when they are due, the rest
  /// at once. Waits for a database that is away.
  ///
  /// @param receivers the receivers' live counters
  /// @return whether counts were due
  boolean report(List<RecordingProgress> receivers) {
    boolean due = System.nanoTime() - nextProgressNanos >= 0;
    if (due) {
      nextProgressNanos = System.nanoTime() + PROGRESS_NANOS;
    }
    boolean urgentNow = takeUrgency();
    List<RunEvent> lost = takeLosses();
    if (due || !lost.isEmpty() || (urgentNow && receivers.stream().anyMatch(this::hasMovedOn))) {
      Map<Integer, ReceiverProgress> before = Map.copyOf(written);
      journal.insist(fence -> {
        written.clear();
        written.putAll(before);
        write(fence, receivers, due, lost);
      });
    }
    return due;
  }

  /// A receiver that has ended reported so itself.
  private boolean hasMovedOn(RecordingProgress live) {
    ReceiverProgress receiver = live.snapshot();
    ReceiverProgress before = written.get(receiver.receiverId());
    return !receiver.ended() && (before == null || before.state() != receiver.state());
  }

  /// A receiver that has ended reported so itself, with the row that says how.
  private void write(
      Fence fence, List<RecordingProgress> receivers, boolean due, List<RunEvent> lost) {
    List<RunEvent> happened = new ArrayList<>(lost);
    List<ReceiverProgress> all = receivers.stream().map(RecordingProgress::snapshot).toList();
    List<ReceiverProgress> moved = new ArrayList<>();
    for (RecordingProgress live : receivers) {
      ReceiverProgress receiver = live.snapshot();
      ReceiverProgress before = written.put(receiver.receiverId(), receiver);
      if (!receiver.equals(before)) {
        moved.add(receiver);
      }
      if (!receiver.ended() && (before == null || before.state() != receiver.state())) {
        happened.add(new RunEvent.ReceiverChanged(receiver));
        keepState(fence, receiver, live.stream());
      }
    }
    keepCounts(fence, receivers, moved);
    if (due && !moved.isEmpty()) {
      percent = Math.max(percent, percentOf(all));
      journal.setProgress(fence, percent);
      happened.add(new RunEvent.Progressed(percent, moved));
    }
    journal.append(fence, happened);
  }

  private void keepState(Fence fence, ReceiverProgress receiver, @Nullable StreamInfo stream) {
    var id = new RecordingId(fence.acquisitionId(), receiver.receiverId(), receiver.hop());
    if (receiver.state() == RecordingState.RECEIVING && stream != null) {
      journal
          .recordings()
          .start(fence, id, Facts.of(stream), receiver.samplesExpected(), journal.now());
    } else {
      journal.recordings().setState(fence, id, receiver.state());
    }
  }

  private void keepCounts(
      Fence fence, List<RecordingProgress> receivers, List<ReceiverProgress> moved) {
    Set<Integer> running =
        moved.stream()
            .filter(receiver -> !receiver.ended())
            .map(ReceiverProgress::receiverId)
            .collect(Collectors.toSet());
    List<io.heimdall.db.recording.RecordingProgress> counts =
        receivers.stream()
            .filter(live -> running.contains(live.receiverId()))
            .map(RunReporter::counts)
            .toList();
    if (!counts.isEmpty()) {
      journal.recordings().progress(fence, counts);
    }
  }

  private boolean takeUrgency() {
    lock.lock();
    try {
      boolean taken = urgent;
      urgent = false;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// Takes the losses noted since the last time, for an event that must not overtake them.
  ///
  /// @return the events, in order
  List<RunEvent> takeLosses() {
    lock.lock();
    try {
      return losses.takeAll();
    } finally {
      lock.unlock();
    }
  }

  /// 100 is left to the end of the acquisition.
  private double percentOf(List<ReceiverProgress> receivers) {
    double done = receivers.stream().mapToDouble(ReceiverProgress::doneFraction).sum();
    double ofHop = receivers.isEmpty() ? 0 : done / receivers.size();
    return Math.min(99.9, 100 * (hop + ofHop) / hops);
  }

  private static io.heimdall.db.recording.RecordingProgress counts(RecordingProgress live) {
    ReceiverProgress receiver = live.snapshot();
    SampleAnchor anchor = live.anchor();
    Instant next = receiver.nextAttempt();
    return new io.heimdall.db.recording.RecordingProgress(
        receiver.receiverId(),
        receiver.hop(),
        new SampleCounts(
            receiver.samplesExpected(), receiver.samplesReceived(), receiver.samplesLost()),
        receiver.snrDb(),
        anchor == null ? null : MeasuredRecording.timing(anchor),
        new Recording.Retries(
            receiver.retries(), next == null ? null : next.truncatedTo(ChronoUnit.MICROS)));
  }

  /// Whether any receiver still has samples to deliver.
  ///
  /// @param receivers the receivers
  /// @return true while one does
  static boolean receiving(List<ReceiverProgress> receivers) {
    return receivers.stream().anyMatch(ReceiverProgress::receiving);
  }
}
