package io.heimdall.db.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heimdall.db.TestDatabase;
import io.heimdall.db.Tx;
import io.heimdall.db.measurement.SeriesSpan.Grain;
import io.heimdall.db.sql.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Which way the main queries take through 40 days of 200 receivers.
class SeriesReaderIT {

  private static final Instant START = Instant.parse("2025-03-01T00:00:00Z");
  private static final Instant END = Instant.parse("2025-04-10T00:00:00Z");
  private static final MeasurementFilter ONE = new MeasurementFilter(null, null, Set.of(3));
  private static final SeriesColumns COLUMNS =
      new SeriesColumns(true, true, SeriesColumns.Place.NONE, List.of(SeriesMetric.SNR_DB));
  private static final Pattern CHUNK = Pattern.compile("_hyper_\\d+_\\d+_chunk");

  private static TestDatabase database;
  private static boolean chunks;
  private static boolean aggregates;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    chunks =
        !"0"
            .equals(
                database.read("select count(*) from pg_extension where extname = 'timescaledb'"));
    aggregates =
        "v"
            .equals(
                database.read(
                    "select relkind from pg_class where oid = 'measurements_hourly'::regclass"));
    database.execute(
        """
        insert into measurements (
          window_start, task_id, websdr_id, algorithm_version, owner, receiver_name,
          timestamp_utc, center_frequency_hz, sample_rate_hz, samples_count, lost_samples, detected,
          snr_db, welch_segments, welch_length, offset_method, first_sample_utc_ns, anchor_sample,
          anchor_utc_ns, measured_rate_hz, timing_class, uncertainty_ns, residual_rms_ns,
          residual_max_ns, max_fix_age_s
        )
        select
          start, gen_random_uuid(), id, 1, 'alice', 'x', start, 7000000 + 1000 * id, 12000, 1,
          0, true, 10 + id % 30, 1, 1, 'NONE', 0, 0, 0, 12000, 'GPS_FIT', 0, 0, 0, 0
        from
          generate_series(
            timestamptz '2025-03-01 00:00Z', timestamptz '2025-04-09 23:59Z', interval '2 hours'
          ) as start,
          generate_series(1, 200) as id
        order by start, id
        """);
    var sums = new MeasurementSums();
    for (Instant day = START; day.isBefore(END); day = day.plusSeconds(86_400)) {
      sums.sum(database.transactions(), new StaleHours(day, day.plusSeconds(86_400), List.of()));
    }
    database.execute("analyze");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static String explain(Grain grain, String from, String before, MeasurementFilter filter) {
    return explain(grain, from, before, filter, COLUMNS);
  }

  private static String explain(
      Grain grain, String from, String before, MeasurementFilter filter, SeriesColumns columns) {
    return database
        .transactions()
        .inSnapshot(tx -> {
          var dsl = Sql.on(tx);
          var span = new SeriesSpan(grain, Instant.parse(from), Instant.parse(before));
          return dsl.explain(SeriesReader.query(dsl, span, filter, columns)).plan();
        });
  }

  /// Chunks have indexes named after those of their table.
  private static void usesIndex(String plan, String... names) {
    assertThat(plan).doesNotContain("Seq Scan").containsAnyOf(names);
  }

  @Test
  void readsHoursOfOneReceiverByTheirKey() {
    String plan = explain(Grain.HOURS, "2025-03-08T00:00:00Z", "2025-03-12T00:00:00Z", ONE);

    usesIndex(plan, aggregates ? "websdr_id_bucket_i" : "measurements_hourly_pkey");
  }

  @Test
  void readsHoursOfAllReceiversByTheirTime() {
    String plan =
        explain(Grain.HOURS, "2025-03-08T00:00:00Z", "2025-03-08T06:00:00Z", MeasurementFilter.ALL);

    usesIndex(plan, aggregates ? "bucket_idx" : "measurements_hourly_by_bucket");
  }

  @Test
  void readsHoursOfABandByTheirKey() {
    String plan =
        explain(
            Grain.HOURS,
            "2025-03-08T00:00:00Z",
            "2025-03-12T00:00:00Z",
            ONE,
            new SeriesColumns(true, false, SeriesColumns.Place.BAND, COLUMNS.metrics()));

    usesIndex(plan, aggregates ? "websdr_id_bucket_i" : "measurements_hourly_by_band_pkey");
  }

  @Test
  void readsRowsOfOneReceiverByIt() {
    String plan = explain(Grain.ROWS, "2025-03-08T00:00:00Z", "2025-03-12T00:00:00Z", ONE);

    usesIndex(plan, "measurements_by_receiver");
  }

  @Test
  void readsRowsOfAllReceiversByTheKey() {
    String plan =
        explain(Grain.ROWS, "2025-03-08T00:00:00Z", "2025-03-08T06:00:00Z", MeasurementFilter.ALL);

    usesIndex(plan, "measurements_pkey");
  }

  @Test
  void readsRowsOfOneFrequencyByIt() {
    var filter =
        new MeasurementFilter(null, null, Set.of(), null, 7_001_000L, 7_001_000L, null, null, null);

    String plan = explain(Grain.ROWS, "2025-03-08T00:00:00Z", "2025-03-12T00:00:00Z", filter);

    assertThat(plan).contains("measurements_by_frequency");
  }

  @Test
  void leavesOutChunksOfOtherTimes() {
    assumeTrue(chunks, "needs HEIMDALL_TEST_DATABASE_URL of a server with TimescaleDB");

    String plan = explain(Grain.ROWS, "2025-03-10T00:00:00Z", "2025-03-12T00:00:00Z", ONE);

    assertThat(CHUNK.matcher(plan).results().map(found -> found.group()).distinct()).hasSize(1);
    assertThat(database.read("select count(*) >= 6 from show_chunks('measurements')"))
        .isEqualTo("t");
  }

  @Test
  void readsContinuousAggregatesAsTheyAreMaterialized() {
    assumeTrue(aggregates, "needs TimescaleDB's community edition");

    String plan = explain(Grain.DAYS, "2025-03-10T00:00:00Z", "2025-03-12T00:00:00Z", ONE);

    assertThat(plan).doesNotContain("Aggregate").contains("_hyper_");
    assertThat(
            database.read("select count(*) from timescaledb_information.jobs where job_id >= 1000"))
        .isEqualTo("0");
  }

  @Test
  void waitsLongerForAPortionThanStatementsWait() {
    var patienceMs = new ArrayList<Integer>();

    database
        .transactions()
        .runInTransaction(tx -> {
          new SeriesReader()
              .read(
                  tx,
                  new SeriesSpan(Grain.ROWS, START, START.plusSeconds(1)),
                  ONE,
                  COLUMNS,
                  _ -> patienceMs.add(patience(tx)));
        });

    assertThat(patienceMs).containsExactly(600_000);
  }

  private static int patience(Tx tx) {
    try {
      return tx.connection().getNetworkTimeout();
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }
}
