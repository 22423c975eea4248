package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.Lease;
import io.heimdall.db.acquisition.StaleLeaseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What a run knows of its right to write, and until when it may use it. Everything of the run that
/// writes to the database or the store passes here; whoever confirms the lease or ends the run says
/// so here. Safe for any number of threads.
///
/// A lease that was not confirmed for [Times#hold()] may be another run's by now: objects wait.
/// After [Times#patience()] the run is given up. Ages are taken from [System#nanoTime()], which
/// goes on while the process is stopped, so that a process that is continued finds its lease
/// unsure.
final class WriteGate {

  private final Lease lease;
  private final Times times;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Set<Thread> inStore = new HashSet<>();
  private long confirmedNanos = System.nanoTime();
  private boolean abandoned;
  private boolean leaving;
  private long leaveByNanos;

  /// How long an unconfirmed lease is believed in.
  ///
  /// @param hold after that no object is written until the lease is confirmed; half a lease
  /// @param patience after that the run is given up
  record Times(Duration hold, Duration patience) {

    static final Times DEFAULTS = new Times(Duration.ofSeconds(5), Duration.ofSeconds(60));
  }

  /// Opens the gate of a lease that has just been confirmed.
  ///
  /// @param lease the lease
  /// @param times how long it is believed in
  WriteGate(Lease lease, Times times) {
    this.lease = lease;
    this.times = times;
  }

  Lease lease() {
    return lease;
  }

  /// Notes that the lease was seen to hold.
  ///
  /// @param asOfNanos when it was asked for, in the time of [System#nanoTime()]
  void confirmed(long asOfNanos) {
    lock.lock();
    try {
      if (asOfNanos - confirmedNanos > 0) {
        confirmedNanos = asOfNanos;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Closes the gate for good and breaks off what is on its way to the store.
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      inStore.forEach(Thread::interrupt);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Closes the gate after a while, for a run that is handed over.
  ///
  /// @param bound how long it may still write
  void closeIn(Duration bound) {
    lock.lock();
    try {
      leaving = true;
      leaveByNanos = System.nanoTime() + bound.toNanos();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether the run is being handed over, so that what is not stored is left to another one.
  ///
  /// @return true after [#closeIn(Duration)]
  boolean leaving() {
    lock.lock();
    try {
      return leaving;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the lease was unconfirmed for so long that the run is to be given up.
  ///
  /// @return true until it is given up
  boolean expired() {
    lock.lock();
    try {
      return !abandoned && age() >= times.patience().toNanos();
    } finally {
      lock.unlock();
    }
  }

  /// Whether nothing may be written any more.
  ///
  /// @return true once the run was given up, or should be, or has handed over
  boolean closed() {
    lock.lock();
    try {
      return closedNow();
    } finally {
      lock.unlock();
    }
  }

  /// Refuses to go on through a gate that was closed. A lease that is only unsure is no reason: the
  /// database checks it with every write.
  ///
  /// @throws StaleLeaseException when the run was given up
  void check() {
    lock.lock();
    try {
      if (abandoned) {
        throw StaleLeaseException.givenUp(lease);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits, for less when the gate closes.
  ///
  /// @param nanos how long
  /// @throws StaleLeaseException when the gate is closed
  void pause(long nanos) {
    long untilNanos = System.nanoTime() + nanos;
    lock.lock();
    try {
      await(() -> untilNanos - System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /// Calls the store, once the lease is sure. The call is broken off when the gate closes.
  ///
  /// @param <T> what the call returns
  /// @param call the call, which takes no locks and asks no database
  /// @return what it returned
  /// @throws StaleLeaseException when the gate is closed, or was while the store was called
  <T> T inStore(Supplier<T> call) {
    enterStore();
    try {
      return call.get();
    } catch (RuntimeException e) {
      if (closed()) {
        StaleLeaseException stale = StaleLeaseException.givenUp(lease);
        stale.addSuppressed(e);
        throw stale;
      }
      throw e;
    } finally {
      leaveStore();
    }
  }

  /// Breaks off what is on its way to the store, if the time to do so has come.
  void breakOffIfClosed() {
    lock.lock();
    try {
      if (closedNow()) {
        inStore.forEach(Thread::interrupt);
      }
    } finally {
      lock.unlock();
    }
  }

  private void enterStore() {
    lock.lock();
    try {
      await(() -> age() > times.hold().toNanos() ? Long.MAX_VALUE : 0);
      inStore.add(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  /// An interrupt of ours has done its work when the call is over.
  private void leaveStore() {
    lock.lock();
    try {
      inStore.remove(Thread.currentThread());
      if (closedNow()) {
        var _ = Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits while there is something left to wait for, and the gate is open.
  private void await(LongSupplier nanosLeft) {
    try {
      requireOpen();
      for (long left = nanosLeft.getAsLong(); left > 0; left = nanosLeft.getAsLong()) {
        var _ = changed.awaitNanos(Math.min(left, nanosToClosing()));
        requireOpen();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw StaleLeaseException.givenUp(lease);
    }
  }

  private void requireOpen() {
    if (closedNow()) {
      throw StaleLeaseException.givenUp(lease);
    }
  }

  private boolean closedNow() {
    return abandoned || nanosToClosing() <= 0;
  }

  private long nanosToClosing() {
    long expiry = times.patience().toNanos() - age();
    return leaving ? Math.min(expiry, leaveByNanos - System.nanoTime()) : expiry;
  }

  private long age() {
    return System.nanoTime() - confirmedNanos;
  }
}
