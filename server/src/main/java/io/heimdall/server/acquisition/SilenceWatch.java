package io.heimdall.server.acquisition;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Notices that nothing has been heard for a while. A virtual thread that sleeps until that can be
/// so, and ends with [#close()] or when it has been noticed.
final class SilenceWatch implements AutoCloseable {

  private final Duration longest;
  private final BooleanSupplier noticed;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long heardNanos = System.nanoTime();

  /// Begins to listen.
  ///
  /// @param longest the longest silence that is none
  /// @param noticed called when it may have been longer; false when it has not
  SilenceWatch(Duration longest, BooleanSupplier noticed) {
    this.longest = longest;
    this.noticed = noticed;
    var _ = Thread.ofVirtual().name("silence-watch").start(this::listen);
  }

  /// Something has been heard.
  void heard() {
    heardNanos = System.nanoTime();
  }

  /// For how long nothing has been.
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardNanos);
  }

  private void listen() {
    try {
      while (!closed.await(longest.minus(silence()).toNanos(), TimeUnit.NANOSECONDS)) {
        if (noticed.getAsBoolean()) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the listening; whoever has been called meanwhile is not waited for.
  @Override
  public void close() {
    closed.countDown();
  }
}
