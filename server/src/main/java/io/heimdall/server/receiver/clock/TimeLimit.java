package io.heimdall.server.receiver.clock;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends something that takes too long, from a virtual thread of its own; once closed it ends
/// nothing more.
final class TimeLimit implements AutoCloseable {

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean over;

  /// Begins.
  ///
  /// @param allowed how long it may take
  /// @param end ends it
  TimeLimit(Duration allowed, Runnable end) {
    Thread.ofVirtual().name("time-limit").start(() -> await(allowed, end));
  }

  /// Whether it was ended.
  boolean over() {
    return over;
  }

  private void await(Duration allowed, Runnable end) {
    try {
      if (!done.await(allowed.toNanos(), TimeUnit.NANOSECONDS)) {
        over = true;
        end.run();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
