package io.heimdall.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// The wish that this process ends: SIGTERM, Ctrl-C. The thread that waits for it closes what is
/// open and returns from `main`; only then does the process end, or when that takes too long.
final class StopSignal {
  private static final Logger LOG = System.getLogger(StopSignal.class.getName());
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final CountDownLatch wished = new CountDownLatch(1);
  private volatile boolean starting = true;

  /// Listens from now on; a wish while the server starts interrupts this thread.
  StopSignal() {
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(main)));
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

  private void stop(Thread main) {
    wished.countDown();
    if (starting) {
      main.interrupt();
    }
    try {
      if (!main.join(BOUND)) {
        LOG.log(Level.ERROR, "the server did not stop within {0}; what it did is cut off", BOUND);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
