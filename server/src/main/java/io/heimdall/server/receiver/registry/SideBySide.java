package io.heimdall.server.receiver.registry;

import io.heimdall.db.receiver.Receiver;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Does something with many receivers at the same time.
public final class SideBySide {

  private SideBySide() {}

  /// What is done with one receiver.
  ///
  /// @param <R> what comes of it
  @FunctionalInterface
  public interface Work<R> {
    /// Does it.
    ///
    /// @param receiver with which one
    /// @return what came of it
    /// @throws InterruptedException when it is broken off
    R with(Receiver receiver) throws InterruptedException;
  }

  /// Takes results, one at a time, in the order they come.
  ///
  /// @param <R> what they are
  @FunctionalInterface
  public interface Results<R> {
    /// Takes one.
    ///
    /// @param result what was found
    /// @throws InterruptedException when nobody wants more
    void take(R result) throws InterruptedException;
  }

  /// Does it with each, on virtual threads, and returns when all are done.
  ///
  /// @param <R> what comes of it
  /// @param name what the threads are called
  /// @param receivers with which ones
  /// @param work what to do
  /// @param results is given each result as it comes
  /// @throws InterruptedException when the caller is interrupted; work under way is broken off
  public static <R> void run(
      String name, List<Receiver> receivers, Work<R> work, Results<? super R> results)
      throws InterruptedException {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory())) {
      try {
        var finished = new ExecutorCompletionService<R>(threads);
        for (Receiver receiver : receivers) {
          finished.submit(() -> work.with(receiver));
        }
        for (int left = receivers.size(); left > 0; left--) {
          results.take(finished.take().get());
        }
      } catch (ExecutionException e) {
        throw broken(name, e.getCause());
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static RuntimeException broken(String name, @Nullable Throwable cause)
      throws InterruptedException {
    return switch (cause) {
      case RuntimeException unchecked -> unchecked;
      case InterruptedException interrupted -> throw interrupted;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(name + " broke off", cause);
    };
  }
}
