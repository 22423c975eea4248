package io.heimdall.server.acquisition;

import java.lang.System.Logger.Level;
import java.time.Duration;

/// Waits for threads that have been told to end, and that nobody may interrupt since they may be in
/// the database.
final class Ending {

  private Ending() {}

  /// Waits for the end of a thread; the log says when the bound was too short.
  ///
  /// @param thread the thread
  /// @param bound the longest wait
  static void await(Thread thread, Duration bound) {
    try {
      if (!thread.join(bound)) {
        System.getLogger(Ending.class.getName())
            .log(Level.WARNING, "{0} did not end within {1}", thread.getName(), bound);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
