package io.heimdall.server.receiver.kiwi;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.wire.Endpoint;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps this process to one sound channel per receiver: operators give one address one channel,
/// and block who takes more. A receiver is its resolved address and port, so two names of one
/// receiver share; behind the public proxy, where one address stands for many, it is the name.
final class Channels {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final Set<InetSocketAddress> held = new HashSet<>();

  /// The right to one channel, given back once by closing.
  interface Lease extends AutoCloseable {
    @Override
    void close();
  }

  /// Waits for a receiver to be free of us.
  Lease acquire(String who, Endpoint endpoint, Duration longest) throws ReceiverFailure {
    InetSocketAddress key =
        KiwiPage.isProxied(endpoint.host())
            ? InetSocketAddress.createUnresolved(endpoint.host(), endpoint.address().getPort())
            : endpoint.address();
    try {
      lock.lockInterruptibly();
      try {
        long left = longest.toNanos();
        while (!held.add(key)) {
          if (left <= 0) {
            throw new ReceiverFailure(
                FailureReason.BUSY, who + " is already being listened to by this server");
          }
          left = released.awaitNanos(left);
        }
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReceiverFailure(
          FailureReason.CANCELLED, "waiting for " + who + " was interrupted", e);
    }
    var open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        release(key);
      }
    };
  }

  private void release(InetSocketAddress key) {
    lock.lock();
    try {
      held.remove(key);
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
