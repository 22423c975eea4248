package io.heimdall.server.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does the same for each of several things at a time, each on a virtual thread of its own, as the
/// pipeline does for its receivers.
final class SideBySide {

  private SideBySide() {}

  /// What is done for each thing.
  ///
  /// @param <T> the things
  @FunctionalInterface
  interface Task<T> {

    /// Does it for one.
    ///
    /// @param thing which one
    void run(T thing) throws Exception;
  }

  /// Does it for all and waits until all are done.
  ///
  /// @param things for what
  /// @param task what to do
  /// @throws ExecutionException when it failed for one
  static <T> void run(List<T> things, Task<T> task)
      throws ExecutionException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (T thing : things) {
        running.add(
            threads.submit(() -> {
              task.run(thing);
              return true;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }
}
