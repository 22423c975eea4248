package io.heimdall.server.simulator.wire;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A wait that ends when its time has come or when [#close()] is called, whichever is first.
final class Pause implements AutoCloseable {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean closed;

  /// Waits.
  ///
  /// @return false once closed
  boolean await(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!closed && left > 0) {
        left = ended.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until closed.
  void awaitClose() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        ended.await();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
