package io.heimdall.db.receiver;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.jooq.Tables.RECEIVER_CHECKS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import io.heimdall.db.Tx;
import io.heimdall.db.clock.ClockTest;
import io.heimdall.db.clock.ClockTestRepository;
import io.heimdall.db.receiver.ReceiverRecord.Snr;
import io.heimdall.db.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Field;
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

  private final ClockTestRepository clockTests = new ClockTestRepository();

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
    Map<Integer, ClockTest> tests = lastClockTests(tx, ids);
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
    Field<Instant> at = of(newest, MEASUREMENTS.TIMESTAMP_UTC);
    Field<Double> snrDb = of(newest, MEASUREMENTS.SNR_DB);
    var last =
        select(at, snrDb)
            .from(newest)
            .where(of(newest, MEASUREMENTS.DETECTED))
            .and(snrDb.isNotNull())
            .orderBy(at.desc())
            .limit(1)
            .asTable("last");
    return Sql.on(tx)
        .select(ID, of(last, MEASUREMENTS.TIMESTAMP_UTC), of(last, MEASUREMENTS.SNR_DB))
        .from(wanted(ids), lateral(last))
        .fetchMap(ID, row -> new Snr(row.value2(), row.value3()));
  }

  private Map<Integer, ClockTest> lastClockTests(Tx tx, Collection<Integer> ids) {
    return clockTests.newest(tx, ids).stream()
        .collect(Collectors.toMap(ClockTest::receiverId, Function.identity()));
  }

  private static <T> Field<T> of(Table<?> derived, Field<T> column) {
    return DSL.field(
        derived.getUnqualifiedName().append(column.getUnqualifiedName()), column.getDataType());
  }

  private static Table<?> wanted(Integer[] ids) {
    return table("unnest({0})", val(ids, SQLDataType.INTEGER.array())).as("wanted", "id");
  }
}
