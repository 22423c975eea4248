package io.heimdall.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Decides how long to wait before the next try to get a lost connection back, and when to give up.
/// Waits double from 0.25 s to 4 s, each shortened by up to half at random so that many clients do
/// not come back at once. At the beginning of each a connection is attempted: the channel's own
/// attempts become rare, and what is tried between two of them fails.
final class Reconnect {

  private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(4);

  private final long limitNanos;
  private final Runnable connect;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long lostAtNanos;
  private int tries;

  /// @param limit how long to try
  /// @param connect attempts a connection now where there is none
  Reconnect(Duration limit, Runnable connect) {
    this.limitNanos = limit.toNanos();
    this.connect = connect;
  }

  /// Says that something came: the connection works.
  void works() {
    tries = 0;
  }

  /// Waits until it is time to try again.
  ///
  /// @param failure why the connection is lost
  /// @throws HeimdallException the failure itself, if it is not one that passes, if the time is up
  ///   or if the caller has closed
  void pauseAfter(HeimdallException failure) {
    if (!failure.isTransient()) {
      throw failure;
    }
    pauseWhatever(failure);
  }

  /// Waits until it is time to try again what failed for a reason that the caller knows to pass.
  ///
  /// @param failure what failed
  /// @throws HeimdallException the failure itself, if the time is up or if the caller has closed
  void pauseWhatever(HeimdallException failure) {
    long now = System.nanoTime();
    if (tries == 0) {
      lostAtNanos = now;
    }
    if (closed.getCount() == 0 || now - lostAtNanos >= limitNanos) {
      throw failure;
    }
    long full = Math.min(FIRST_WAIT_NANOS << Math.min(tries, 10), LONGEST_WAIT_NANOS);
    tries++;
    connect.run();
    try {
      if (closed.await(
          full - ThreadLocalRandom.current().nextLong(full / 2), TimeUnit.NANOSECONDS)) {
        throw failure;
      }
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    }
  }

  /// Ends the wait, for good.
  void close() {
    closed.countDown();
  }
}
