package io.heimdall.server.grpc.call;

import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A stream of responses that one thread writes by blocking: [#send] waits until the client has
/// read enough, so that no more than the ready threshold and one message wait in memory.
///
/// @param <T> the response
public final class ResponseStream<T> {
  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  private final ServerCallStreamObserver<T> observer;
  private final ReentrantLock lock = new ReentrantLock();

  /// The transport has become ready, or the call was cancelled.
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private boolean over;
  private @Nullable Runnable wake;

  /// Takes charge of a call's responses.
  ///
  /// @param observer the call
  public ResponseStream(ServerCallStreamObserver<T> observer) {
    this.observer = observer;
  }

  /// Sends a response as soon as the client is ready for it.
  ///
  /// @param response what to send; must not change any more
  /// @throws InterruptedException when the client hung up or the server is stopping
  public void send(T response) throws InterruptedException {
    var _ = sendWithin(FOR_EVER, response);
  }

  /// Sends a response as soon as the client is ready for it, unless that takes too long.
  ///
  /// @param patience the longest wait
  /// @param response what to send; must not change any more
  /// @return false when the client was not ready in time, and nothing was sent
  /// @throws InterruptedException when the client hung up or the server is stopping
  public boolean sendWithin(Duration patience, T response) throws InterruptedException {
    long leftNanos = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (!observer.isReady()) {
        if (observer.isCancelled()) {
          throw new CancellationException("the client hung up");
        }
        if (over) {
          throw new InterruptedException("the stream was ended");
        }
        if (leftNanos <= 0) {
          return false;
        }
        leftNanos = changed.awaitNanos(leftNanos);
      }
    } finally {
      lock.unlock();
    }
    observer.onNext(response);
    return true;
  }

  /// Whether nobody wants more: the client hung up, or the server is stopping.
  ///
  /// @return true once the writer should end
  public boolean isOver() {
    lock.lock();
    try {
      return over || observer.isCancelled();
    } finally {
      lock.unlock();
    }
  }

  /// Says how to wake the writer where it waits for its source, when the stream is over.
  ///
  /// @param action ends that wait, now or when it begins; run by another thread, at once if the
  ///   stream is over already
  public void wokenBy(Runnable action) {
    lock.lock();
    try {
      wake = action;
      if (!over) {
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  /// Ends the stream for its writer.
  void end() {
    Runnable action;
    lock.lock();
    try {
      over = true;
      action = wake;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (action != null) {
      action.run();
    }
  }

  /// Wakes the writer to look again.
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
