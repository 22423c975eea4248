package io.heimdall.server.receiver.registry;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.receiver.Receiver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Checks receivers again and again without being asked: those that are active, and those that
/// checks have made inactive. Receivers people have switched off, and those nobody has proved yet,
/// are left alone, and so are those in use.
///
/// A pass takes its time, one receiver after the other in random order, so that hundreds are not
/// asked at once and none always at the same minute. What was removed, switched off or moved
/// meanwhile is left alone, or asked where it is now. To be run by one server at a time.
public final class RecurringChecks {
  private static final Logger LOG = System.getLogger(RecurringChecks.class.getName());
  private static final String ACTOR = "system";

  /// The most time from one receiver to the next.
  private static final Duration LONGEST_STEP = Duration.ofSeconds(2);

  /// A pass of many receivers takes this part of the time until the next.
  private static final int PART = 2;

  private final Transactions transactions;
  private final ReceiverChecks checks;
  private final InstantSource clock;
  private final Duration every;
  private final RandomGenerator random;
  private final Instant notBefore;

  /// Sets how often.
  ///
  /// @param transactions where receivers are kept
  /// @param checks makes a check and keeps what it finds
  /// @param clock the host's UTC
  /// @param every from the beginning of a pass to that of the next; none begins earlier than this
  ///   after this server's start
  /// @param random decides the order and the steps
  public RecurringChecks(
      Transactions transactions,
      ReceiverChecks checks,
      InstantSource clock,
      Duration every,
      RandomGenerator random) {
    this.transactions = transactions;
    this.checks = checks;
    this.clock = clock;
    this.every = every;
    this.random = random;
    this.notBefore = clock.instant().plus(every);
  }

  /// Makes a pass, unless this server has just been started. An interrupt ends it.
  ///
  /// @return when the next pass is due
  public Instant run() {
    Instant begun = clock.instant();
    if (begun.isBefore(notBefore)) {
      return notBefore;
    }
    try {
      pass(chosen());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return begun.plus(every);
  }

  private List<Receiver> chosen() {
    var chosen =
        new ArrayList<>(
            transactions.inSnapshot(checks::all).stream().filter(RecurringChecks::wanted).toList());
    Collections.shuffle(chosen, Random.from(random));
    return chosen;
  }

  /// Whether a receiver is checked without being asked for.
  static boolean wanted(Receiver receiver) {
    return switch (receiver.spec().activity()) {
      case ACTIVE, DEACTIVATED -> !receiver.spec().listenOnly();
      case INACTIVE, WHEN_PROVEN -> false;
    };
  }

  private void pass(List<Receiver> receivers) throws InterruptedException {
    // Counted down by nobody: an interrupt is what ends a pass early.
    var never = new CountDownLatch(1);
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("recurring-check-", 0).factory())) {
      try {
        for (Receiver receiver : receivers) {
          boolean _ = never.await(stepNanos(receivers.size()), TimeUnit.NANOSECONDS);
          var _ = threads.submit(() -> check(receiver));
        }
        threads.shutdown();
        boolean _ = threads.awaitTermination(every.toNanos(), TimeUnit.NANOSECONDS);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private long stepNanos(int receivers) {
    long mean = Math.min(LONGEST_STEP.toNanos(), every.toNanos() / PART / receivers);
    return mean / 2 + random.nextLong(mean + 1);
  }

  private void check(Receiver receiver) {
    try {
      checks.runUnasked(ACTOR, receiver.id(), RecurringChecks::wanted);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (DatabaseException e) {
      LOG.log(Level.DEBUG, "the check of receiver " + receiver.id() + " is not kept", e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the check of receiver " + receiver.id() + " broke off", e);
    }
  }
}
