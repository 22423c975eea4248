package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.AcquisitionEvent;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.acquisition.EventRange;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One who follows an acquisition: a snapshot, then its events in order without a gap, and the end
/// after the one that ends it. It reads the rows, so it works on any node and never holds more than
/// a page; one who has fallen too far behind, or behind what is still kept, is given a snapshot in
/// place of what was missed.
///
/// One thread at a time reads; any may end it.
public final class Watch implements AutoCloseable {

  /// When to come back to a server that has not stopped.
  private static final Duration AT_ONCE = Duration.ofMillis(100);

  private static final int PAGE = 256;

  /// Beyond this many unseen events a snapshot says the same with less.
  private static final int MAX_BEHIND = 2048;

  /// What a watcher is given.
  public sealed interface Item {
    /// Where a watcher that has it goes on.
    ///
    /// @return the number of the last event delivered with or before it
    long sequence();

    /// The whole state.
    ///
    /// @param state acquisition and recordings as of one moment
    record Snapshot(AcquisitionSnapshot state) implements Item {
      @Override
      public long sequence() {
        return state.acquisition().eventSequence();
      }
    }

    /// One event.
    ///
    /// @param sequence its number
    /// @param at when it happened
    /// @param event what happened
    record Event(long sequence, Instant at, RunEvent event) implements Item {}

    /// Nothing happened for a while.
    ///
    /// @param sequence number of the last event delivered
    record Heartbeat(long sequence) implements Item {}
  }

  private final UUID acquisitionId;
  private final Transactions transactions;
  private final EventBell.Listener listener;
  private final WatchConfig config;
  private final EventLog log = new EventLog();
  private final RecordingRepository recordings = new RecordingRepository();
  private final Queue<AcquisitionEvent> page = new ArrayDeque<>();
  private long lastSequence;
  private boolean snapshotDue;
  private boolean ended;
  private long lastDeliveryNanos = System.nanoTime();
  private final long beginNanos = lastDeliveryNanos;

  // Set by whoever ends the watch.
  private volatile boolean broken;

  /// Begins to watch.
  ///
  /// @param snapshot the acquisition as just read
  /// @param afterSequence number of the last event the watcher has; null to begin with a snapshot
  /// @param transactions where rows are read
  /// @param listener told when there are new rows; closed with this
  /// @param config how acquisitions are followed
  Watch(
      AcquisitionSnapshot snapshot,
      @Nullable Long afterSequence,
      Transactions transactions,
      EventBell.Listener listener,
      WatchConfig config) {
    this.acquisitionId = snapshot.acquisition().id();
    this.transactions = transactions;
    this.listener = listener;
    this.config = config;
    this.snapshotDue = afterSequence == null;
    this.lastSequence = afterSequence == null ? 0 : afterSequence;
    this.ended =
        afterSequence != null
            && snapshot.acquisition().state().terminal()
            && afterSequence >= snapshot.acquisition().eventSequence();
  }

  /// Waits for what comes next.
  ///
  /// @return the next item, or null after the end
  /// @throws InterruptedException when [#end] was called, or the thread is interrupted
  /// @throws io.heimdall.server.failure.FailureException with WATCH_ENDED, between two items, when
  ///   the watch has lasted as long as it may
  public @Nullable Item next() throws InterruptedException {
    while (!ended) {
      if (broken) {
        throw new InterruptedException("the watch was ended");
      }
      if (snapshotDue) {
        return delivered(snapshot());
      }
      if (System.nanoTime() - beginNanos >= config.longest().toNanos()) {
        throw lastedLong();
      }
      AcquisitionEvent row = page.poll();
      if (row != null) {
        return delivered(event(row));
      }
      if (!readOn() && !snapshotDue) {
        if (System.nanoTime() - lastDeliveryNanos >= config.heartbeat().toNanos()) {
          return delivered(new Item.Heartbeat(lastSequence));
        }
        listener.await(config.poll());
      }
    }
    return null;
  }

  private RuntimeException lastedLong() {
    return new Failure.Unavailable(
            Reason.WATCH_ENDED,
            "the watch has lasted as long as one may; watch again after event " + lastSequence,
            AT_ONCE,
            Map.of("lastSequence", Long.toString(lastSequence)))
        .exception();
  }

  private Item delivered(Item item) {
    lastDeliveryNanos = System.nanoTime();
    return item;
  }

  private Item snapshot() {
    AcquisitionSnapshot state =
        transactions.inSnapshot(tx -> recordings.snapshot(tx, acquisitionId).orElseThrow());
    snapshotDue = false;
    lastSequence = state.acquisition().eventSequence();
    ended = state.acquisition().state().terminal();
    return new Item.Snapshot(state);
  }

  private Item event(AcquisitionEvent row) {
    if (row.sequence() != lastSequence + 1) {
      throw new IllegalStateException(
          "event %d of %s follows event %d".formatted(row.sequence(), acquisitionId, lastSequence));
    }
    lastSequence = row.sequence();
    RunEvent event = EventCodec.decode(row);
    ended = event instanceof RunEvent.StateChanged changed && changed.state().terminal();
    return new Item.Event(row.sequence(), row.at(), event);
  }

  /// Reads the next page, or finds that a snapshot has to take its place.
  private boolean readOn() {
    List<AcquisitionEvent> rows =
        transactions.inTransaction(tx -> log.after(tx, acquisitionId, lastSequence, PAGE));
    boolean silent =
        rows.isEmpty() && System.nanoTime() - lastDeliveryNanos >= config.heartbeat().toNanos();
    // Removed events show as a hole, or as nothing where all are gone; to look for the latter
    // before
    // each heartbeat is soon enough.
    snapshotDue =
        (!rows.isEmpty() && rows.getFirst().sequence() != lastSequence + 1)
            || (rows.size() == PAGE && range().last() - lastSequence > MAX_BEHIND)
            || (silent && range().compacted() > lastSequence);
    if (!snapshotDue) {
      page.addAll(rows);
    }
    return !rows.isEmpty();
  }

  private EventRange range() {
    return transactions.inTransaction(tx -> log.range(tx, acquisitionId).orElseThrow());
  }

  /// Ends the wait of the thread that reads, now or when it waits next. No interrupt does: it would
  /// cut the connection to the database where it comes during a read.
  public void end() {
    broken = true;
    listener.wake();
  }

  /// Stops watching; the acquisition goes on.
  @Override
  public void close() {
    listener.close();
  }
}
