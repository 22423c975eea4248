package io.heimdall.server.acquisition;

import java.time.Duration;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Where the receivers of one hop agree on the start of their common window.
///
/// Each party first connects. One whose samples already flow offers the time up to which it has
/// thrown them away; one that waits for its start simply arrives. The start is decided when every
/// party has arrived or withdrawn, or when patience ends and at least one has arrived. It lies
/// after the host's time and after every offer, so nobody has thrown away a sample of the window,
/// however fast its samples come. Later parties find the start decided, and so do all where it was
/// asked for, or agreed in an earlier run.
///
/// All fields are guarded by the lock.
final class Rendezvous {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final InstantSource clock;
  private final long marginNanos;
  private final long deadlineNanos;
  private final BitSet arrived = new BitSet();
  private int awaited;
  private boolean closed;
  private long latestOfferNanos = Long.MIN_VALUE;
  private boolean decided;
  private long startUtcNanos;

  /// Opens a rendezvous; patience begins to run.
  ///
  /// @param parties how many are expected
  /// @param patience how long to wait for the slowest, from now on
  /// @param margin how far beyond the latest offer the start lies, where samples already flow
  /// @param clock the host's UTC
  Rendezvous(int parties, Duration patience, Duration margin, InstantSource clock) {
    this.awaited = parties;
    this.clock = clock;
    this.marginNanos = margin.toNanos();
    this.deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /// Opens a rendezvous whose start is known.
  ///
  /// @param startUtcNanos the start, UTC nanoseconds
  /// @param clock the host's UTC
  /// @return a rendezvous that is decided
  static Rendezvous at(long startUtcNanos, InstantSource clock) {
    var fixed = new Rendezvous(0, Duration.ZERO, Duration.ZERO, clock);
    fixed.startUtcNanos = startUtcNanos;
    fixed.decided = true;
    return fixed;
  }

  /// The start, if it is decided.
  ///
  /// @return UTC nanoseconds, or empty
  OptionalLong start() {
    lock.lock();
    try {
      return decided ? OptionalLong.of(startUtcNanos) : OptionalLong.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Says that all samples of a party up to a time have been thrown away.
  ///
  /// @param party its number
  /// @param endUtcNanos the UTC nanosecond after its last sample
  /// @return the start, once it is decided
  OptionalLong offer(int party, long endUtcNanos) {
    lock.lock();
    try {
      if (!decided) {
        latestOfferNanos = Math.max(latestOfferNanos, endUtcNanos);
        arrive(party);
      }
      return decided ? OptionalLong.of(startUtcNanos) : OptionalLong.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Arrives without samples in flow and waits until the start is decided and has come.
  ///
  /// @param party its number
  /// @return the start, UTC nanoseconds
  /// @throws InterruptedException when the acquisition is being ended
  long arriveAndAwait(int party) throws InterruptedException {
    // Not interruptibly: a party that did not arrive would be waited for by the others for ever.
    lock.lock();
    try {
      if (!decided) {
        arrive(party);
      }
      while (!decided) {
        if (!changed.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          decideWhenDue();
        }
      }
      awaitStart();
      return startUtcNanos;
    } finally {
      lock.unlock();
    }
  }

  /// Says that a party will not come, or not soon.
  ///
  /// @param party its number
  void withdraw(int party) {
    lock.lock();
    try {
      awaited--;
      arrived.clear(party);
      decideWhenDue();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Says that a party that has withdrawn is on its way again.
  void rejoin() {
    lock.lock();
    try {
      awaited++;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a party is to be tried again.
  ///
  /// @param pauseNanos the time until then
  /// @param durationNanos how long the window is
  /// @return false when the window will be over by then; said as soon as it is known
  /// @throws InterruptedException when the acquisition is being ended
  boolean awaitRetry(long pauseNanos, long durationNanos) throws InterruptedException {
    long dueNanos = System.nanoTime() + pauseNanos;
    lock.lockInterruptibly();
    try {
      while (true) {
        long left = dueNanos - System.nanoTime();
        if (decided && utcNanos(clock) + Math.max(0, left) >= startUtcNanos + durationNanos) {
          return false;
        }
        if (left <= 0) {
          return true;
        }
        // Woken by the decision, or by the time; both are looked at again above.
        var _ = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Says that nobody will come any more.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the start is decided or nobody comes any more.
  ///
  /// @return the start in UTC nanoseconds; empty when nobody is left
  /// @throws InterruptedException when the acquisition is being ended
  OptionalLong awaitDecision() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!decided && !closed) {
        changed.await();
      }
      return decided ? OptionalLong.of(startUtcNanos) : OptionalLong.empty();
    } finally {
      lock.unlock();
    }
  }

  private void arrive(int party) {
    arrived.set(party);
    decideWhenDue();
  }

  private void decideWhenDue() {
    int here = arrived.cardinality();
    boolean due = here >= awaited || System.nanoTime() - deadlineNanos >= 0;
    if (decided || here == 0 || !due) {
      return;
    }
    long now = utcNanos(clock);
    startUtcNanos =
        latestOfferNanos == Long.MIN_VALUE ? now : Math.max(now, latestOfferNanos) + marginNanos;
    decided = true;
    changed.signalAll();
  }

  /// Waiting for a time is the purpose here; the wait ends early only by interrupt.
  private void awaitStart() throws InterruptedException {
    long left = startUtcNanos - utcNanos(clock);
    while (left > 0) {
      left = Math.min(changed.awaitNanos(left), startUtcNanos - utcNanos(clock));
    }
  }

  /// The host's UTC.
  ///
  /// @param clock where it comes from
  /// @return nanoseconds since 1970
  static long utcNanos(InstantSource clock) {
    var now = clock.instant();
    return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
  }
}
