package io.heimdall.server.receiver.courtesy;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// A check that gives up in time, whatever a receiver, a name server or the database does: while it
/// has the only connection, an acquisition waits.
final class BoundedCheck {

  private BoundedCheck() {}

  /// Checks a receiver, on a thread of its own. What the check takes it gives back itself, on that
  /// thread and when its connection has ended, which may be after this has returned; one that is
  /// broken off before that thread runs has taken nothing.
  ///
  /// @param target where the receiver is
  /// @param longest the longest it takes
  /// @param check everything from the look-up of its name to its last sample; says when it begins
  ///   to ask
  static ReceiverHealth of(
      ReceiverTarget target, Duration longest, Function<Runnable, ReceiverHealth> check) {
    var asked = new AtomicBoolean();
    var task = new FutureTask<>(() -> check.apply(() -> asked.set(true)));
    Thread.ofVirtual().name("receiver-check of " + target.receiverId()).start(task);
    try {
      return task.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      task.cancel(true);
      return late(target, longest, asked.get());
    } catch (InterruptedException _) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      return ReceiverHealth.notAsked(
          new ReceiverFailure(FailureReason.CANCELLED, "the check was broken off"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the check of " + target + " broke off", e.getCause());
    }
  }

  private static ReceiverHealth late(ReceiverTarget target, Duration longest, boolean asked) {
    long seconds = longest.toSeconds();
    return asked
        ? ReceiverHealth.bad(
            false,
            new ReceiverFailure(
                FailureReason.TIMEOUT, target + " has not delivered within " + seconds + " s"))
        : ReceiverHealth.notAsked(
            new ReceiverFailure(
                FailureReason.TIMEOUT,
                "%s was not asked: its name was not looked up, or its turn did not come, within %d s"
                    .formatted(target, seconds)));
  }
}
