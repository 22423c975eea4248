package io.heimdall.server.plan;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.plan.DuplicatePlanException;
import io.heimdall.db.plan.RecurringPlan;
import io.heimdall.db.plan.RecurringPlanKey;
import io.heimdall.db.plan.RecurringPlanRepository;
import io.heimdall.db.plan.RecurringPlanSpec;
import io.heimdall.server.acquisition.Acquisitions;
import io.heimdall.server.acquisition.PlanJson;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.request.Asked;
import io.heimdall.server.request.Requests;
import io.heimdall.server.security.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The recurring plans. Each change is one transaction with its line in the audit log. Safe for any
/// number of threads; calls block for the database.
///
/// Every method that is given an id throws a [FailureException] with PLAN_NOT_FOUND where there is
/// none.
public final class RecurringPlans {

  private final Transactions transactions;
  private final Acquisitions acquisitions;
  private final InstantSource clock;
  private final PlanRules rules = new PlanRules();
  private final RecurringPlanRepository plans = new RecurringPlanRepository();
  private final AcquisitionRepository started = new AcquisitionRepository();
  private final Requests requests = new Requests();
  private final AuditLog audit = new AuditLog();

  /// Opens the plans.
  ///
  /// @param transactions where they are kept
  /// @param acquisitions what they start
  /// @param clock the host's UTC
  public RecurringPlans(Transactions transactions, Acquisitions acquisitions, InstantSource clock) {
    this.transactions = transactions;
    this.acquisitions = acquisitions;
    this.clock = clock;
  }

  /// Creates a plan. A request that is sent again creates nothing.
  ///
  /// @param caller who creates it, and will own what it starts
  /// @param requestId the caller's id for the request; empty for none
  /// @param wanted the plan
  /// @return the plan; of a repeated request as the first one created it
  /// @throws FailureException with SCHEDULE_INVALID, START_TIME_INVALID, RECEIVER_NOT_FOUND,
  ///   RECEIVER_LISTEN_ONLY, OUT_OF_BAND, PLAN_NAME_TAKEN or REQUEST_ID_REUSED
  public RecurringPlan create(Caller caller, String requestId, NewRecurringPlan wanted) {
    var asked = new Asked(caller.name(), requestId, "CreateRecurringPlan", wanted);
    try {
      return transactions.inTransaction(
          tx -> requests.once(tx, asked, RecurringPlan.class, () -> create(tx, caller, wanted)));
    } catch (DuplicatePlanException e) {
      throw new Failure.AlreadyExists(
              Reason.PLAN_NAME_TAKEN,
              "you have another plan with the name '%s'; letter case makes no difference"
                  .formatted(e.name()),
              Map.of("name", e.name()))
          .exception(e);
    }
  }

  private RecurringPlan create(Tx tx, Caller caller, NewRecurringPlan wanted) {
    Timetable timetable = Timetable.of(wanted.times());
    rules.verify(tx, wanted, timetable);
    Instant next =
        timetable
            .after(clock.instant())
            .orElseThrow(() -> Timetable.invalid("cron", "the schedule has no time to come"));
    var spec = new RecurringPlanSpec(wanted.name(), wanted.times(), PlanJson.write(wanted.plan()));
    RecurringPlan created =
        plans.create(tx, UUID.randomUUID(), caller.name(), spec, wanted.paused() ? null : next);
    note(tx, caller, "plan.create", created.id(), spec.planJson());
    return created;
  }

  /// Shows a plan.
  ///
  /// @param id its id
  /// @return the plan
  public RecurringPlan get(UUID id) {
    return transactions.inSnapshot(tx -> plans.get(tx, id).orElseThrow(() -> notFound(id)));
  }

  /// Lists plans, the newest first.
  ///
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most plans to return
  /// @return a page
  public Page<RecurringPlan, RecurringPlanKey> list(@Nullable RecurringPlanKey after, int limit) {
    return transactions.inSnapshot(tx -> plans.list(tx, after, limit));
  }

  /// Keeps a plan from starting anything. An acquisition that was created for its next time and has
  /// not begun is cancelled. Idempotent.
  ///
  /// @param caller who pauses it
  /// @param id the plan
  /// @return the plan after it
  public RecurringPlan pause(Caller caller, UUID id) {
    RecurringPlan paused =
        transactions.inTransaction(tx -> {
          RecurringPlan before = lock(tx, id);
          if (before.paused()) {
            return before;
          }
          plans.pause(tx, id);
          note(tx, caller, "plan.pause", id, "{}");
          return plans.get(tx, id).orElseThrow();
        });
    withdraw(caller, paused);
    return paused;
  }

  /// Lets a paused plan go on at the next time of its schedule. Idempotent.
  ///
  /// @param caller who resumes it
  /// @param id the plan
  /// @return the plan after it
  public RecurringPlan resume(Caller caller, UUID id) {
    return transactions.inTransaction(tx -> {
      RecurringPlan before = lock(tx, id);
      if (!before.paused()) {
        return before;
      }
      Timetable timetable = Timetable.of(before.spec().times());
      plans.resume(tx, id, timetable.after(clock.instant()).orElse(null));
      note(tx, caller, "plan.resume", id, "{}");
      return plans.get(tx, id).orElseThrow();
    });
  }

  /// Deletes a plan. What it started stays; what it created for its next time is cancelled as by a
  /// pause.
  ///
  /// @param caller who deletes it
  /// @param id the plan
  public void delete(Caller caller, UUID id) {
    pause(caller, id);
    transactions.runInTransaction(tx -> {
      RecurringPlan before = lock(tx, id);
      if (!plans.delete(tx, id)) {
        throw notFound(id);
      }
      note(tx, caller, "plan.delete", id, before.spec().planJson());
    });
  }

  /// Cancels what was created ahead of its time.
  private void withdraw(Caller caller, RecurringPlan plan) {
    UUID last = plan.progress().lastAcquisitionId();
    if (last != null && transactions.inSnapshot(tx -> ahead(tx, last))) {
      var _ = acquisitions.cancel(caller, last);
    }
  }

  private boolean ahead(Tx tx, UUID acquisitionId) {
    return started
        .get(tx, acquisitionId)
        .map(Acquisition::times)
        .filter(times -> times.finishedAt() == null && times.requestedStart() != null)
        .filter(times -> clock.instant().isBefore(times.requestedStart()))
        .isPresent();
  }

  private RecurringPlan lock(Tx tx, UUID id) {
    return plans.lock(tx, id).orElseThrow(() -> notFound(id));
  }

  private void note(Tx tx, Caller caller, String action, UUID id, String detailJson) {
    audit.append(
        tx, new AuditEntry(caller.name(), action, "recurring_plan", id.toString(), detailJson));
  }

  private static FailureException notFound(UUID id) {
    return new Failure.NotFound(
            Reason.PLAN_NOT_FOUND,
            "there is no recurring plan " + id,
            Map.of("recurringPlanId", id.toString()))
        .exception();
  }
}
