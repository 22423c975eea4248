package io.heimdall.db.measurement;

import static io.heimdall.db.Rows.NOON;
import static io.heimdall.db.Rows.timing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.CountingDataSource;
import io.heimdall.db.DatabaseException;
import io.heimdall.db.Page;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeasurementRepositoryIT {

  private static final UUID TASK = UUID.fromString("00000000-0000-0000-0000-00000000000a");

  /// Enough to be copied.
  private static final int MANY = 1_000;

  /// Marks, a savepoint, COPY, and the savepoint's end.
  private static final int COPY_STATEMENTS = 4;

  private static TestDatabase database;
  private static Transactions transactions;

  private final MeasurementRepository measurements = new MeasurementRepository();

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    transactions = database.transactions();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.execute("delete from measurements");
  }

  @Test
  void keepsEveryValue() {
    Measurement measured = measurement(TASK, 3, NOON, 77_500, 31.25);

    assertThat(insert(measured)).isEqualTo(new Inserted(1, 0));

    assertThat(all()).containsExactly(measured);
  }

  @Test
  void keepsSilenceAsNulls() {
    Measurement silent = silence(TASK, 3);

    insert(silent);

    assertThat(all()).containsExactly(silent);
    assertThat(database.read("select signal_power_dbm from measurements")).isNull();
  }

  @Test
  void derivesTheColumnsOfTheOldSystem() {
    insert(measurement(TASK, 3, NOON, 77_500, 31.25));

    assertThat(
            database.read(
                """
                select concat_ws(
                  ' ', websdr_id, frequency_mhz, sample_rate_khz, samples_count,
                  timestamp_utc at time zone 'utc', snr_db, psd_dbm, frequency_offset_hz,
                  signal_power_dbm, noise_power_dbm, iq_data_path, metadata_json
                ) from measurements where task_id = '00000000-0000-0000-0000-00000000000a'
                """))
        .isEqualTo(
            "3 0.0775 12.0005 120000 2025-06-01 12:00:00.123456 31.25 -61.5 -0.5 -71.5 -91.5"
                + " sessions/a/websdr_3.npy {\"a\": 1}");
  }

  @Test
  void leavesLevelsThatAreNotCalibratedWithoutDbm() {
    var levels = new Measurement.Levels(-20.0, -30.0, -50.0, -90.0, -20.0, null);

    assertThat(levels.dbm(levels.signalPowerDbfs())).isNull();
    assertThat(new Measurement.Levels(null, -30.0, null, null, null, -41.5).dbm(-30.0))
        .isEqualTo(-71.5);
  }

  @Test
  void countsWhatWasThereAlready() {
    insert(measurement(TASK, 1, NOON, 77_500, 10.0));

    assertThat(
            insert(
                measurement(TASK, 1, NOON, 77_500, 99.0), measurement(TASK, 2, NOON, 77_500, 20.0)))
        .isEqualTo(new Inserted(1, 1));

    assertThat(all()).extracting(row -> row.signal().snrDb()).containsExactlyInAnyOrder(10.0, 20.0);
  }

  @Test
  void refusesNan() {
    assertThatThrownBy(() -> insert(measurement(TASK, 1, NOON, 77_500, Double.NaN)))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("23514");
  }

  @Test
  void listsByEveryFilter() {
    UUID other = UUID.fromString("00000000-0000-0000-0000-00000000000b");
    Measurement early = measurement(TASK, 1, NOON, 77_500, 10.0);
    Measurement late = measurement(other, 2, NOON.plusSeconds(60), 10_000_000, 20.0);
    Measurement undetected = silence(other, 3);
    insert(early, late, undetected);

    assertThat(list(filter(NOON.plusSeconds(60), null))).containsExactly(late);
    assertThat(list(filter(null, NOON.plusSeconds(60)))).containsExactly(undetected, early);
    assertThat(
            list(
                new MeasurementFilter(
                    null, null, Set.of(1, 2), null, null, null, null, null, null)))
        .containsExactly(late, early);
    assertThat(list(MeasurementFilter.ofAcquisition(TASK))).containsExactly(early);
    assertThat(
            list(
                new MeasurementFilter(null, null, Set.of(), null, 77_501L, null, null, null, null)))
        .containsExactly(late);
    assertThat(
            list(
                new MeasurementFilter(null, null, Set.of(), null, null, 77_500L, null, null, null)))
        .containsExactly(undetected, early);
    assertThat(
            list(new MeasurementFilter(null, null, Set.of(), null, null, null, 10.0, null, null)))
        .containsExactly(late, early);
    assertThat(
            list(new MeasurementFilter(null, null, Set.of(), null, null, null, null, 15.0, null)))
        .containsExactly(early);
  }

  @Test
  void pagesThroughMeasurementsOfTheSameMoment() {
    List<Measurement> many =
        IntStream.range(0, 29)
            .mapToObj(i -> measurement(new UUID(i / 7, 0), i % 7 + 1, NOON, 77_500, i))
            .toList();
    insert(many.toArray(Measurement[]::new));

    List<MeasurementKey> seen = new ArrayList<>();
    @Nullable MeasurementKey after = null;
    do {
      @Nullable MeasurementKey from = after;
      Page<Measurement, MeasurementKey> page =
          transactions.inTransaction(tx -> measurements.list(tx, MeasurementFilter.ALL, from, 4));
      page.rows().forEach(row -> seen.add(row.key()));
      after = page.next().orElse(null);
    } while (after != null);

    assertThat(seen)
        .hasSize(29)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(many.stream().map(Measurement::key).toList());
  }

  @Test
  void keepsTheSameByArraysAndByCopy() {
    List<Measurement> rows =
        IntStream.range(0, MANY)
            .mapToObj(
                i -> i % 3 == 0 ? silence(TASK, i + 1) : measurement(TASK, i + 1, NOON, 77_500, i))
            .toList();
    for (List<Measurement> few : split(rows, 40)) {
      assertThat(insert(few)).isEqualTo(new Inserted(few.size(), 0));
    }
    String byArrays = everything();
    empty();

    assertThat(insert(rows)).isEqualTo(new Inserted(MANY, 0));

    assertThat(everything()).isEqualTo(byArrays);
    assertThat(list(MeasurementFilter.ALL, MANY)).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  void copiesOnlyWhatIsNotThereYet() {
    List<Measurement> rows = many(10);
    insert(rows.subList(100, 150));

    assertThat(insert(many(20))).isEqualTo(new Inserted(MANY - 50, 50));
    assertThat(insert(many(30))).isEqualTo(new Inserted(0, MANY));

    assertThat(database.read("select count(*) from measurements where snr_db = 10"))
        .isEqualTo("50");
    assertThat(database.read("select count(*) from measurements where snr_db = 20"))
        .isEqualTo("" + (MANY - 50));
  }

  @Test
  void copiesOnceWhatComesTwice() {
    List<Measurement> twice = new ArrayList<>(many(10));
    twice.addAll(many(10));

    assertThat(insert(twice)).isEqualTo(new Inserted(MANY, MANY));
  }

  @Test
  void leavesTheRestOfTheTransactionAloneWhereItMeetsDuplicates() {
    insert(many(10).subList(0, 1));

    transactions.runInTransaction(tx -> {
      measurements.insert(tx, List.of(silence(TASK, 5_000)));
      measurements.insert(tx, many(10));
      measurements.insert(tx, many(10));
    });

    assertThat(database.read("select count(*) from measurements")).isEqualTo("" + (MANY + 1));
  }

  @Test
  void refusesNanAmongMany() {
    List<Measurement> rows = new ArrayList<>(many(10));
    rows.add(measurement(TASK, 5_000, NOON, 77_500, Double.NaN));

    assertThatThrownBy(() -> insert(rows))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("23514");
    assertThat(all()).isEmpty();
  }

  @Test
  void endsACopyThatCannotBeEncoded() {
    List<Measurement> rows = new ArrayList<>(many(10));
    rows.add(measurement(TASK, 5_000, NOON, Instant.MAX, 77_500, 10));

    assertThatThrownBy(() -> insert(rows)).isInstanceOf(ArithmeticException.class);
    assertThat(insert(many(10))).isEqualTo(new Inserted(MANY, 0));
  }

  @Test
  void addsNothingWhereThereIsNothing() {
    assertThat(insert(List.of())).isEqualTo(new Inserted(0, 0));
  }

  @Test
  void losesNoneAndAddsNoneTwiceSideBySide() throws Exception {
    int writers = 4;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Inserted> write =
          () -> {
            List<Measurement> rows = new ArrayList<>(many(10));
            Collections.shuffle(rows);
            return insert(rows);
          };
      int added = 0;
      for (var written : threads.invokeAll(Collections.nCopies(writers, write))) {
        added += written.get().added();
      }

      assertThat(added).isEqualTo(MANY);
    }
    assertThat(database.read("select count(*) from measurements")).isEqualTo("" + MANY);
  }

  @Test
  void insertsAnyNumberWithTheSameStatements() {
    try (var pool = TestDatabase.pool(database.name(), 1)) {
      var counting = new CountingDataSource(pool);
      Transactions counted = counting.transactions();
      ToIntFunction<List<Measurement>> statements =
          rows ->
              counting.during(() -> counted.runInTransaction(tx -> measurements.insert(tx, rows)));

      assertThat(statements.applyAsInt(measured(1, 7, 0))).isEqualTo(2);
      assertThat(statements.applyAsInt(measured(2, 40, 0))).isEqualTo(2);
      assertThat(statements.applyAsInt(measured(3, MANY, 0))).isEqualTo(COPY_STATEMENTS);
      assertThat(statements.applyAsInt(measured(4, 5 * MANY, 0))).isEqualTo(COPY_STATEMENTS);
      assertThat(statements.applyAsInt(measured(4, 6 * MANY, 0)))
          .isEqualTo(statements.applyAsInt(measured(3, 2 * MANY, 0)));
    }
  }

  /// Every value of every row as text, but for the time it was written.
  private static String everything() {
    return String.valueOf(
        database.read(
            """
            select string_agg((to_jsonb(m) - 'created_at')::text, ' ' order by websdr_id)
            from measurements m
            """));
  }

  private static List<Measurement> many(double snrDb) {
    return measured(1, MANY, snrDb);
  }

  private static List<Measurement> measured(int task, int count, double snrDb) {
    return IntStream.range(0, count)
        .mapToObj(i -> measurement(new UUID(task, 0), i + 1, NOON, 77_500, snrDb))
        .toList();
  }

  private static List<List<Measurement>> split(List<Measurement> rows, int size) {
    return IntStream.range(0, (rows.size() + size - 1) / size)
        .mapToObj(i -> rows.subList(i * size, Math.min((i + 1) * size, rows.size())))
        .toList();
  }

  private static MeasurementFilter filter(@Nullable Instant from, @Nullable Instant before) {
    return new MeasurementFilter(from, before, Set.of(), null, null, null, null, null, null);
  }

  private static Measurement measurement(
      UUID task, int receiverId, Instant start, long frequencyHz, double snrDb) {
    return measurement(task, receiverId, start, start, frequencyHz, snrDb);
  }

  private static Measurement measurement(
      UUID task,
      int receiverId,
      Instant windowStart,
      Instant start,
      long frequencyHz,
      double snrDb) {
    return new Measurement(
        new MeasurementKey(windowStart, task, receiverId, 0, 1),
        new Measurement.Subject(
            "alice",
            "Receiver " + receiverId,
            start,
            frequencyHz,
            12_000.5,
            41.7,
            120_000,
            24,
            "sessions/a/websdr_" + receiverId + ".npy",
            "{\"a\": 1}"),
        new Measurement.Signal(true, snrDb, 500.0, snrDb - 7, 2_500.0, snrDb + 27),
        new Measurement.Levels(-20.0, -30.0, -50.0, -90.0, -20.0, -41.5),
        new Measurement.Spectrum(57, 4_096, 2.93, 0.05, true),
        new Measurement.Bandwidth(480.0, -240.5, 239.5, false),
        new Measurement.Offset(-0.5, 0.002, "CARRIER"),
        new Measurement.Quality(0.0, 0.125, 1e-4, -2e-4, 6.5, -13.5),
        timing());
  }

  private static Measurement silence(UUID task, int receiverId) {
    return new Measurement(
        new MeasurementKey(NOON, task, receiverId, 0, 1),
        new Measurement.Subject(
            "alice", "Silent", NOON, 77_500, 12_000, null, 120_000, 0, null, null),
        new Measurement.Signal(false, null, null, null, null, null),
        new Measurement.Levels(null, null, null, null, null, null),
        new Measurement.Spectrum(0, 0, null, null, null),
        new Measurement.Bandwidth(null, null, null, null),
        new Measurement.Offset(null, null, "NONE"),
        new Measurement.Quality(null, null, null, null, null, null),
        timing());
  }

  private Inserted insert(Measurement... rows) {
    return insert(List.of(rows));
  }

  private Inserted insert(List<Measurement> rows) {
    return transactions.inTransaction(tx -> measurements.insert(tx, rows));
  }

  private List<Measurement> all() {
    return list(MeasurementFilter.ALL);
  }

  private List<Measurement> list(MeasurementFilter filter) {
    return list(filter, 100);
  }

  private List<Measurement> list(MeasurementFilter filter, int limit) {
    return transactions.inTransaction(tx -> measurements.list(tx, filter, null, limit)).rows();
  }
}
