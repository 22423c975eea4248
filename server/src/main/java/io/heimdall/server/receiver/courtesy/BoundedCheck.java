package io.heimdall.server.receiver.courtesy;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A check that gives up in time, whatever a receiver does: while it has the only connection, an
/// acquisition waits.
final class BoundedCheck {

  private BoundedCheck() {}

  /// Checks a receiver.
  ///
  /// @param ended is told what was found once the connection has ended, which may be after this has
  ///   returned
  static ReceiverHealth of(
      ReceiverDriver driver, ReceiverTarget target, Tuning tuning, Consumer<ReceiverHealth> ended) {
    var check = new FutureTask<>(() -> toItsEnd(driver, target, tuning, ended));
    Thread.ofVirtual().name("receiver-check of " + target.receiverId()).start(check);
    try {
      return check.get(Courtesy.LONGEST_CHECK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      check.cancel(true);
      return ReceiverHealth.bad(
          false,
          new ReceiverFailure(
              FailureReason.TIMEOUT,
              target + " has not delivered within " + Courtesy.LONGEST_CHECK.toSeconds() + " s"));
    } catch (InterruptedException _) {
      check.cancel(true);
      Thread.currentThread().interrupt();
      return ReceiverHealth.notAsked(
          new ReceiverFailure(FailureReason.CANCELLED, "the check was broken off"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the check of " + target + " broke off", e.getCause());
    }
  }

  private static ReceiverHealth toItsEnd(
      ReceiverDriver driver, ReceiverTarget target, Tuning tuning, Consumer<ReceiverHealth> ended) {
    ReceiverHealth health =
        ReceiverHealth.bad(
            false, new ReceiverFailure(FailureReason.INTERNAL, "the check broke off"));
    try {
      health = driver.check(target, tuning);
      return health;
    } finally {
      ended.accept(health);
    }
  }
}
