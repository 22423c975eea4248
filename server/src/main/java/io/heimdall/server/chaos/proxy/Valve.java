package io.heimdall.server.chaos.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What all connections of a proxy pass through: holds bytes back as the traffic says, and lets
/// them go at once when that changes. Safe for any number of threads.
final class Valve {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private Traffic traffic = Traffic.OPEN;

  Traffic traffic() {
    lock.lock();
    try {
      return traffic;
    } finally {
      lock.unlock();
    }
  }

  void set(Traffic next) {
    lock.lock();
    try {
      traffic = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until bytes that have been read may be written.
  void pass(int bytes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (traffic instanceof Traffic.Stalled) {
        changed.await();
      }
      switch (traffic) {
        case Traffic.Delayed delayed -> hold(delayed, delayed.by());
        case Traffic.Throttled slow ->
            hold(slow, Duration.ofNanos(TimeUnit.SECONDS.toNanos(bytes) / slow.bytesPerSecond()));
        case Traffic.Open _, Traffic.Cut _, Traffic.Stalled _ -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  private void hold(Traffic cause, Duration time) throws InterruptedException {
    long left = time.toNanos();
    while (left > 0 && traffic.equals(cause)) {
      left = changed.awaitNanos(left);
    }
  }
}
