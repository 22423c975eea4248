package io.heimdall.server.admin;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Keeps interrupts away from steps that talk to the database or the store: an interrupt would
/// break the connection under them. It is seen when the step is over.
final class Undisturbed {

  private Undisturbed() {}

  /// Does a step on a thread of its own and waits for its end, whatever happens meanwhile.
  ///
  /// @param <T> what it makes
  /// @param step what to do
  /// @return what it made
  static <T> T run(Supplier<T> step) {
    var task = new FutureTask<T>(step::get);
    Thread.ofVirtual().name("sweep-step").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a step of a sweep failed", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// The same for a step that makes nothing.
  ///
  /// @param step what to do
  static void act(Runnable step) {
    var _ =
        run(() -> {
          step.run();
          return step;
        });
  }

  /// Ends the work between two steps where nobody wants more of it.
  ///
  /// @throws InterruptedException when the thread was interrupted
  static void orStop() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the sweep was stopped");
    }
  }
}
