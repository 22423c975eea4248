package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS_DAILY;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS_DAILY_BY_BAND;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS_HOURLY;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS_HOURLY_BY_BAND;
import static io.heimdall.db.jooq.Tables.MEASUREMENT_HORIZON;
import static io.heimdall.db.jooq.Tables.MEASUREMENT_STALE_HOURS;
import static io.heimdall.db.sql.Sql.when;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.MeasurementStaleHoursRecord;
import io.heimdall.db.sql.BulkInsert;
import io.heimdall.db.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.Result;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/// The sums of measurements and the marks of hours that have changed since. Whoever writes rows
/// marks their hours in the same transaction; whoever sums takes marks, sums, and removes those
/// marks alone. Stateless.
public final class MeasurementSums {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /// The advisory lock of whoever sums or moves the horizon; `sum_measurements` takes it by itself.
  private static final String ONE_AT_A_TIME = "hashtext('heimdall.sum_measurements')";

  private static final BulkInsert<MeasurementStaleHoursRecord, Instant> MARK =
      BulkInsert.<MeasurementStaleHoursRecord, Instant>into(MEASUREMENT_STALE_HOURS)
          .column(MEASUREMENT_STALE_HOURS.HOUR, Function.identity());

  /// Makes an access to the sums, which holds nothing of its own.
  public MeasurementSums() {}

  /// Marks the hours of windows that are written.
  ///
  /// @param tx the transaction that writes them
  /// @param windowStarts when they began, any number
  static void mark(Tx tx, Collection<Instant> windowStarts) {
    List<Instant> hours =
        windowStarts.stream().map(start -> start.truncatedTo(ChronoUnit.HOURS)).distinct().toList();
    Sql.expect(MARK.rows(Sql.on(tx), hours).execute(), hours.size(), "mark stale hours");
  }

  /// Finds the marks of the earliest day that has any, in one statement: others may remove marks at
  /// the same time.
  ///
  /// @param tx the transaction
  /// @param before only hours before this one
  /// @param most the most marks to return
  /// @return the marks; empty when there are none
  public Optional<StaleHours> stale(Tx tx, Instant before, int most) {
    Field<Instant> first =
        field(
            select(min(MEASUREMENT_STALE_HOURS.HOUR))
                .from(MEASUREMENT_STALE_HOURS)
                .where(MEASUREMENT_STALE_HOURS.HOUR.lt(before)));
    Field<Instant> nextDay =
        field(
            "date_trunc('day', {0}, 'UTC') + interval '24 hours'",
            MEASUREMENT_STALE_HOURS.HOUR.getDataType(), first);
    Result<Record2<Long, Instant>> marks =
        Sql.on(tx)
            .select(MEASUREMENT_STALE_HOURS.ID, MEASUREMENT_STALE_HOURS.HOUR)
            .from(MEASUREMENT_STALE_HOURS)
            .where(MEASUREMENT_STALE_HOURS.HOUR.ge(first))
            .and(
                MEASUREMENT_STALE_HOURS.HOUR.lt(
                    least(nextDay, val(before, MEASUREMENT_STALE_HOURS.HOUR))))
            .orderBy(MEASUREMENT_STALE_HOURS.HOUR, MEASUREMENT_STALE_HOURS.ID)
            .limit(most)
            .fetch();
    return marks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StaleHours(
                marks.getFirst().value2(),
                marks.getLast().value2().plus(HOUR),
                marks.getValues(MEASUREMENT_STALE_HOURS.ID)));
  }

  /// Sums hours and their day anew from the rows. Every sum is made after the marks were found, so
  /// that it holds what they stand for. It waits for others that sum or move the horizon, and looks
  /// only then from when on rows are kept.
  ///
  /// @param transactions where; no transaction is open
  /// @param hours which ones; those from before rows are kept stay as they are
  public void sum(Transactions transactions, StaleHours hours) {
    if (transactions.inTransaction(MeasurementSums::aggregated)) {
      transactions.runAlone(tx -> {
        Sql.patient(tx);
        refreshOneAtATime(tx, hours);
      });
    } else {
      transactions.runInTransaction(tx -> {
        Sql.patient(tx);
        var _ =
            Sql.on(tx)
                .execute(
                    "select sum_measurements({0}, {1})", val(hours.from()), val(hours.before()));
      });
    }
  }

  /// Removes marks that were found; others of the same hours stay.
  ///
  /// @param tx the transaction
  /// @param hours the marks
  public void forget(Tx tx, StaleHours hours) {
    var _ =
        Sql.on(tx)
            .deleteFrom(MEASUREMENT_STALE_HOURS)
            .where(Sql.in(MEASUREMENT_STALE_HOURS.ID, hours.marks(), new Long[0]))
            .execute();
  }

  /// Says from when on rows are kept.
  ///
  /// @param tx the transaction
  /// @return the beginning of a day of UTC; empty where none was removed yet
  public Optional<Instant> rowsFrom(Tx tx) {
    return Sql.on(tx)
        .select(MEASUREMENT_HORIZON.ROWS_FROM)
        .from(MEASUREMENT_HORIZON)
        .fetchOptional(MEASUREMENT_HORIZON.ROWS_FROM);
  }

  /// Says what there is to be read over a time. Until the transaction ends no chunk is packed or
  /// dropped.
  ///
  /// @param tx the transaction, a snapshot in which it will be read and nothing was read before
  /// @param from only from then on; null for all
  /// @param before only before then; null for all
  /// @return what there is
  public SeriesState state(Tx tx, @Nullable Instant from, @Nullable Instant before) {
    Sql.patient(tx);
    // Before the first query, which takes the snapshot: what others change then, they have
    // committed.
    var _ = Sql.on(tx).execute("lock table {0} in row share mode", MEASUREMENT_HORIZON);
    Record2<Instant, Instant> ends =
        Sql.on(tx)
            .select(
                least(
                    field(select(min(MEASUREMENTS.WINDOW_START)).from(MEASUREMENTS)),
                    field(select(min(MEASUREMENTS_HOURLY.BUCKET)).from(MEASUREMENTS_HOURLY))),
                greatest(
                    field(select(max(MEASUREMENTS.WINDOW_START)).from(MEASUREMENTS)),
                    field(select(max(MEASUREMENTS_HOURLY.BUCKET)).from(MEASUREMENTS_HOURLY))))
            .fetchSingle();
    var stale =
        Sql.on(tx)
            .selectDistinct(MEASUREMENT_STALE_HOURS.HOUR)
            .from(MEASUREMENT_STALE_HOURS)
            .where(when(from, start -> MEASUREMENT_STALE_HOURS.HOUR.ge(dayOf(start))))
            .and(when(before, end -> MEASUREMENT_STALE_HOURS.HOUR.lt(dayOf(end).plus(DAY))))
            .fetchSet(MEASUREMENT_STALE_HOURS.HOUR);
    return new SeriesState(
        Optional.ofNullable(ends.value1()),
        Optional.ofNullable(ends.value2()),
        rowsFrom(tx),
        stale);
  }

  /// Waits until nobody sums; nobody does from then on until the transaction ends.
  ///
  /// @param tx the transaction
  static void holdOff(Tx tx) {
    var _ = Sql.on(tx).fetch("select pg_advisory_xact_lock(" + ONE_AT_A_TIME + ")");
  }

  private static Instant dayOf(Instant time) {
    return time.truncatedTo(ChronoUnit.DAYS);
  }

  /// Whether the sums are continuous aggregates rather than tables.
  private static boolean aggregated(Tx tx) {
    return Sql.on(tx)
        .fetchSingle(
            "select relkind = 'v' from pg_class where oid = 'measurements_hourly'::regclass")
        .into(Boolean.class);
  }

  /// TimescaleDB refuses a second refresh while there is one; it waits here instead.
  private void refreshOneAtATime(Tx tx, StaleHours hours) {
    var _ = Sql.on(tx).fetch("select pg_advisory_lock(" + ONE_AT_A_TIME + ")");
    try {
      if (rowsFrom(tx).map(from -> !hours.from().isBefore(from)).orElse(true)) {
        refresh(tx, hours);
      }
    } finally {
      var _ = Sql.on(tx).fetch("select pg_advisory_unlock(" + ONE_AT_A_TIME + ")");
    }
  }

  private static void refresh(Tx tx, StaleHours hours) {
    Instant day = dayOf(hours.from());
    for (Table<?> relation : List.of(MEASUREMENTS_HOURLY, MEASUREMENTS_HOURLY_BY_BAND)) {
      refresh(tx, relation, hours.from(), hours.before());
    }
    for (Table<?> relation : List.of(MEASUREMENTS_DAILY, MEASUREMENTS_DAILY_BY_BAND)) {
      refresh(tx, relation, day, day.plus(DAY));
    }
  }

  private static void refresh(Tx tx, Table<?> relation, Instant from, Instant before) {
    var _ =
        Sql.on(tx)
            .execute(
                "call refresh_continuous_aggregate({0}::regclass, {1}, {2})",
                val(relation.getName()), val(from), val(before));
  }
}
