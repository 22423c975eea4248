package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.courtesy.NewBan;
import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.courtesy.Turn.State;
import io.heimdall.server.receiver.courtesy.TurnBook.Question;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Who of this server has, wants or has just given back its turn at a receiver. What concerns other
/// servers goes through the database in rounds: one thread, that of [TurnKeeper], settles together
/// what has come up, so that any number of connections that begin at once cost one transaction, and
/// nobody who may be interrupted is in the database.
///
/// Safe for any number of threads. Nothing is called with the lock held.
final class Turns {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition work = lock.newCondition();

  // Guarded by the lock.
  private final TurnBook book = new TurnBook();
  private boolean news;
  private boolean closed;

  /// Waits for a turn.
  ///
  /// @param who the receiver, as the sentence's subject
  /// @param door its addresses
  /// @param longest how long another connection of ours is waited for
  /// @return the turn, which the caller closes
  /// @throws ReceiverFailure where it does not come
  /// @throws InterruptedException when the waiting thread is to end
  Turn take(String who, List<ReceiverAddress> door, Duration longest)
      throws ReceiverFailure, InterruptedException {
    var question = new Question(who, System.nanoTime() + longest.toNanos());
    lock.lockInterruptibly();
    try {
      Optional<Turn> other = awaitFreeHere(door, question);
      if (other.isPresent()) {
        return book.inherit(this, other.get());
      }
      Turn turn = book.ask(this, door, question);
      tell();
      return answered(turn);
    } finally {
      lock.unlock();
    }
  }

  /// @return a turn to go on with; empty where there is none
  private Optional<Turn> awaitFreeHere(List<ReceiverAddress> door, Question question)
      throws ReceiverFailure, InterruptedException {
    while (!closed) {
      Optional<Turn> other = book.inTheWay(door);
      if (other.isEmpty() || other.get().inheritable(door)) {
        return other;
      }
      long leftNanos = question.leftNanos();
      if (leftNanos <= 0) {
        throw Refusals.inUse(question.who());
      }
      boolean _ = changed.await(leftNanos, TimeUnit.NANOSECONDS);
    }
    throw Refusals.stopping(question.who());
  }

  /// The keeper answers every question in bounded time.
  private Turn answered(Turn turn) throws ReceiverFailure, InterruptedException {
    try {
      while (turn.state() == State.ASKED) {
        changed.await();
      }
    } catch (InterruptedException e) {
      leave(turn);
      throw e;
    }
    ReceiverFailure refusal = turn.refusal();
    if (refusal != null) {
      throw refusal;
    }
    return turn;
  }

  /// Says how a connection is ended when another server has taken its receiver.
  void onLoss(Turn turn, Runnable end) {
    boolean lost =
        locked(() -> {
          turn.hangUp(end);
          return turn.state() == State.LOST;
        });
    if (lost) {
      end.run();
    }
  }

  void ban(Turn turn, List<NewBan> heard) {
    boolean _ =
        locked(() -> {
          book.ban(turn, heard);
          return tell();
        });
  }

  void leave(Turn turn) {
    boolean _ = locked(() -> book.leave(turn) && tell());
  }

  boolean lost(Turn turn) {
    return locked(() -> turn.state() == State.LOST);
  }

  private boolean tell() {
    news = true;
    work.signal();
    changed.signalAll();
    return true;
  }

  /// Waits for something to do, or for the end.
  ///
  /// @param nanos how long at most
  void awaitNews(long nanos) throws InterruptedException {
    await(nanos, () -> news || closed);
  }

  /// Waits for the end, whatever there is to do.
  ///
  /// @param nanos how long at most
  void awaitEnd(long nanos) throws InterruptedException {
    await(nanos, () -> closed);
  }

  private void await(long nanos, BooleanSupplier enough) throws InterruptedException {
    lock.lock();
    try {
      long leftNanos = nanos;
      while (!enough.getAsBoolean() && leftNanos > 0) {
        leftNanos = work.awaitNanos(leftNanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether somebody waits for a turn.
  boolean waiting() {
    return locked(book::anyAsked);
  }

  boolean closed() {
    return locked(() -> closed);
  }

  /// Gives no more turns. What is held is given back with the next round.
  void close() {
    boolean _ =
        locked(() -> {
          closed = true;
          book.leaveAll();
          return tell();
        });
  }

  /// Begins a round; one at a time.
  ///
  /// @param renewing whether turns that are held are to be renewed
  Round begin(boolean renewing) {
    lock.lock();
    try {
      news = false;
      return book.begin(renewing);
    } finally {
      lock.unlock();
    }
  }

  /// Notes that the database knows what was left in a round.
  void over(Round round) {
    lock.lock();
    try {
      book.over(round);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Ends a round that has reached the database.
  ///
  /// @return how the connections are ended whose turns are another server's now
  List<Runnable> end(Round round, Round.Found found) {
    lock.lock();
    try {
      changed.signalAll();
      return book.end(round, found).stream().map(Turn::hangUp).toList();
    } finally {
      lock.unlock();
    }
  }

  /// Ends a round that has not.
  void fail(Round round) {
    lock.lock();
    try {
      book.fail(round);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean locked(BooleanSupplier action) {
    lock.lock();
    try {
      return action.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }
}
