package io.heimdall.server.artifact.event;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ArtifactEventLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Numbers what has happened to artifacts while somebody follows it, and wakes who waits for it.
/// One thread looks four times a second, whatever the number of watchers; with none it rests. Every
/// node of an installation has one; who comes second leaves the numbering to the first. Safe for
/// any number of threads.
public final class EventNumbering implements AutoCloseable {

  private static final Logger LOG = System.getLogger(EventNumbering.class.getName());

  private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();
  private static final Duration STOP_BOUND = Duration.ofSeconds(5);

  /// A transaction of this size takes some milliseconds.
  private static final int AT_A_TIME = 1000;

  private final Transactions transactions;
  private final ArtifactEventLog log = new ArtifactEventLog();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  // Under the lock.
  private int watchers;
  private long last;
  private boolean closed;

  private EventNumbering(Transactions transactions) {
    this.transactions = transactions;
    this.thread = Thread.ofVirtual().name("artifact-events").unstarted(this::run);
  }

  /// Starts the thread, which ends with [#close].
  ///
  /// @param transactions where events are
  /// @return the numbering, which the caller closes before the database
  public static EventNumbering start(Transactions transactions) {
    var numbering = new EventNumbering(transactions);
    numbering.thread.start();
    return numbering;
  }

  /// Numbers everything that has been committed.
  ///
  /// @return the last number
  long catchUp() {
    int numbered;
    do {
      numbered = transactions.inTransaction(tx -> log.number(tx, AT_A_TIME));
    } while (numbered == AT_A_TIME);
    return transactions.inSnapshot(log::range).last();
  }

  private void run() {
    while (awaitWatchers()) {
      try {
        reached(catchUp());
      } catch (DatabaseException e) {
        LOG.log(Level.DEBUG, "events of artifacts wait for the database: {0}", e.getMessage());
      }
      rest();
    }
  }

  private boolean awaitWatchers() {
    lock.lock();
    try {
      while (watchers == 0 && !closed) {
        changed.awaitUninterruptibly();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void reached(long sequence) {
    lock.lock();
    try {
      if (sequence > last) {
        last = sequence;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void rest() {
    lock.lock();
    try {
      long left = PAUSE_NANOS;
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /// Begins to follow.
  void begin() {
    lock.lock();
    try {
      watchers++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Stops following.
  void end() {
    lock.lock();
    try {
      watchers--;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for an event behind a number, for the end of the watch, or for the time to pass.
  ///
  /// @param sequence the last number that is known
  /// @param most the longest wait
  /// @param over whether the watch was ended; asked before the wait, and after each [#wake]
  /// @throws InterruptedException when the thread is interrupted
  void awaitAfter(long sequence, Duration most, BooleanSupplier over) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (left > 0 && last <= sequence && !over.getAsBoolean()) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Wakes everybody who waits, so that one whose watch was ended sees it.
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the thread, which is not interrupted: it may be in the database.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(STOP_BOUND)) {
        LOG.log(Level.WARNING, "the numbering of events did not end within {0}", STOP_BOUND);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
