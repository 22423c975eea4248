package io.heimdall.db;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Has those who wait for a connection get one in the order of their asking, however many they are.
/// A pool gives what is free to whoever comes by, so that of two hundred some wait for ever; and it
/// counts how long each has waited, which says nothing of the database. Here nobody gives up while
/// others get connections, and everybody soon after nobody does. Safe for any number of threads.
final class Turns {

  private final long patienceNanos;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private int free;
  private final Queue<Condition> waiting = new ArrayDeque<>();
  private long servedAt = System.nanoTime();

  /// @param places how many may have a connection at a time
  /// @param patience how long nobody may get one before those who wait give up
  Turns(int places, Duration patience) {
    this.free = places;
    this.patienceNanos = patience.toNanos();
  }

  /// Waits for a place.
  ///
  /// @throws SQLException when nobody got a connection for too long, or the wait is broken off
  void take() throws SQLException {
    lock.lock();
    try {
      if (free > 0 && waiting.isEmpty()) {
        free--;
        return;
      }
      Condition turn = lock.newCondition();
      waiting.add(turn);
      try {
        await(turn);
        free--;
      } finally {
        var _ = waiting.remove(turn);
        callNext();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("the wait for a connection was broken off", e);
    } finally {
      lock.unlock();
    }
  }

  private void await(Condition turn) throws SQLException, InterruptedException {
    long asked = System.nanoTime();
    while (free == 0 || !turn.equals(waiting.peek())) {
      long sinceAsked = System.nanoTime() - asked;
      long sinceServed = System.nanoTime() - servedAt;
      long left = patienceNanos - Math.min(sinceAsked, sinceServed);
      if (left <= 0) {
        throw new SQLTransientConnectionException(
            "nobody got a connection for %d ms"
                .formatted(TimeUnit.NANOSECONDS.toMillis(patienceNanos)));
      }
      var _ = turn.awaitNanos(left);
    }
  }

  /// Says that a place has led to a connection.
  void served() {
    lock.lock();
    try {
      servedAt = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /// Gives a place back.
  void giveBack() {
    lock.lock();
    try {
      free++;
      callNext();
    } finally {
      lock.unlock();
    }
  }

  private void callNext() {
    Condition next = waiting.peek();
    if (next != null && free > 0) {
      next.signal();
    }
  }
}
