package io.heimdall.db.acquisition;

import static io.heimdall.db.jooq.Tables.ACQUISITIONS;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.AcquisitionsRecord;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.UpdateConditionStep;
import org.jspecify.annotations.Nullable;

/// The acquisitions: creation, state and lease. Stateless.
public final class AcquisitionRepository {

  private static final Set<AcquisitionState> CANCELLABLE =
      Set.of(AcquisitionState.PENDING, AcquisitionState.RUNNING);

  /// Makes a repository, which holds nothing of its own.
  public AcquisitionRepository() {}

  /// Creates an acquisition, or finds the one the same request created before.
  ///
  /// Of several callers that race with the same request id one creates; the others wait for its
  /// commit and find what it created.
  ///
  /// @param tx the transaction
  /// @param wanted what to create
  /// @return what came of it
  public Creation create(Tx tx, NewAcquisition wanted) {
    AcquisitionRequest request = wanted.request();
    AcquisitionPlan plan = wanted.plan();
    int inserted =
        Sql.on(tx)
            .insertInto(ACQUISITIONS)
            .set(ACQUISITIONS.ID, wanted.id())
            .set(ACQUISITIONS.OWNER, request.owner())
            .set(ACQUISITIONS.REQUEST_ID, request.requestId())
            .set(ACQUISITIONS.REQUEST_HASH, request.requestHash())
            .set(ACQUISITIONS.PLAN, plan.planJson())
            .set(ACQUISITIONS.LABELS, plan.labelsJson())
            .set(ACQUISITIONS.CENTER_FREQUENCY_HZ, plan.centerFrequencyHz())
            .set(ACQUISITIONS.DURATION_NS, plan.durationNanos())
            .set(ACQUISITIONS.SAMPLE_RATE_HZ, plan.sampleRateHz())
            .set(ACQUISITIONS.MIN_RECEIVERS, plan.minReceivers())
            .set(ACQUISITIONS.PLANNED_START, plan.plannedStart())
            .set(ACQUISITIONS.NODE_ID, wanted.nodeId())
            .onConflict(ACQUISITIONS.OWNER, ACQUISITIONS.REQUEST_ID)
            .doNothing()
            .execute();
    Acquisition found =
        one(
                tx,
                ACQUISITIONS
                    .OWNER
                    .eq(request.owner())
                    .and(ACQUISITIONS.REQUEST_ID.eq(request.requestId())))
            .orElseThrow();
    if (inserted == 1) {
      return new Creation.Created(found);
    }
    return found.request().requestHash().equals(request.requestHash())
        ? new Creation.Repeated(found)
        : new Creation.Conflict(found);
  }

  /// Finds an acquisition.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return the acquisition; empty when there is none
  public Optional<Acquisition> get(Tx tx, UUID id) {
    return one(tx, ACQUISITIONS.ID.eq(id));
  }

  /// Lists acquisitions, the newest first.
  ///
  /// @param tx the transaction
  /// @param filter which ones
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most acquisitions to return
  /// @return a page
  public Page<Acquisition, AcquisitionKey> list(
      Tx tx, AcquisitionFilter filter, @Nullable AcquisitionKey after, int limit) {
    Condition following =
        after == null
            ? noCondition()
            : row(ACQUISITIONS.CREATED_AT, ACQUISITIONS.ID).lt(after.createdAt(), after.id());
    List<Acquisition> found = many(tx, matches(filter).and(following), limit + 1);
    return Page.of(found, limit, Acquisition::key);
  }

  /// Lists what a node has not finished, the newest first.
  ///
  /// @param tx the transaction
  /// @param nodeId the node
  /// @return every acquisition of the node that is in no terminal state
  public List<Acquisition> unfinished(Tx tx, String nodeId) {
    return many(
        tx,
        ACQUISITIONS.FINISHED_AT.isNull().and(ACQUISITIONS.NODE_ID.eq(nodeId)),
        Integer.MAX_VALUE);
  }

  /// Asks a run to end early, from any node. Idempotent: only the first call while the acquisition
  /// is PENDING or RUNNING does something.
  ///
  /// @param tx the transaction
  /// @param id the acquisition
  /// @param event what to tell those who watch
  /// @return whether this call made it CANCELLING
  public boolean requestCancel(Tx tx, UUID id, NewEvent event) {
    DSLContext dsl = Sql.on(tx);
    Optional<Long> sequence =
        dsl.update(ACQUISITIONS)
            .set(ACQUISITIONS.STATE, AcquisitionState.CANCELLING.name())
            .set(ACQUISITIONS.EVENT_SEQUENCE, ACQUISITIONS.EVENT_SEQUENCE.plus(1L))
            .where(ACQUISITIONS.ID.eq(id))
            .and(stateIn(CANCELLABLE))
            .returningResult(ACQUISITIONS.EVENT_SEQUENCE)
            .fetchOptional(row -> row.value1());
    sequence.ifPresent(last -> EventLog.insert(dsl, id, last, List.of(event)));
    return sequence.isPresent();
  }

  /// Takes an unfinished acquisition over: raises its epoch, so that every other run is refused.
  ///
  /// @param tx the transaction
  /// @param id the acquisition
  /// @param nodeId the node that runs it from now on
  /// @return the new lease; empty when it is finished or there is none
  public Optional<Lease> takeOver(Tx tx, UUID id, String nodeId) {
    return Sql.on(tx)
        .update(ACQUISITIONS)
        .set(ACQUISITIONS.LEASE_EPOCH, ACQUISITIONS.LEASE_EPOCH.plus(1L))
        .set(ACQUISITIONS.NODE_ID, nodeId)
        .where(ACQUISITIONS.ID.eq(id))
        .and(ACQUISITIONS.FINISHED_AT.isNull())
        .returningResult(ACQUISITIONS.ID, ACQUISITIONS.LEASE_EPOCH)
        .fetchOptional(mapping(Lease::new));
  }

  /// Begins the writes of a run: locks the acquisition until the end of the transaction.
  ///
  /// @param tx the transaction
  /// @param lease the run's lease
  /// @return what every write of the run asks for
  /// @throws StaleLeaseException when the lease no longer holds
  public Fence fence(Tx tx, Lease lease) {
    return Sql.on(tx)
        .select(ACQUISITIONS.ID)
        .from(ACQUISITIONS)
        .where(ACQUISITIONS.ID.eq(lease.acquisitionId()))
        .and(ACQUISITIONS.LEASE_EPOCH.eq(lease.epoch()))
        .forNoKeyUpdate()
        .fetchOptional(_ -> new Fence(tx, lease))
        .orElseThrow(() -> new StaleLeaseException(lease));
  }

  /// Changes the state between two that are not terminal.
  ///
  /// @param fence the run's fence
  /// @param from the states it may be in
  /// @param to the state it is to be in
  /// @return whether it was in one of them; if not, nothing was written
  public boolean transition(Fence fence, Set<AcquisitionState> from, AcquisitionState to) {
    if (to.terminal()) {
      throw new IllegalArgumentException(to + " is terminal: finish the acquisition instead");
    }
    return fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(ACQUISITIONS.STATE, to.name())
                    .where(stateIn(from)))
            .execute()
        == 1;
  }

  /// Turns PENDING into RUNNING.
  ///
  /// @param fence the run's fence
  /// @param at when
  /// @return whether it was PENDING; if not, it has been cancelled and nothing was written
  public boolean start(Fence fence, Instant at) {
    return fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(ACQUISITIONS.STATE, AcquisitionState.RUNNING.name())
                    .set(ACQUISITIONS.STARTED_AT, at)
                    .where(stateIn(Set.of(AcquisitionState.PENDING))))
            .execute()
        == 1;
  }

  /// Keeps the window the receivers have agreed on.
  ///
  /// @param fence the run's fence
  /// @param window the window
  public void setWindow(Fence fence, UtcWindow window) {
    int changed =
        fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(ACQUISITIONS.WINDOW_START_NS, window.startNanos())
                    .set(ACQUISITIONS.WINDOW_END_NS, window.endNanos())
                    .where(noCondition()))
            .execute();
    Sql.expect(changed, 1, "set the window");
  }

  /// Raises the progress; a smaller one than is known changes nothing.
  ///
  /// @param fence the run's fence
  /// @param percent 0 to 100
  public void setProgress(Fence fence, double percent) {
    int changed =
        fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(
                        ACQUISITIONS.PROGRESS_PERCENT,
                        greatest(ACQUISITIONS.PROGRESS_PERCENT, val(percent)))
                    .where(noCondition()))
            .execute();
    Sql.expect(changed, 1, "set the progress");
  }

  /// Ends an acquisition; its progress becomes 100.
  ///
  /// @param fence the run's fence
  /// @param state a terminal state
  /// @param outcome why
  /// @param at when
  /// @return whether it was unfinished; if not, nothing was written
  public boolean finish(Fence fence, AcquisitionState state, Outcome outcome, Instant at) {
    if (!state.terminal()) {
      throw new IllegalArgumentException(state + " is not terminal");
    }
    return fenced(
                fence,
                Sql.on(fence.tx())
                    .update(ACQUISITIONS)
                    .set(ACQUISITIONS.STATE, state.name())
                    .set(ACQUISITIONS.REASON, outcome.reason())
                    .set(ACQUISITIONS.MESSAGE, outcome.message())
                    .set(ACQUISITIONS.PROGRESS_PERCENT, 100.0)
                    .set(ACQUISITIONS.FINISHED_AT, at)
                    .where(ACQUISITIONS.FINISHED_AT.isNull()))
            .execute()
        == 1;
  }

  private static UpdateConditionStep<AcquisitionsRecord> fenced(
      Fence fence, UpdateConditionStep<AcquisitionsRecord> update) {
    return update
        .and(ACQUISITIONS.ID.eq(fence.acquisitionId()))
        .and(ACQUISITIONS.LEASE_EPOCH.eq(fence.lease().epoch()));
  }

  private static Condition stateIn(Collection<AcquisitionState> states) {
    return Sql.in(
        ACQUISITIONS.STATE, states.stream().map(AcquisitionState::name).toList(), new String[0]);
  }

  private static Condition matches(AcquisitionFilter filter) {
    return stateIn(filter.states())
        .and(filter.owner() == null ? noCondition() : ACQUISITIONS.OWNER.eq(filter.owner()))
        .and(
            filter.createdFrom() == null
                ? noCondition()
                : ACQUISITIONS.CREATED_AT.ge(filter.createdFrom()))
        .and(
            filter.createdBefore() == null
                ? noCondition()
                : ACQUISITIONS.CREATED_AT.lt(filter.createdBefore()));
  }

  private static Optional<Acquisition> one(Tx tx, Condition condition) {
    return Sql.on(tx)
        .select(ACQUISITIONS.fields())
        .from(ACQUISITIONS)
        .where(condition)
        .fetchOptional(AcquisitionRow::read);
  }

  private static List<Acquisition> many(Tx tx, Condition condition, int limit) {
    return Sql.on(tx)
        .select(ACQUISITIONS.fields())
        .from(ACQUISITIONS)
        .where(condition)
        .orderBy(ACQUISITIONS.CREATED_AT.desc(), ACQUISITIONS.ID.desc())
        .limit(limit)
        .fetch(AcquisitionRow::read);
  }
}
