package io.heimdall.db.receiver;

import static io.heimdall.db.jooq.Tables.CLOCK_TESTS;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.jooq.Tables.RECEIVER_CHECKS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import io.heimdall.db.Tx;
import io.heimdall.db.receiver.LastClockTest.Carrier;
import io.heimdall.db.receiver.LastClockTest.Marks;
import io.heimdall.db.receiver.LastClockTest.Outcome;
import io.heimdall.db.receiver.ReceiverRecord.Snr;
import io.heimdall.db.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/// How receivers did of late: one statement for each source, however many receivers. Stateless.
public final class ReceiverRecordRepository {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);

  /// A receiver that hears nothing for longer has no last SNR worth the search.
  private static final int NEWEST_MEASUREMENTS = 1_000;

  private static final Field<Integer> ID = DSL.field(name("wanted", "id"), Integer.class);

  /// Makes a repository, which holds nothing of its own.
  public ReceiverRecordRepository() {}

  /// Reads the records of receivers.
  ///
  /// @param tx the transaction
  /// @param ids the receivers
  /// @param asOf the time that "of late" ends at
  /// @return a record for each of them
  public Map<Integer, ReceiverRecord> read(Tx tx, Collection<Integer> ids, Instant asOf) {
    Integer[] wanted = ids.toArray(new Integer[0]);
    Map<Integer, Uptime> uptimes = uptimes(tx, wanted, asOf);
    Map<Integer, Snr> signals = lastSignals(tx, wanted);
    Map<Integer, LastClockTest> tests = lastClockTests(tx, wanted);
    Map<Integer, ReceiverRecord> records = new HashMap<>();
    for (Integer id : wanted) {
      Uptime uptime = uptimes.getOrDefault(id, Uptime.UNKNOWN);
      records.put(
          id, new ReceiverRecord(uptime.day(), uptime.week(), signals.get(id), tests.get(id)));
    }
    return records;
  }

  private record Uptime(@Nullable Double day, @Nullable Double week) {
    static final Uptime UNKNOWN = new Uptime(null, null);
  }

  private static Map<Integer, Uptime> uptimes(Tx tx, Integer[] ids, Instant asOf) {
    Field<Integer> good = when(RECEIVER_CHECKS.OK, 1).otherwise(0);
    Field<Double> day =
        avg(when(RECEIVER_CHECKS.AT.gt(asOf.minus(DAY)), good)).cast(SQLDataType.DOUBLE);
    Field<Double> week = avg(good).cast(SQLDataType.DOUBLE);
    return Sql.on(tx)
        .select(RECEIVER_CHECKS.RECEIVER_ID, day, week)
        .from(RECEIVER_CHECKS)
        .where(RECEIVER_CHECKS.RECEIVER_ID.eq(any(ids)))
        .and(RECEIVER_CHECKS.AT.gt(asOf.minus(WEEK)))
        .and(RECEIVER_CHECKS.AT.le(asOf))
        .groupBy(RECEIVER_CHECKS.RECEIVER_ID)
        .fetchMap(RECEIVER_CHECKS.RECEIVER_ID, row -> new Uptime(row.value2(), row.value3()));
  }

  private static Map<Integer, Snr> lastSignals(Tx tx, Integer[] ids) {
    var newest =
        select(MEASUREMENTS.TIMESTAMP_UTC, MEASUREMENTS.SNR_DB, MEASUREMENTS.DETECTED)
            .from(MEASUREMENTS)
            .where(MEASUREMENTS.WEBSDR_ID.eq(ID))
            .orderBy(MEASUREMENTS.TIMESTAMP_UTC.desc())
            .limit(NEWEST_MEASUREMENTS)
            .asTable("newest");
    Field<Instant> at = newest.field(MEASUREMENTS.TIMESTAMP_UTC);
    Field<Double> snrDb = newest.field(MEASUREMENTS.SNR_DB);
    var last =
        select(at, snrDb)
            .from(newest)
            .where(newest.field(MEASUREMENTS.DETECTED))
            .and(snrDb.isNotNull())
            .orderBy(at.desc())
            .limit(1)
            .asTable("last");
    return Sql.on(tx)
        .select(ID, last.field(at), last.field(snrDb))
        .from(wanted(ids), lateral(last))
        .fetchMap(ID, row -> new Snr(row.value2(), row.value3()));
  }

  private static Map<Integer, LastClockTest> lastClockTests(Tx tx, Integer[] ids) {
    var newest =
        select(CLOCK_TESTS.fields())
            .from(CLOCK_TESTS)
            .where(CLOCK_TESTS.RECEIVER_ID.eq(ID))
            .orderBy(CLOCK_TESTS.AT.desc())
            .limit(1)
            .asTable("newest");
    return Sql.on(tx)
        .select(newest.fields())
        .from(wanted(ids), lateral(newest))
        .fetchMap(row -> row.get(CLOCK_TESTS.RECEIVER_ID), ReceiverRecordRepository::clockTest);
  }

  private static LastClockTest clockTest(Record row) {
    String reason = row.get(CLOCK_TESTS.FAILURE_REASON);
    return new LastClockTest(
        row.get(CLOCK_TESTS.AT),
        row.get(CLOCK_TESTS.STATION),
        row.get(CLOCK_TESTS.CARRIER_FREQUENCY_HZ),
        reason == null ? null : new Outcome(reason, row.get(CLOCK_TESTS.MESSAGE)),
        map(
            row.into(
                CLOCK_TESTS.CARRIER_OFFSET_HZ,
                CLOCK_TESTS.CARRIER_OFFSET_SIGMA_HZ,
                CLOCK_TESTS.CLOCK_ERROR_PPM,
                CLOCK_TESTS.CN0_DBHZ),
            mapping(Carrier::new)),
        map(
            row.into(
                CLOCK_TESTS.SECOND_MARKS,
                CLOCK_TESTS.SECOND_MARK_OFFSET_US,
                CLOCK_TESTS.SECOND_MARK_SIGMA_US),
            mapping(Marks::new)),
        row.get(CLOCK_TESTS.SCORE));
  }

  private static Table<?> wanted(Integer[] ids) {
    return table("unnest({0})", val(ids, SQLDataType.INTEGER.array())).as("wanted", "id");
  }
}
