package io.heimdall.server.simulator.wire;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A wait that ends when its time has come or when [#close()] is called, whichever is first.
public final class Pause implements AutoCloseable {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean closed;

  /// Makes one that is open.
  public Pause() {}

  /// Waits.
  ///
  /// @param nanos how long at most
  /// @return false once closed
  /// @throws InterruptedException when the waiting thread is interrupted
  public boolean await(long nanos) throws InterruptedException {
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
  ///
  /// @throws InterruptedException when the waiting thread is interrupted
  public void awaitClose() throws InterruptedException {
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
