package io.heimdall.client.cli;

import io.heimdall.client.HeimdallException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does the same for several things. One that fails is told of and keeps the others from nothing.
///
/// @param console takes failures
/// @param json whether they are for programs
/// @param what what the things are called there, for example `file`
record Several(Console console, boolean json, String what) {

  /// What is done.
  ///
  /// @param <T> type of a thing
  @FunctionalInterface
  interface Work<T> {
    /// Does it for one.
    void on(T thing) throws IOException;
  }

  /// Does it for all of them.
  ///
  /// @param things the things; of one a failure is thrown
  /// @param atATime for how many at a time
  /// @param work what is done
  /// @return the exit code
  <T> int each(List<T> things, int atATime, Work<T> work) throws IOException {
    if (things.size() == 1) {
      work.on(things.getFirst());
      return ExitCode.OK;
    }
    boolean all = true;
    try (var threads = Executors.newFixedThreadPool(Math.min(atATime, things.size()))) {
      var results = new ArrayList<Future<Boolean>>();
      for (T thing : things) {
        results.add(threads.submit(() -> isDone(thing, work)));
      }
      for (Future<Boolean> result : results) {
        all &= outcome(result);
      }
    }
    return all ? ExitCode.OK : ExitCode.FAILED;
  }

  private <T> boolean isDone(T thing, Work<T> work) {
    try {
      work.on(thing);
      return true;
    } catch (HeimdallException | CommandFailure | IOException e) {
      console.note(
          json
              ? FailureReport.json(e, Map.of(what, thing.toString()))
              : "%s: %s".formatted(thing, FailureReport.text(e)));
      return false;
    }
  }

  private static boolean outcome(Future<Boolean> result) {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("It was interrupted.", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException fault
          ? fault
          : new IllegalStateException("work", e.getCause());
    }
  }
}
