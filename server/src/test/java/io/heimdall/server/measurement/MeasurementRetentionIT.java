package io.heimdall.server.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Tx;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementHorizon;
import io.heimdall.db.measurement.MeasurementSums;
import io.heimdall.db.measurement.SeriesMetric;
import io.heimdall.db.measurement.StaleHours;
import io.heimdall.server.measurement.summary.Division;
import io.heimdall.server.measurement.summary.Grouping;
import io.heimdall.server.measurement.summary.Summaries;
import io.heimdall.server.measurement.summary.Summary;
import io.heimdall.server.measurement.summary.SummaryQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MeasurementRetentionIT {

  private static final Instant START = Instant.parse("2025-03-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2025-05-01T10:30:00Z");
  private static final Duration KEEP = Duration.ofDays(30);
  private static final Instant HORIZON = Instant.parse("2025-04-01T00:00:00Z");

  /// A Thursday, on which chunks begin.
  private static final Instant CHUNK_END = Instant.parse("2025-03-27T00:00:00Z");

  private SeriesDatabase database;
  private Summaries summaries;
  private final MeasurementSums sums = new MeasurementSums();
  private final MeasurementHorizon horizon = new MeasurementHorizon();
  private final RandomMeasurements random = new RandomMeasurements(20_251_125);

  @BeforeEach
  void open() {
    database = SeriesDatabase.create();
    summaries = new Summaries(database.transactions());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void retain(Optional<Duration> keep) {
    var clock = InstantSource.fixed(NOW);
    new MeasurementRetention(
            database.transactions(),
            clock,
            keep,
            new MeasurementSumming(database.transactions(), clock))
        .run();
  }

  private boolean yes(String sql) {
    return "t".equals(database.read(sql));
  }

  /// Whether the table is cut into chunks.
  private boolean cut() {
    return yes("select exists (select from pg_extension where extname = 'timescaledb')");
  }

  /// Whether the sums are aggregates, and old rows are packed.
  private boolean packs() {
    return yes("select relkind = 'v' from pg_class where oid = 'measurements_hourly'::regclass");
  }

  private long packed() {
    return Long.parseLong(
        String.valueOf(
            database.read(
                "select count(*) from timescaledb_information.chunks"
                    + " where hypertable_name = 'measurements' and is_compressed")));
  }

  /// A chunk goes when all of it is old: seven days later at most.
  private Instant rowsGoneBefore() {
    return cut() ? HORIZON.minus(Duration.ofDays(7)) : HORIZON;
  }

  private long rowsOfBefore(Instant time) {
    return Long.parseLong(
        String.valueOf(
            database.read(
                "select count(*) from measurements where window_start < '%s'".formatted(time))));
  }

  private List<Summary> daily(MeasurementFilter filter) throws InterruptedException {
    return summaries
        .summarise(
            new SummaryQuery(
                filter,
                new Division.Calendar(Division.Unit.DAY),
                ZoneId.of("Europe/Berlin"),
                Set.of(Grouping.RECEIVER, Grouping.BAND),
                List.of(SeriesMetric.values()),
                new SummaryQuery.Shape(false, SummaryQuery.Order.BY_TIME, 0)),
            () -> false)
        .summaries();
  }

  @Test
  void keepsEverythingForEverUnlessToldOtherwise() {
    database.insert(random.some(50, START, Duration.ofDays(60)));

    retain(Optional.empty());

    assertThat(database.read("select count(*) from measurements")).isEqualTo("50");
  }

  @Test
  void removesOldRowsInBatchesAndLeavesTheirSums() throws Exception {
    database.insert(random.some(6_000, CHUNK_END.minus(Duration.ofDays(3)), Duration.ofDays(3)));
    database.insert(random.some(600, HORIZON.minus(Duration.ofDays(1)), Duration.ofDays(2)));
    new MeasurementSumming(database.transactions(), InstantSource.fixed(NOW)).run();
    List<Summary> before = daily(MeasurementFilter.ALL);

    retain(Optional.of(KEEP));

    assertThat(rowsOfBefore(rowsGoneBefore())).isZero();
    assertThat(rowsOfBefore(NOW)).isPositive();
    assertThat(database.read("select rows_from at time zone 'utc' from measurement_horizon"))
        .isEqualTo("2025-04-01 00:00:00");
    closeTo(daily(MeasurementFilter.ALL), before);
  }

  @Test
  void sumsWhatIsStaleBeforeItRemovesIt() throws Exception {
    database.insert(random.some(500, START, Duration.ofDays(60)));
    List<Summary> before = daily(MeasurementFilter.ALL);

    retain(Optional.of(KEEP));

    assertThat(database.read("select count(*) from measurements_daily where bucket < '2025-04-01'"))
        .isNotEqualTo("0");
    closeTo(daily(MeasurementFilter.ALL), before);
  }

  /// Those that are the very same are left out: to compare field by field takes long.
  private static void closeTo(List<Summary> found, List<Summary> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int at = 0; at < found.size(); at++) {
      if (!found.get(at).equals(expected.get(at))) {
        assertThat(found.get(at))
            .usingRecursiveComparison()
            .withEqualsForType(
                (Double one, Double other) -> Math.abs(one - other) < 1e-9, Double.class)
            .isEqualTo(expected.get(at));
      }
    }
  }

  @Test
  void leavesSumsAsTheyAreWhenARowOfBeforeTheHorizonComes() throws Exception {
    database.insert(random.some(500, START, Duration.ofDays(60)));
    retain(Optional.of(KEEP));
    List<Summary> before = daily(MeasurementFilter.ALL);

    List<Measurement> late = random.some(5, START, Duration.ofDays(20));
    database.insert(late);
    closeTo(daily(MeasurementFilter.ALL), before);
    new MeasurementSumming(database.transactions(), InstantSource.fixed(NOW)).run();

    closeTo(daily(MeasurementFilter.ALL), before);
    assertThat(database.read("select count(*) from measurement_stale_hours")).isEqualTo("0");
    retain(Optional.of(KEEP));
    assertThat(rowsOfBefore(rowsGoneBefore())).isZero();
  }

  /// The sum's marks were found in time, but others summed them first.
  @Test
  @Timeout(60)
  void leavesSumsAsTheyAreWhenASumHasWaitedForTheHorizonToMove() throws Exception {
    database.insert(random.some(200, CHUNK_END.minus(Duration.ofDays(1)), Duration.ofDays(1)));
    StaleHours found =
        database
            .transactions()
            .inTransaction(tx -> sums.stale(tx, CHUNK_END, 10_000))
            .orElseThrow();
    new MeasurementSumming(database.transactions(), InstantSource.fixed(NOW)).run();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> late =
          database
              .transactions()
              .inTransaction(tx -> {
                assertThat(horizon.advance(tx, CHUNK_END)).isTrue();
                Future<?> sum = threads.submit(() -> sums.sum(database.transactions(), found));
                awaitWaiting(tx, sum);
                int _ = horizon.forgetRows(tx, 1_000);
                return sum;
              });
      late.get();
    }

    assertThat(rowsOfBefore(NOW)).isZero();
    for (String relation : List.of("hourly", "daily", "hourly_by_band", "daily_by_band")) {
      assertThat(database.read("select sum(measured) from measurements_" + relation))
          .as(relation)
          .isEqualTo("200");
    }
  }

  private static void awaitWaiting(Tx tx, Future<?> work) {
    String waiting =
        "select exists (select from pg_locks where locktype = 'advisory' and not granted"
            + " and database = (select oid from pg_database where datname = current_database()))";
    while (!"t".equals(SeriesDatabase.read(tx, waiting))) {
      assertThat(work.isDone()).as("done without waiting").isFalse();
    }
  }

  private static void elsewhere(Runnable work) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(work).get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private List<Measurement> rowsOfOneChunk() {
    return random.some(40, CHUNK_END.minus(Duration.ofDays(1)), Duration.ofDays(1));
  }

  /// All others who read would queue behind a job that waits for the stream.
  @Test
  @Timeout(90)
  void leavesAChunkThatIsBeingStreamedToTheNextRun() {
    database.insert(rowsOfOneChunk());

    int streamed =
        database
            .transactions()
            .inSnapshot(tx -> {
              SeriesDatabase.execute(tx, "set local idle_in_transaction_session_timeout = 0");
              SeriesDatabase.execute(tx, "declare stream cursor for select hop from measurements");
              int rows = SeriesDatabase.read(tx, "fetch next from stream") == null ? 0 : 1;
              elsewhere(() -> retain(Optional.of(KEEP)));
              while (SeriesDatabase.read(tx, "fetch next from stream") != null) {
                rows++;
              }
              return rows;
            });

    assertThat(streamed).isEqualTo(40);
    assertThat(rowsOfBefore(CHUNK_END)).isEqualTo(cut() ? 40 : 0);
    if (packs()) {
      assertThat(packed()).isEqualTo(1);
    }
    retain(Optional.of(KEEP));
    assertThat(rowsOfBefore(CHUNK_END)).isZero();
  }

  @Test
  @Timeout(90)
  void packsNothingWhileASummaryIsBeingMade() {
    database.insert(rowsOfOneChunk());

    String seen =
        database
            .transactions()
            .<@Nullable String>inSnapshot(tx -> {
              assertThat(sums.state(tx, null, null).first()).isPresent();
              SeriesDatabase.execute(tx, "set local idle_in_transaction_session_timeout = 0");
              elsewhere(() -> retain(Optional.empty()));
              return SeriesDatabase.read(tx, "select count(*) from measurements");
            });

    assertThat(seen).isEqualTo("40");
    if (packs()) {
      assertThat(packed()).isZero();
      retain(Optional.empty());
      assertThat(packed()).isEqualTo(1);
    }
    assertThat(rowsOfBefore(CHUNK_END)).isEqualTo(40);
  }

  @Test
  void neverMovesTheHorizonBack() {
    database.insert(random.some(50, START, Duration.ofDays(60)));
    retain(Optional.of(KEEP));

    retain(Optional.of(KEEP.plusDays(30)));

    assertThat(database.read("select rows_from at time zone 'utc' from measurement_horizon"))
        .isEqualTo("2025-04-01 00:00:00");
  }

  @Test
  void packsOldChunksWhereTheDatabaseCan() throws Exception {
    database.insert(random.some(500, START, Duration.ofDays(60)));
    List<Summary> before = daily(MeasurementFilter.ALL);

    retain(Optional.empty());

    // Without TimescaleDB's community edition nothing is packed, and nothing else differs.
    if (packs()) {
      assertThat(packed()).isPositive();
    }
    closeTo(daily(MeasurementFilter.ALL), before);
    database.insert(random.some(20, START, Duration.ofDays(60)));
    assertThat(database.read("select count(*) from measurements")).isEqualTo("520");
  }
}
