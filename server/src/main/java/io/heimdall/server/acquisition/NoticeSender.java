package io.heimdall.server.acquisition;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Notices;
import io.heimdall.db.Transactions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Tells other nodes which acquisitions have new rows, from one thread of its own: what comes
/// within a tenth of a second goes in one small transaction, so that an acquisition is told of at
/// most ten times a second, and no run waits.
///
/// A notice that cannot be sent is dropped: its rows are found by the next poll.
final class NoticeSender implements AutoCloseable {

  private static final Logger LOG = System.getLogger(NoticeSender.class.getName());

  private static final long SPACING_NANOS = Duration.ofMillis(100).toNanos();
  private static final Duration STOP_BOUND = Duration.ofSeconds(5);

  /// Far more than a node runs; what comes beyond waits for the poll.
  private static final int MOST_DUE = 10_000;

  private final Transactions transactions;
  private final String channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  // Under the lock.
  private Set<UUID> due = new HashSet<>();
  private boolean closed;

  /// Starts the thread, which ends with [#close].
  ///
  /// @param transactions where notices are sent
  /// @param channel on which
  NoticeSender(Transactions transactions, String channel) {
    this.transactions = transactions;
    this.channel = channel;
    this.thread = Thread.ofVirtual().name("notice-sender").start(this::run);
  }

  /// Has a notice sent soon. Never waits.
  ///
  /// @param acquisitionId what has new rows
  void send(UUID acquisitionId) {
    lock.lock();
    try {
      if (due.size() < MOST_DUE && due.add(acquisitionId) && due.size() == 1) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (Set<UUID> batch = next(); !batch.isEmpty(); batch = next()) {
      long sentNanos = System.nanoTime();
      send(batch);
      rest(sentNanos + SPACING_NANOS);
    }
  }

  private void send(Set<UUID> batch) {
    List<String> payloads = batch.stream().map(UUID::toString).toList();
    try {
      transactions.runInTransaction(tx -> Notices.send(tx, channel, payloads));
    } catch (DatabaseException e) {
      LOG.log(Level.DEBUG, "other nodes find {0} by themselves: {1}", payloads, e.getMessage());
    }
  }

  /// Waits for something to send; nothing comes after the end.
  private Set<UUID> next() {
    lock.lock();
    try {
      while (due.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      Set<UUID> batch = due;
      due = new HashSet<>();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the time to send again, or for the end.
  private void rest(long untilNanos) {
    lock.lock();
    try {
      long left = untilNanos - System.nanoTime();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /// Sends what is due and ends the thread, which is not interrupted: it may be in the database.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    Ending.await(thread, STOP_BOUND);
  }
}
