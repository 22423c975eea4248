package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.AcquisitionEvent;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.RecordingRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One who follows an acquisition: a snapshot, then its events in order without a gap, and the end
/// after the one that ends it. It reads the rows, so it works on any node and never holds more than
/// a page; one who has fallen too far behind is given a snapshot in place of what was missed.
///
/// One thread at a time.
public final class Watch implements AutoCloseable {

  /// Rows that never ring the bell here, because another node wrote them, are found this late.
  private static final Duration POLL = Duration.ofSeconds(1);

  private static final int PAGE = 256;

  /// Beyond this many unseen events a snapshot says the same with less.
  private static final int MAX_BEHIND = 2048;

  /// What a watcher is given.
  public sealed interface Item {
    /// The whole state.
    ///
    /// @param state acquisition and recordings as of one moment
    record Snapshot(AcquisitionSnapshot state) implements Item {}

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
  private final Duration heartbeat;
  private final EventLog log = new EventLog();
  private final RecordingRepository recordings = new RecordingRepository();
  private final Queue<AcquisitionEvent> page = new ArrayDeque<>();
  private long lastSequence;
  private boolean snapshotDue;
  private boolean ended;
  private long lastDeliveryNanos = System.nanoTime();

  /// Begins to watch.
  ///
  /// @param snapshot the acquisition as just read
  /// @param afterSequence number of the last event the watcher has; null to begin with a snapshot
  /// @param transactions where rows are read
  /// @param listener told when there are new rows; closed with this
  /// @param heartbeat the longest silence
  Watch(
      AcquisitionSnapshot snapshot,
      @Nullable Long afterSequence,
      Transactions transactions,
      EventBell.Listener listener,
      Duration heartbeat) {
    this.acquisitionId = snapshot.acquisition().id();
    this.transactions = transactions;
    this.listener = listener;
    this.heartbeat = heartbeat;
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
  /// @throws InterruptedException when the watcher is being ended
  public @Nullable Item next() throws InterruptedException {
    while (!ended) {
      if (snapshotDue) {
        return delivered(snapshot());
      }
      AcquisitionEvent row = page.poll();
      if (row != null) {
        return delivered(event(row));
      }
      if (!readOn()) {
        if (System.nanoTime() - lastDeliveryNanos >= heartbeat.toNanos()) {
          return delivered(new Item.Heartbeat(lastSequence));
        }
        listener.await(POLL);
      }
    }
    return null;
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

  /// One statement sees one moment anyway; a snapshot would cost a round trip more.
  private boolean readOn() {
    List<AcquisitionEvent> rows =
        transactions.inTransaction(tx -> log.after(tx, acquisitionId, lastSequence, PAGE));
    page.addAll(rows);
    snapshotDue = rows.size() == PAGE && behind() > MAX_BEHIND;
    if (snapshotDue) {
      page.clear();
    }
    return !rows.isEmpty();
  }

  private long behind() {
    return transactions.inSnapshot(tx ->
        recordings.snapshot(tx, acquisitionId).orElseThrow().acquisition().eventSequence())
        - lastSequence;
  }

  /// Stops watching; the acquisition goes on.
  @Override
  public void close() {
    listener.close();
  }
}
