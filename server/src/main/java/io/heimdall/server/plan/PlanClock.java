package io.heimdall.server.plan;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.server.acquisition.Acquisitions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/// Looks every second whether a time of a recurring plan is due. Each node has one of these, so
/// that none is missed when a node is lost; its one virtual thread ends when it is closed.
public final class PlanClock implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration STOP_BOUND = Duration.ofSeconds(10);
  private static final System.Logger LOG = System.getLogger(PlanClock.class.getName());

  private final DueTimes dueTimes;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private PlanClock(DueTimes dueTimes) {
    this.dueTimes = dueTimes;
    this.thread = Thread.ofVirtual().name("plan-clock").unstarted(this::run);
  }

  /// Starts a clock.
  ///
  /// @param transactions where plans are kept
  /// @param acquisitions what they start
  /// @param clock the host's UTC
  /// @return the running clock, which the caller closes before the acquisitions
  public static PlanClock start(
      Transactions transactions, Acquisitions acquisitions, InstantSource clock) {
    var started = new PlanClock(new DueTimes(transactions, acquisitions, clock));
    started.thread.start();
    return started;
  }

  private void run() {
    boolean answered = true;
    try {
      do {
        answered = look(answered);
      } while (!closing.await(PERIOD.toMillis(), MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Says once that the database does not answer, not every second.
  private boolean look(boolean answeredBefore) {
    try {
      dueTimes.start();
      return true;
    } catch (DatabaseException e) {
      if (answeredBefore) {
        LOG.log(WARNING, "recurring plans wait for the database: {0}", e.getMessage());
      }
      return false;
    } catch (RuntimeException e) {
      LOG.log(ERROR, "recurring plans could not be looked at", e);
      return true;
    }
  }

  /// Stops looking. When this returns, this node starts nothing more for recurring plans, unless
  /// the database has kept it waiting for too long, which is then logged.
  @Override
  public void close() {
    closing.countDown();
    try {
      if (!thread.join(STOP_BOUND)) {
        LOG.log(WARNING, "the plan clock did not stop within {0}", STOP_BOUND);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
