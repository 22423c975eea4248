package io.heimdall.server.acquisition;

import io.heimdall.db.Database;
import io.heimdall.db.DatabaseException;
import io.heimdall.db.NoticeConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hears from other nodes which acquisitions have new rows, on one connection outside the pool and
/// a thread of its own. A connection that is lost is made again, and then everybody is woken, for
/// what was said meanwhile nobody has heard.
final class NoticeReceiver implements AutoCloseable {

  private static final Logger LOG = System.getLogger(NoticeReceiver.class.getName());

  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration STOP_BOUND = Duration.ofSeconds(5);

  private final Database database;
  private final String channel;
  private final Consumer<UUID> one;
  private final Runnable all;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Thread thread;

  // Under the lock.
  private @Nullable NoticeConnection connection;
  private boolean closed;

  /// Starts the thread, which ends with [#close].
  ///
  /// @param database where to listen
  /// @param channel on which channel
  /// @param one told which acquisition has new rows
  /// @param all told that any may have
  NoticeReceiver(Database database, String channel, Consumer<UUID> one, Runnable all) {
    this.database = database;
    this.channel = channel;
    this.one = one;
    this.all = all;
    this.thread = Thread.ofVirtual().name("notice-receiver").start(this::run);
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    do {
      try (NoticeConnection opened = database.listen(channel)) {
        if (!adopt(opened)) {
          return;
        }
        pause = FIRST_PAUSE;
        all.run();
        hear(opened);
      } catch (DatabaseException e) {
        LOG.log(Level.DEBUG, "notices of other nodes are not heard: {0}", e.getMessage());
      }
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    } while (rest(pause));
  }

  /// Until the connection is lost.
  private void hear(NoticeConnection opened) {
    while (true) {
      for (String payload : opened.await(QUIET)) {
        try {
          one.accept(UUID.fromString(payload));
        } catch (IllegalArgumentException _) {
          LOG.log(Level.WARNING, "''{0}'' on {1} is no acquisition", payload, channel);
        }
      }
    }
  }

  /// Makes a connection the one that [#close] cuts.
  private boolean adopt(NoticeConnection opened) {
    lock.lock();
    try {
      connection = opened;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// Waits before the next try; half of the time is random, so that nodes do not come together.
  private boolean rest(Duration most) {
    long half = most.toNanos() / 2;
    long left = half + ThreadLocalRandom.current().nextLong(half);
    lock.lock();
    try {
      while (left > 0 && !closed) {
        left = ended.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Cuts the connection, which ends the thread without an interrupt.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ended.signal();
      if (connection != null) {
        connection.close();
      }
    } finally {
      lock.unlock();
    }
    Ending.await(thread, STOP_BOUND);
  }
}
