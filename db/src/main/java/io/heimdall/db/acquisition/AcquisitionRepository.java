package io.heimdall.db.acquisition;

import static io.heimdall.db.jooq.Tables.ACQUISITIONS;
import static io.heimdall.db.jooq.Tables.ACQUISITION_HOPS;
import static io.heimdall.db.sql.Sql.when;
import static java.util.stream.Collectors.groupingBy;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.AcquisitionHopsRecord;
import io.heimdall.db.sql.BulkInsert;
import io.heimdall.db.sql.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record1;
import org.jooq.Record2;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// The acquisitions: creation, reading and leases. Stateless; a run writes through
/// [AcquisitionJournal].
public final class AcquisitionRepository {

  private static final BulkInsert<AcquisitionHopsRecord, Hop> HOP =
      BulkInsert.<AcquisitionHopsRecord, Hop>into(ACQUISITION_HOPS)
          .column(ACQUISITION_HOPS.ACQUISITION_ID, Hop::acquisitionId)
          .column(ACQUISITION_HOPS.HOP, Hop::hop)
          .column(ACQUISITION_HOPS.CENTER_FREQUENCY_HZ, Hop::centerFrequencyHz);

  private static final Set<AcquisitionState> CANCELLABLE =
      Set.of(AcquisitionState.PENDING, AcquisitionState.RUNNING);

  private static final Name BEFORE = name("before");

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
            .set(ACQUISITIONS.START_TIME, wanted.requestedStart())
            .set(ACQUISITIONS.RECURRING_PLAN_ID, request.recurringPlanId())
            .set(ACQUISITIONS.NODE_ID, wanted.nodeId())
            .onConflict(ACQUISITIONS.OWNER, ACQUISITIONS.REQUEST_ID)
            .doNothing()
            .execute();
    Acquisition found = find(tx, request.owner(), request.requestId()).orElseThrow();
    if (inserted == 1) {
      insertHops(tx, wanted);
      return new Creation.Created(found);
    }
    return found.request().requestHash().equals(request.requestHash())
        ? new Creation.Repeated(found)
        : new Creation.Conflict(found);
  }

  private static void insertHops(Tx tx, NewAcquisition wanted) {
    List<Hop> hops = new ArrayList<>();
    for (long frequencyHz : wanted.hopFrequenciesHz()) {
      hops.add(new Hop(wanted.id(), hops.size(), frequencyHz, null));
    }
    Sql.expect(HOP.rows(Sql.on(tx), hops).execute(), hops.size(), "add hops");
  }

  /// Reads the hops of some acquisitions, with one statement.
  ///
  /// @param tx the transaction
  /// @param acquisitionIds the acquisitions
  /// @return their hops in order
  public Map<UUID, List<Hop>> hops(Tx tx, Collection<UUID> acquisitionIds) {
    return Sql.on(tx)
        .select(ACQUISITION_HOPS.fields())
        .from(ACQUISITION_HOPS)
        .where(ACQUISITION_HOPS.ACQUISITION_ID.eq(any(acquisitionIds.toArray(new UUID[0]))))
        .orderBy(ACQUISITION_HOPS.ACQUISITION_ID, ACQUISITION_HOPS.HOP)
        .fetch(AcquisitionRow::hop)
        .stream()
        .collect(groupingBy(Hop::acquisitionId));
  }

  /// Finds what a request started.
  ///
  /// @param tx the transaction
  /// @param owner who asked
  /// @param requestId the caller's name for the request
  /// @return the acquisition; empty when there is none
  public Optional<Acquisition> find(Tx tx, String owner, String requestId) {
    return one(tx, ACQUISITIONS.OWNER.eq(owner).and(ACQUISITIONS.REQUEST_ID.eq(requestId)));
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

  /// Which of some acquisitions a node has not finished.
  ///
  /// @param tx the transaction
  /// @param nodeId the node
  /// @param ids the acquisitions
  /// @return those whose latest run is, or was, the node's and that are in no terminal state
  public Set<UUID> unfinished(Tx tx, String nodeId, Collection<UUID> ids) {
    return Sql.on(tx)
        .select(ACQUISITIONS.ID)
        .from(ACQUISITIONS)
        .where(ACQUISITIONS.ID.eq(any(ids.toArray(new UUID[0]))))
        .and(ACQUISITIONS.NODE_ID.eq(nodeId))
        .and(ACQUISITIONS.FINISHED_AT.isNull())
        .fetchSet(ACQUISITIONS.ID);
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

  /// Begins a run of an acquisition, on any node. Every run but the first has a new epoch, so that
  /// those before it are refused from now on. It counts as failed until it ends or hands over.
  ///
  /// @param tx the transaction
  /// @param id the acquisition
  /// @param nodeId the node that runs it from now on
  /// @return the acquisition with the run's lease; empty when it is finished or there is none
  public Optional<Acquisition> claim(Tx tx, UUID id, String nodeId) {
    return Sql.on(tx)
        .update(ACQUISITIONS)
        .set(
            ACQUISITIONS.LEASE_EPOCH,
            ACQUISITIONS.LEASE_EPOCH.plus(DSL.when(ACQUISITIONS.RUNS.eq(0), 0L).otherwise(1L)))
        .set(ACQUISITIONS.RUNS, ACQUISITIONS.RUNS.plus(1))
        .set(ACQUISITIONS.FAILED_RUNS, ACQUISITIONS.FAILED_RUNS.plus(1))
        .set(ACQUISITIONS.NODE_ID, nodeId)
        .where(ACQUISITIONS.ID.eq(id))
        .and(ACQUISITIONS.FINISHED_AT.isNull())
        .returning(ACQUISITIONS.fields())
        .fetchOptional(AcquisitionRow::read);
  }

  /// Says that a run did not fail: it leaves the acquisition to another one in good order.
  ///
  /// @param tx the transaction
  /// @param lease the run's lease
  /// @return whether the lease still held; if not, nothing was written
  public boolean handOver(Tx tx, Lease lease) {
    return Sql.on(tx)
            .update(ACQUISITIONS)
            .set(ACQUISITIONS.FAILED_RUNS, 0)
            .where(ACQUISITIONS.ID.eq(lease.acquisitionId()))
            .and(ACQUISITIONS.LEASE_EPOCH.eq(lease.epoch()))
            .execute()
        == 1;
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

  /// Begins a write of a run as [#fence(Tx, Lease)] does, under a name by which it is known again
  /// when the answer to its commit is lost. The writes of a run have to follow one another: only
  /// the last one is remembered.
  ///
  /// @param tx the transaction
  /// @param lease the run's lease
  /// @param write a name that no other write has
  /// @return what every write of the run asks for; empty when the write was committed before
  /// @throws StaleLeaseException when the lease no longer holds
  public Optional<Fence> fence(Tx tx, Lease lease, UUID write) {
    CommonTableExpression<Record2<UUID, UUID>> before =
        BEFORE.as(
            select(ACQUISITIONS.ID, ACQUISITIONS.LAST_WRITE)
                .from(ACQUISITIONS)
                .where(ACQUISITIONS.ID.eq(lease.acquisitionId()))
                .and(ACQUISITIONS.LEASE_EPOCH.eq(lease.epoch()))
                .forNoKeyUpdate());
    Field<UUID> id = field(BEFORE.append(ACQUISITIONS.ID.getUnqualifiedName()), UUID.class);
    Field<UUID> last =
        field(BEFORE.append(ACQUISITIONS.LAST_WRITE.getUnqualifiedName()), UUID.class);
    boolean committed =
        Sql.on(tx)
            .with(before)
            .update(ACQUISITIONS)
            .set(ACQUISITIONS.LAST_WRITE, write)
            .from(before)
            .where(ACQUISITIONS.ID.eq(id))
            .returningResult(coalesce(last.eq(write), false))
            .fetchOptional(Record1::value1)
            .orElseThrow(() -> new StaleLeaseException(lease));
    return committed ? Optional.empty() : Optional.of(new Fence(tx, lease));
  }

  /// Which of some leases still hold.
  ///
  /// @param tx the transaction
  /// @param leases any number
  /// @return those that nobody has taken over
  public Set<Lease> held(Tx tx, Collection<Lease> leases) {
    Set<Lease> held =
        Sql.on(tx)
            .select(ACQUISITIONS.ID, ACQUISITIONS.LEASE_EPOCH)
            .from(ACQUISITIONS)
            .where(
                ACQUISITIONS.ID.eq(
                    any(leases.stream().map(Lease::acquisitionId).toArray(UUID[]::new))))
            .fetchSet(mapping(Lease::new));
    held.retainAll(Set.copyOf(leases));
    return held;
  }

  static Condition stateIn(Collection<AcquisitionState> states) {
    return Sql.in(
        ACQUISITIONS.STATE, states.stream().map(AcquisitionState::name).toList(), new String[0]);
  }

  private static Condition matches(AcquisitionFilter filter) {
    return stateIn(filter.states())
        .and(when(filter.owner(), ACQUISITIONS.OWNER::eq))
        .and(when(filter.recurringPlanId(), ACQUISITIONS.RECURRING_PLAN_ID::eq))
        .and(when(filter.createdFrom(), ACQUISITIONS.CREATED_AT::ge))
        .and(when(filter.createdBefore(), ACQUISITIONS.CREATED_AT::lt));
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
