package io.heimdall.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The wish that this process ends: SIGTERM, Ctrl-C. Whoever waits for it closes what is open and
/// then this; only then does the process end, or when that takes too long.
final class StopSignal implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StopSignal.class.getName());
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final CountDownLatch wished = new CountDownLatch(1);
  private final CountDownLatch heeded = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean starting = true;

  /// Listens from now on; a wish while the server starts interrupts this thread.
  StopSignal() {
    Thread main = Thread.currentThread();
    hook = Thread.ofPlatform().name("stop").unstarted(() -> stop(main));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Waits for the wish, once the server runs.
  void await() {
    starting = false;
    try {
      wished.await();
    } catch (InterruptedException _) {
      // The wish came in the last moment of starting.
    }
  }

  /// Says that everything is closed and the process may end.
  @Override
  public void close() {
    heeded.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending already, and the hook with it.
    }
  }

  private void stop(Thread main) {
    wished.countDown();
    if (starting) {
      main.interrupt();
    }
    try {
      if (!heeded.await(BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.ERROR, "the server did not stop within {0}; what it did is cut off", BOUND);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
