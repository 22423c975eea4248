package io.heimdall.db.plan;

import static io.heimdall.db.jooq.Tables.RECURRING_PLANS;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.plan.RecurringPlan.Progress;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/// The recurring plans. Stateless.
public final class RecurringPlanRepository {

  /// Makes a repository, which holds nothing of its own.
  public RecurringPlanRepository() {}

  /// Adds a plan.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @param owner who adds it
  /// @param spec what it does, and when
  /// @param nextStart the first time due; null: it is paused
  /// @return the plan
  /// @throws DuplicatePlanException when the name is taken
  public RecurringPlan create(
      Tx tx, UUID id, String owner, RecurringPlanSpec spec, @Nullable Instant nextStart) {
    var wanted =
        Sql.on(tx)
            .insertInto(RECURRING_PLANS)
            .set(RECURRING_PLANS.ID, id)
            .set(RECURRING_PLANS.OWNER, owner)
            .set(RECURRING_PLANS.NAME, spec.name())
            .set(RECURRING_PLANS.EVERY_SECONDS, spec.times().everySeconds())
            .set(RECURRING_PLANS.CRON, spec.times().cron())
            .set(RECURRING_PLANS.TIME_ZONE, spec.times().timeZone())
            .set(RECURRING_PLANS.PLAN, spec.planJson())
            .set(RECURRING_PLANS.PAUSED, nextStart == null)
            .set(RECURRING_PLANS.NEXT_START, nextStart);
    try {
      Sql.expect(wanted.execute(), 1, "create a recurring plan");
    } catch (DataAccessException failure) {
      if (Sql.duplicate(failure)) {
        throw new DuplicatePlanException(spec.name());
      }
      throw failure;
    }
    return get(tx, id).orElseThrow();
  }

  /// Finds a plan.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return the plan; empty when there is none
  public Optional<RecurringPlan> get(Tx tx, UUID id) {
    return select(tx).where(RECURRING_PLANS.ID.eq(id)).fetchOptional(RecurringPlanRow::read);
  }

  /// Finds a plan, and keeps others from changing it until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return the plan; empty when there is none
  public Optional<RecurringPlan> lock(Tx tx, UUID id) {
    return select(tx)
        .where(RECURRING_PLANS.ID.eq(id))
        .forUpdate()
        .fetchOptional(RecurringPlanRow::read);
  }

  /// Lists plans, the newest first.
  ///
  /// @param tx the transaction
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most plans to return
  /// @return a page
  public Page<RecurringPlan, RecurringPlanKey> list(
      Tx tx, @Nullable RecurringPlanKey after, int limit) {
    Condition following =
        after == null
            ? noCondition()
            : row(RECURRING_PLANS.CREATED_AT, RECURRING_PLANS.ID).lt(after.createdAt(), after.id());
    List<RecurringPlan> found =
        select(tx)
            .where(following)
            .orderBy(RECURRING_PLANS.CREATED_AT.desc(), RECURRING_PLANS.ID.desc())
            .limit(limit + 1)
            .fetch(RecurringPlanRow::read);
    return Page.of(found, limit, RecurringPlan::key);
  }

  /// Pauses a plan: no time is due.
  ///
  /// @param tx the transaction
  /// @param id a plan that is there
  public void pause(Tx tx, UUID id) {
    int changed =
        Sql.on(tx)
            .update(RECURRING_PLANS)
            .set(RECURRING_PLANS.PAUSED, true)
            .setNull(RECURRING_PLANS.NEXT_START)
            .where(RECURRING_PLANS.ID.eq(id))
            .execute();
    Sql.expect(changed, 1, "pause recurring plan " + id);
  }

  /// Lets a paused plan go on.
  ///
  /// @param tx the transaction
  /// @param id a plan that is there
  /// @param nextStart the next time due; null when the schedule has none left
  public void resume(Tx tx, UUID id, @Nullable Instant nextStart) {
    int changed =
        Sql.on(tx)
            .update(RECURRING_PLANS)
            .set(RECURRING_PLANS.PAUSED, false)
            .set(RECURRING_PLANS.RESUMPTIONS, RECURRING_PLANS.RESUMPTIONS.plus(1))
            .set(RECURRING_PLANS.NEXT_START, nextStart)
            .where(RECURRING_PLANS.ID.eq(id))
            .execute();
    Sql.expect(changed, 1, "resume recurring plan " + id);
  }

  /// Lists plans that have a time due, the longest waiting first.
  ///
  /// @param tx the transaction
  /// @param by what is due by then counts
  /// @param limit the most plans to return
  /// @return the plans
  public List<RecurringPlan> due(Tx tx, Instant by, int limit) {
    return select(tx)
        .where(RECURRING_PLANS.NEXT_START.le(by))
        .orderBy(RECURRING_PLANS.NEXT_START, RECURRING_PLANS.ID)
        .limit(limit)
        .fetch(RecurringPlanRow::read);
  }

  /// Takes a time of a plan for this transaction alone.
  ///
  /// @param tx the transaction
  /// @param id the plan
  /// @param due the time
  /// @return whether the time is still due and nobody else is at it; if not, the transaction is to
  ///   be rolled back
  public boolean claim(Tx tx, UUID id, Instant due) {
    return Sql.on(tx)
        .select(RECURRING_PLANS.ID)
        .from(RECURRING_PLANS)
        .where(RECURRING_PLANS.ID.eq(id))
        .and(RECURRING_PLANS.NEXT_START.eq(due))
        .forUpdate()
        .skipLocked()
        .fetchOptional()
        .isPresent();
  }

  /// Keeps what has come of a time due.
  ///
  /// @param tx the transaction, which has the plan to itself
  /// @param id the plan
  /// @param progress how far it is from now on
  public void advance(Tx tx, UUID id, Progress progress) {
    int changed =
        Sql.on(tx)
            .update(RECURRING_PLANS)
            .set(RECURRING_PLANS.NEXT_START, progress.nextStart())
            .set(RECURRING_PLANS.LAST_ACQUISITION_ID, progress.lastAcquisitionId())
            .set(RECURRING_PLANS.LAST_FAILURE, progress.lastFailure())
            .where(RECURRING_PLANS.ID.eq(id))
            .execute();
    Sql.expect(changed, 1, "advance recurring plan " + id);
  }

  /// Deletes a plan.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return whether there was one
  public boolean delete(Tx tx, UUID id) {
    return Sql.on(tx).deleteFrom(RECURRING_PLANS).where(RECURRING_PLANS.ID.eq(id)).execute() == 1;
  }

  private static SelectJoinStep<Record> select(Tx tx) {
    return Sql.on(tx).select(RECURRING_PLANS.fields()).from(RECURRING_PLANS);
  }
}
