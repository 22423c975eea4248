package io.heimdall.db.receiver;

import static io.heimdall.db.jooq.Tables.RECEIVERS;
import static io.heimdall.db.sql.Sql.when;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.lower;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.ReceiversRecord;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.sql.Sql;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// The receivers. Stateless.
public final class ReceiverRepository {

  /// Makes a repository, which holds nothing of its own.
  public ReceiverRepository() {}

  /// Adds a receiver.
  ///
  /// @param tx the transaction
  /// @param owner who adds it
  /// @param spec what is said of it
  /// @return the receiver with its new id
  /// @throws DuplicateReceiverException when the name is taken
  public Receiver create(Tx tx, String owner, ReceiverSpec spec) {
    DSLContext dsl = Sql.on(tx);
    ReceiversRecord row = dsl.newRecord(RECEIVERS);
    row.setOwner(owner);
    ReceiverRow.write(spec, row);
    Integer id =
        refusingDuplicates(
                spec.name(),
                () ->
                    dsl.insertInto(RECEIVERS).set(row).returningResult(RECEIVERS.ID).fetchSingle())
            .value1();
    return get(tx, id).orElseThrow();
  }

  /// Finds a receiver that is not deleted.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return the receiver; empty when there is none
  public Optional<Receiver> get(Tx tx, int id) {
    return select(tx)
        .where(RECEIVERS.ID.eq(id))
        .and(RECEIVERS.DELETED_AT.isNull())
        .fetchOptional(ReceiverRow::read);
  }

  /// Finds a receiver that is not deleted by its name, letter case aside.
  ///
  /// @param tx the transaction
  /// @param name what people call it
  /// @return the receiver; empty when there is none
  public Optional<Receiver> named(Tx tx, String name) {
    return select(tx)
        .where(lower(RECEIVERS.NAME).eq(lower(name)))
        .and(RECEIVERS.DELETED_AT.isNull())
        .fetchOptional(ReceiverRow::read);
  }

  /// Finds a receiver that is not deleted, and keeps others from changing it until the transaction
  /// ends.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return the receiver; empty when there is none
  public Optional<Receiver> lock(Tx tx, int id) {
    return select(tx)
        .where(RECEIVERS.ID.eq(id))
        .and(RECEIVERS.DELETED_AT.isNull())
        .forUpdate()
        .fetchOptional(ReceiverRow::read);
  }

  /// Finds receivers that are not deleted, with one statement.
  ///
  /// @param tx the transaction
  /// @param ids their ids in any order
  /// @return those that exist, by rising id
  public List<Receiver> find(Tx tx, Collection<Integer> ids) {
    return select(tx)
        .where(RECEIVERS.ID.eq(any(ids.toArray(new Integer[0]))))
        .and(RECEIVERS.DELETED_AT.isNull())
        .orderBy(RECEIVERS.ID)
        .fetch(ReceiverRow::read);
  }

  /// Lists receivers by rising id.
  ///
  /// @param tx the transaction
  /// @param filter which ones
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most receivers to return
  /// @return a page
  public Page<Receiver, Integer> list(
      Tx tx, ReceiverFilter filter, @Nullable Integer after, int limit) {
    List<Receiver> found =
        select(tx)
            .where(RECEIVERS.DELETED_AT.isNull())
            .and(matches(filter))
            .and(when(after, RECEIVERS.ID::gt))
            .orderBy(RECEIVERS.ID)
            .limit(limit + 1)
            .fetch(ReceiverRow::read);
    return Page.of(found, limit, Receiver::id);
  }

  /// Replaces what is said of a receiver.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @param expectedRevision the revision the change was made for
  /// @param spec what is said of it from now on
  /// @return the changed receiver; empty when there is none
  /// @throws StaleReceiverException when it has been changed since
  /// @throws DuplicateReceiverException when the new name is taken
  public Optional<Receiver> update(Tx tx, int id, long expectedRevision, ReceiverSpec spec) {
    DSLContext dsl = Sql.on(tx);
    ReceiversRecord row = dsl.newRecord(RECEIVERS);
    ReceiverRow.write(spec, row);
    int changed =
        refusingDuplicates(
            spec.name(),
            () ->
                dsl.update(RECEIVERS)
                    .set(row)
                    .set(RECEIVERS.REVISION, RECEIVERS.REVISION.plus(1))
                    .set(RECEIVERS.UPDATED_AT, currentInstant())
                    .set(
                        RECEIVERS.FAILED_CHECKS, unlessMadeActive(spec, RECEIVERS.FAILED_CHECKS, 0))
                    .set(
                        RECEIVERS.FAILING_SINCE,
                        unlessMadeActive(spec, RECEIVERS.FAILING_SINCE, null))
                    .where(RECEIVERS.ID.eq(id))
                    .and(RECEIVERS.REVISION.eq(expectedRevision))
                    .and(RECEIVERS.DELETED_AT.isNull())
                    .execute());
    return settled(tx, id, expectedRevision, changed);
  }

  /// Who makes a receiver active gives it as many checks again as any other has.
  private static <T> Field<T> unlessMadeActive(
      ReceiverSpec spec, Field<T> column, @Nullable T otherwise) {
    return spec.activity() == Activity.ACTIVE
        ? DSL.when(RECEIVERS.ACTIVE, column).otherwise(otherwise)
        : column;
  }

  /// Deletes a receiver. Its row stays without its password, its id is never given out again, its
  /// name is free.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @param expectedRevision the revision to delete; null for any
  /// @return whether there was one
  /// @throws StaleReceiverException when it has been changed since
  public boolean delete(Tx tx, int id, @Nullable Long expectedRevision) {
    int changed =
        Sql.on(tx)
            .update(RECEIVERS)
            .set(RECEIVERS.DELETED_AT, currentInstant())
            .set(RECEIVERS.ACTIVE, false)
            .set(RECEIVERS.ACTIVATE_WHEN_PROVEN, false)
            .setNull(RECEIVERS.PASSWORD_SEALED)
            .set(RECEIVERS.DEACTIVATED_BY_CHECKS, false)
            .set(RECEIVERS.REVISION, RECEIVERS.REVISION.plus(1))
            .where(RECEIVERS.ID.eq(id))
            .and(when(expectedRevision, RECEIVERS.REVISION::eq))
            .and(RECEIVERS.DELETED_AT.isNull())
            .execute();
    if (changed == 0 && expectedRevision != null) {
      settled(tx, id, expectedRevision, changed);
    }
    return changed == 1;
  }

  /// Takes over where a receiver says it stands, unless somebody has said where it does. Not a
  /// change of the receiver: its revision stays.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @param position where it says it is
  /// @return whether this is news
  public boolean tellPosition(Tx tx, int id, Position position) {
    return Sql.on(tx)
            .update(RECEIVERS)
            .set(RECEIVERS.LATITUDE, position.latitudeDeg())
            .set(RECEIVERS.LONGITUDE, position.longitudeDeg())
            .set(RECEIVERS.ALTITUDE_M, position.altitudeM())
            .set(RECEIVERS.POSITION_TOLD, true)
            .where(RECEIVERS.ID.eq(id))
            .and(RECEIVERS.DELETED_AT.isNull())
            .and(RECEIVERS.LATITUDE.isNull().or(RECEIVERS.POSITION_TOLD))
            .and(
                RECEIVERS
                    .LATITUDE
                    .isDistinctFrom(position.latitudeDeg())
                    .or(RECEIVERS.LONGITUDE.isDistinctFrom(position.longitudeDeg()))
                    .or(RECEIVERS.ALTITUDE_M.isDistinctFrom(position.altitudeM())))
            .execute()
        == 1;
  }

  private Optional<Receiver> settled(Tx tx, int id, long expectedRevision, int changed) {
    Optional<Receiver> now = get(tx, id);
    if (changed == 0 && now.isPresent()) {
      throw new StaleReceiverException(id, expectedRevision, now.get().revision());
    }
    return now;
  }

  /// Of what an insert or update may set, only the name is unique.
  static <T> T refusingDuplicates(String name, Supplier<T> statement) {
    try {
      return statement.get();
    } catch (DataAccessException failure) {
      if (Sql.duplicate(failure)) {
        throw new DuplicateReceiverException(name);
      }
      throw failure;
    }
  }

  private static Condition matches(ReceiverFilter filter) {
    return when(filter.active(), RECEIVERS.ACTIVE::eq)
        .and(when(filter.driver(), RECEIVERS.DRIVER::eq))
        .and(when(filter.coversFrequencyHz(), ReceiverRepository::covers))
        .and(when(filter.country(), RECEIVERS.COUNTRY::eq))
        .and(when(filter.within(), ReceiverRepository::stands));
  }

  private static Condition stands(ReceiverFilter.Within within) {
    return RECEIVERS
        .LATITUDE
        .isNotNull()
        .and(GreatCircle.kmFrom(within.center()).le(within.distanceKm()));
  }

  /// Not known to be deaf for a frequency.
  static Condition covers(long frequencyHz) {
    return coalesce(RECEIVERS.MIN_FREQUENCY_HZ, frequencyHz)
        .le(frequencyHz)
        .and(coalesce(RECEIVERS.MAX_FREQUENCY_HZ, frequencyHz).ge(frequencyHz));
  }

  static SelectJoinStep<Record> select(Tx tx) {
    return Sql.on(tx).select(ReceiverRow.columns()).from(RECEIVERS);
  }
}
