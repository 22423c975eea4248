package io.heimdall.server.receiver.courtesy;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import java.time.Duration;
import java.util.Optional;
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

  /// Kept of the time of a check for what it has seen until then: whoever is broken off in the
  /// middle tells it at once.
  private static final Duration PARTING = Duration.ofMillis(200);

  /// Checks a receiver, on a thread of its own. Of one that takes too long it tells what was seen
  /// of the receiver until then. What the check takes it gives back itself, on that thread and when
  /// its connection has ended, which may be after this has returned; one that is broken off before
  /// that thread runs has taken nothing.
  ///
  /// @param target where the receiver is
  /// @param longest the longest it takes
  /// @param check everything from the look-up of its name to its last sample; says when it begins
  ///   to ask
  static ReceiverHealth of(
      ReceiverTarget target, Duration longest, Function<Runnable, ReceiverHealth> check) {
    var asked = new AtomicBoolean();
    var task = new FutureTask<>(() -> check.apply(() -> asked.set(true)));
    Thread thread = Thread.ofVirtual().name("receiver-check of " + target.receiverId()).start(task);
    try {
      Optional<ReceiverHealth> inTime = result(task, longest.minus(PARTING));
      if (inTime.isPresent()) {
        return inTime.get();
      }
      thread.interrupt();
      Optional<ReceiverHealth> seen = result(task, PARTING);
      task.cancel(true);
      return seen.filter(BoundedCheck::itsOwnEnd)
          .orElseGet(() -> late(target, longest, asked.get(), seen));
    } catch (InterruptedException _) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      return ReceiverHealth.notAsked(
          new ReceiverFailure(FailureReason.CANCELLED, "the check was broken off"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the check of " + target + " broke off", e.getCause());
    }
  }

  private static Optional<ReceiverHealth> result(FutureTask<ReceiverHealth> task, Duration patience)
      throws InterruptedException, ExecutionException {
    try {
      return Optional.of(task.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      return Optional.empty();
    }
  }

  /// Whether the check came to its end just before it was broken off.
  private static boolean itsOwnEnd(ReceiverHealth health) {
    return health
        .failure()
        .map(reason -> reason != FailureReason.DISCONNECTED && reason != FailureReason.CANCELLED)
        .orElse(true);
  }

  private static ReceiverHealth late(
      ReceiverTarget target, Duration longest, boolean asked, Optional<ReceiverHealth> seen) {
    long seconds = longest.toSeconds();
    if (asked) {
      var failure =
          new ReceiverFailure(
              FailureReason.TIMEOUT, target + " has not delivered within " + seconds + " s");
      return seen.filter(health -> health.latency().isPresent())
          .map(health -> health.withFailure(failure))
          .orElseGet(() -> ReceiverHealth.bad(false, failure));
    }
    return ReceiverHealth.notAsked(
        new ReceiverFailure(
            FailureReason.TIMEOUT,
            "%s was not asked: its name was not looked up, or its turn did not come, within %d s"
                .formatted(target, seconds)));
  }
}
