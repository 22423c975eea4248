package io.heimdall.server.schedule;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.task.PickedTask;
import io.heimdall.db.task.TaskTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Frees tasks whose holder has died: those whose heartbeat this node has watched not to change for
/// a whole lease, on its own monotonic clock. No two machines' clocks are compared, and a watch
/// that was broken, because the database was away or this process was stopped, begins anew: what
/// nobody could have written is no sign of death.
final class SilentTasks implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SilentTasks.class.getName());

  /// Five heartbeats.
  private static final Duration LEASE = Duration.ofSeconds(10);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration LONGEST_BREAK = Duration.ofSeconds(4);

  private final Transactions transactions;
  private final TaskTable table;
  private final Runnable freed;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  // The thread's own.
  private final Map<PickedTask, Long> seenSinceNanos = new HashMap<>();
  private long lastLookNanos = System.nanoTime();

  /// Begins to look.
  ///
  /// @param transactions where tasks are
  /// @param table the table
  /// @param freed told when a task can be done
  SilentTasks(Transactions transactions, TaskTable table, Runnable freed) {
    this.transactions = transactions;
    this.table = table;
    this.freed = freed;
    this.thread = Thread.ofVirtual().name(table.name() + "-silent").start(this::lookUntilClosed);
  }

  private void lookUntilClosed() {
    try {
      while (!closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
        } catch (DatabaseException e) {
          LOG.log(DEBUG, table.name() + ": silent tasks are looked for later", e);
        } catch (RuntimeException e) {
          LOG.log(ERROR, table.name() + ": a look for silent tasks broke off", e);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    List<PickedTask> picked = transactions.inSnapshot(table::picked);
    long nowNanos = System.nanoTime();
    if (nowNanos - lastLookNanos > LONGEST_BREAK.toNanos()) {
      seenSinceNanos.clear();
    }
    lastLookNanos = nowNanos;
    seenSinceNanos.keySet().retainAll(new HashSet<>(picked));
    for (PickedTask one : picked) {
      long since = seenSinceNanos.computeIfAbsent(one, _ -> nowNanos);
      if (nowNanos - since >= LEASE.toNanos()) {
        free(one);
      }
    }
  }

  private void free(PickedTask one) {
    if (transactions.inTransaction(tx -> table.release(tx, one))) {
      LOG.log(WARNING, "{0}: no heartbeat for {1}; it goes on elsewhere", one.id(), LEASE);
      freed.run();
    }
  }

  /// Ends; nothing is looked for when this returns.
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
