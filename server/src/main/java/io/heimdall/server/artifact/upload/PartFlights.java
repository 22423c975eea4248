package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.UploadPart;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The parts of one upload that are on their way to the store, up to three at a time. They arrive
/// in any order and are kept in theirs: what is safe has no gaps. Once one fails, none after it is
/// kept.
final class PartFlights {

  /// One thread begins them; each flies on a virtual thread of its own.
  interface Flight {
    /// Brings the part to the store.
    ///
    /// @return the part
    UploadPart arrive();

    /// Keeps that it is there; called in the order in which flights began.
    ///
    /// @param part the part
    void keep(UploadPart part);
  }

  private static final int AT_A_TIME = 3;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private int begun;
  private int kept;
  private int over;
  private @Nullable RuntimeException failure;

  /// Begins one, as soon as there are fewer than three.
  ///
  /// @param flight the part
  /// @throws RuntimeException what an earlier one failed with; this one does not begin
  void begin(Flight flight) {
    int turn;
    lock.lock();
    try {
      while (failure == null && begun - over >= AT_A_TIME) {
        changed.awaitUninterruptibly();
      }
      verify();
      turn = begun++;
    } finally {
      lock.unlock();
    }
    var _ = Thread.ofVirtual().name("upload-part").start(() -> fly(flight, turn));
  }

  /// Waits for all of them.
  ///
  /// @throws RuntimeException what one failed with
  void await() {
    lock.lock();
    try {
      while (over < begun) {
        changed.awaitUninterruptibly();
      }
      verify();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for all of them, however they end.
  void settle() {
    lock.lock();
    try {
      while (over < begun) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Throws what one of them has failed with.
  void verify() {
    lock.lock();
    try {
      if (failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  private void fly(Flight flight, int turn) {
    try {
      UploadPart part = flight.arrive();
      if (inTurn(turn)) {
        flight.keep(part);
        changed(() -> kept++);
      }
    } catch (RuntimeException e) {
      failed(e);
    } catch (Error e) {
      // Those behind it wait for its turn to end, and the last one decides over the whole.
      failed(new IllegalStateException("a part broke off", e));
      throw e;
    } finally {
      changed(() -> over++);
    }
  }

  private void failed(RuntimeException e) {
    changed(() -> failure = failure == null ? e : failure);
  }

  private boolean inTurn(int turn) {
    lock.lock();
    try {
      while (failure == null && kept < turn) {
        changed.awaitUninterruptibly();
      }
      return failure == null;
    } finally {
      lock.unlock();
    }
  }

  private void changed(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
