package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.EventCompaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Removes events nobody needs any more: those of acquisitions that ended long ago, and of very
/// long ones the oldest. Who watches from before them is given a snapshot. To be run once in the
/// cluster at a time, a few times a day; running it twice at once does no harm.
public final class EventRetention {

  private static final Logger LOG = System.getLogger(EventRetention.class.getName());

  /// So many events stay of every acquisition that has not ended long ago: a watcher this far
  /// behind is better off with a snapshot.
  private static final long MOST_KEPT = 100_000;

  private static final int ACQUISITIONS_AT_A_TIME = 500;

  /// A transaction of this size takes some milliseconds, for which the acquisition's run waits.
  private static final int EVENTS_AT_A_TIME = 5_000;

  private final Transactions transactions;
  private final InstantSource clock;
  private final Duration retention;
  private final long mostKept;
  private final EventCompaction compaction = new EventCompaction();

  /// Sets the bounds.
  ///
  /// @param transactions where events are kept
  /// @param clock the host's UTC
  /// @param retention how long events outlive the end of their acquisition
  public EventRetention(Transactions transactions, InstantSource clock, Duration retention) {
    this(transactions, clock, retention, MOST_KEPT);
  }

  EventRetention(
      Transactions transactions, InstantSource clock, Duration retention, long mostKept) {
    this.transactions = transactions;
    this.clock = clock;
    this.retention = retention;
    this.mostKept = mostKept;
  }

  /// Removes what is due, in small transactions. An interrupt ends it between two of them.
  public void run() {
    List<EventCompaction.Due> due = due();
    int acquisitions = 0;
    while (!due.isEmpty() && !Thread.currentThread().isInterrupted()) {
      due.forEach(this::remove);
      acquisitions += due.size();
      due = due();
    }
    if (acquisitions > 0) {
      LOG.log(Level.INFO, "old events of {0} acquisitions are removed", acquisitions);
    }
  }

  private List<EventCompaction.Due> due() {
    Instant before = clock.instant().minus(retention);
    return transactions.inSnapshot(
        tx -> compaction.due(tx, before, mostKept, ACQUISITIONS_AT_A_TIME));
  }

  private void remove(EventCompaction.Due due) {
    boolean more = true;
    while (more && !Thread.currentThread().isInterrupted()) {
      more = transactions.inTransaction(tx -> compaction.remove(tx, due, EVENTS_AT_A_TIME));
    }
  }
}
