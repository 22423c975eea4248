package io.heimdall.server.plan;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.plan.RecurringPlan;
import io.heimdall.db.plan.RecurringPlan.Progress;
import io.heimdall.db.plan.RecurringPlanRepository;
import io.heimdall.server.acquisition.Acquisitions;
import io.heimdall.server.acquisition.PlanJson;
import io.heimdall.server.acquisition.Recurrence;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns times that are due into acquisitions. Every node does so, as often as it likes: the
/// acquisition of a time and the plan's step to the next time are one transaction, which one node
/// wins.
///
/// A time is taken up ahead, so that receivers are warm at it, and so that the loss of a node does
/// not matter. What stands in the way, be it a full server or the acquisition before, may go away
/// until the time has come; only then it is skipped, and the plan says why. A time that no server
/// was there for is not made up for.
final class DueTimes {

  /// How long before a time its acquisition is created, at most. The run itself begins 12 s before.
  static final Duration LEAD = Duration.ofSeconds(30);

  /// How long after a time it can still be started; it says then that it began late.
  static final Duration GRACE = Duration.ofSeconds(3);

  private static final int MOST_AT_ONCE = 500;
  private static final System.Logger LOG = System.getLogger(DueTimes.class.getName());

  private final Transactions transactions;
  private final Acquisitions acquisitions;
  private final InstantSource clock;
  private final RecurringPlanRepository plans = new RecurringPlanRepository();
  private final AcquisitionRepository started = new AcquisitionRepository();

  DueTimes(Transactions transactions, Acquisitions acquisitions, InstantSource clock) {
    this.transactions = transactions;
    this.acquisitions = acquisitions;
    this.clock = clock;
  }

  /// Somebody else has taken the time, or it is not due any more.
  private static final class Taken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Taken() {
      super(null, null, false, false);
    }
  }

  /// Starts what is due.
  ///
  /// @throws DatabaseException when the database does not answer; what is due stays due
  void start() {
    Instant by = clock.instant().plus(LEAD);
    List<RecurringPlan> due = transactions.inSnapshot(tx -> plans.due(tx, by, MOST_AT_ONCE));
    for (RecurringPlan plan : due) {
      Instant time = plan.progress().nextStart();
      if (time != null) {
        startOrLog(plan, time);
      }
    }
  }

  /// A plan that cannot even be skipped does not hold up the others.
  private void startOrLog(RecurringPlan plan, Instant due) {
    try {
      start(plan, due);
    } catch (DatabaseException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(ERROR, "recurring plan " + plan.id() + " is stuck at " + due, e);
    }
  }

  private void start(RecurringPlan plan, Instant due) {
    try {
      if (clock.instant().isAfter(due.plus(GRACE))) {
        skip(plan, due, "no server was able to start anything at that time");
      } else if (transactions.inSnapshot(tx -> runs(tx, plan))) {
        refused(plan, due, "the acquisition before had not ended");
      } else {
        begin(plan, due);
      }
    } catch (Taken _) {
      LOG.log(DEBUG, "{0} of recurring plan {1} is another node''s", due, plan.id());
    } catch (DatabaseException e) {
      throw e;
    } catch (FailureException e) {
      // What cannot be had here at the moment, another node may have.
      if (!(e.failure() instanceof Failure.Unavailable)) {
        refused(plan, due, e.failure().message());
      }
    } catch (RuntimeException e) {
      LOG.log(ERROR, "recurring plan " + plan.id() + " cannot start", e);
      refused(plan, due, "a fault of the server; its log tells more");
    }
  }

  private boolean runs(Tx tx, RecurringPlan plan) {
    UUID last = plan.progress().lastAcquisitionId();
    return last != null
        && started.get(tx, last).filter(one -> one.times().finishedAt() == null).isPresent();
  }

  private void begin(RecurringPlan plan, Instant due) {
    String requestId = "plan/%s/%s/%d".formatted(plan.id(), due, plan.resumptions());
    var _ =
        acquisitions.start(
            new Caller(plan.owner(), Role.OPERATOR),
            requestId,
            PlanJson.read(plan.spec().planJson()).startingAt(due),
            new Recurrence(plan.id(), (tx, id) -> step(tx, plan, due, new Outcome(due, id, ""))));
  }

  /// Leaves the time due as long as it has not come.
  private void refused(RecurringPlan plan, Instant due, String why) {
    if (!clock.instant().isBefore(due)) {
      skip(plan, due, why);
    }
  }

  private void skip(RecurringPlan plan, Instant due, String why) {
    String sentence = "nothing began at %s: %s".formatted(due, why);
    try {
      transactions.runInTransaction(tx ->
          step(
              tx,
              plan,
              due,
              new Outcome(clock.instant(), plan.progress().lastAcquisitionId(), sentence)));
      LOG.log(INFO, "recurring plan {0}: {1}", plan.id(), sentence);
    } catch (Taken _) {
      LOG.log(DEBUG, "{0} of recurring plan {1} is another node''s", due, plan.id());
    }
  }

  /// What has come of a time.
  private record Outcome(Instant from, @Nullable UUID acquisitionId, String failure) {}

  private void step(Tx tx, RecurringPlan plan, Instant due, Outcome outcome) {
    if (!plans.claim(tx, plan.id(), due)) {
      throw new Taken();
    }
    Instant next = Timetable.of(plan.spec().times()).after(outcome.from()).orElse(null);
    plans.advance(tx, plan.id(), new Progress(next, outcome.acquisitionId(), outcome.failure()));
  }
}
