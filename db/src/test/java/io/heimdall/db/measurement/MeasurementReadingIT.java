package io.heimdall.db.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import io.heimdall.db.filter.FilterColumn.Kind;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.All;
import io.heimdall.db.filter.FilterPredicate.Any;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Contained;
import io.heimdall.db.filter.FilterPredicate.Flag;
import io.heimdall.db.filter.FilterPredicate.Not;
import io.heimdall.db.filter.FilterPredicate.Place;
import io.heimdall.db.filter.FilterPredicate.Present;
import io.heimdall.db.filter.FilterPredicate.Real;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.db.filter.FilterPredicate.Time;
import io.heimdall.db.filter.FilterPredicate.Uuid;
import io.heimdall.db.filter.FilterPredicate.Value;
import io.heimdall.db.filter.FilterPredicate.Whole;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/// Reads of many measurements, and what predicates choose, against the same in plain Java.
class MeasurementReadingIT {

  private static final long SEED = 20_251_121;
  private static final int ROWS = 400;
  private static final Comparator<MeasurementKey> OLDEST_FIRST =
      Comparator.comparing(MeasurementKey::windowStart)
          .thenComparing(MeasurementKey::acquisitionId)
          .thenComparingInt(MeasurementKey::receiverId)
          .thenComparingInt(MeasurementKey::hop);

  private static TestDatabase database;
  private static Transactions transactions;
  private static List<Measurement> rows;

  private final MeasurementRepository measurements = new MeasurementRepository();

  @BeforeAll
  static void fill() {
    database = TestDatabase.create();
    transactions = database.transactions();
    var generator = new RandomMeasurements(new Random(SEED));
    rows = IntStream.range(0, ROWS).mapToObj(generator::next).toList();
    transactions.runInTransaction(tx -> new MeasurementRepository().insert(tx, rows));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void readsEveryFieldOfEveryRowTheOldestFirst() {
    List<MeasurementField> fields = List.of(MeasurementField.values());

    List<List<@Nullable Object>> read = read(MeasurementFilter.ALL, fields);

    List<List<@Nullable Object>> expected = new ArrayList<>();
    rows.stream()
        .sorted(Comparator.comparing(Measurement::key, OLDEST_FIRST))
        .forEach(row -> expected.add(values(row, fields)));
    assertThat(read).isEqualTo(expected);
  }

  @Test
  void readsOtherFieldsOnTheSameConnection() {
    for (List<MeasurementField> fields :
        List.of(
            List.of(MeasurementField.HOP),
            List.of(MeasurementField.SNR_DB, MeasurementField.HOP),
            List.of(MeasurementField.RECEIVER_NAME))) {
      assertThat(read(MeasurementFilter.ALL, fields)).hasSize(ROWS);
    }
  }

  @ParameterizedTest
  @EnumSource(MeasurementField.class)
  void choosesByEveryFieldAndComparison(MeasurementField field) {
    var random = new Random(SEED);
    for (Comparison comparison : comparisons(field)) {
      var compared = new Compared(field, comparison, value(field, random));
      agree(compared);
      agree(new Not(compared));
    }
    agree(new Present(field));
    agree(new Not(new Present(field)));
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void takesCharactersOfPatternsAsTheyAre(Place place) {
    for (String text : List.of("", "DF0", "abc", "%", "_", "\\", "*", "50%_", "\\b", "'", "Grü")) {
      agree(new Contained(MeasurementField.RECEIVER_NAME, place, text));
      agree(new Not(new Contained(MeasurementField.IQ_OBJECT_KEY, place, text)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void choosesByAnyTreeOfConditions(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      agree(tree(random, 4));
    }
  }

  @Test
  void neverTakesTextIntoTheStatement() {
    String text = "'; drop table measurements; --";

    assertThat(keys(new Compared(MeasurementField.RECEIVER_NAME, Comparison.EQUAL, new Text(text))))
        .isEmpty();

    assertThat(database.read("select count(*) from measurements")).isEqualTo("" + ROWS);
  }

  @Test
  void breaksOffWhatTheDatabaseIsDoing() {
    var sleeping = DSL.select(DSL.field("pg_sleep(60)::text"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> reading =
          threads.submit(() ->
              transactions.runInTransaction(tx -> {
                try (var cursor = MeasurementCursor.open(tx, sleeping)) {
                  var _ = threads.submit(() -> cancelWhenBusy(cursor));
                  var _ = cursor.next();
                }
              }));

      assertThatThrownBy(reading::get).hasRootCauseInstanceOf(PSQLException.class);
      assertThatThrownBy(reading::get).hasMessageContaining("57014");
    }
  }

  @Test
  void endsThoughTheCancelCameBeforeTheFirstRow() {
    assertThatThrownBy(() ->
            transactions.runInTransaction(tx -> {
              try (var cursor =
                  measurements.read(tx, MeasurementFilter.ALL, List.of(MeasurementField.HOP))) {
                cursor.cancel();
                var _ = cursor.next();
              }
            }))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("57014");
  }

  @Test
  void cancelsNothingOnceTheConnectionIsLost() {
    var wentOn = new AtomicBoolean();

    assertThatThrownBy(() ->
            transactions.runInTransaction(tx -> {
              try (var cursor =
                  measurements.read(tx, MeasurementFilter.ALL, List.of(MeasurementField.HOP))) {
                boolean there = cursor.next();
                CompletableFuture.runAsync(MeasurementReadingIT::loseWhoReads).join();
                cursor.cancel();
                wentOn.set(there);
                while (there) {
                  there = cursor.next();
                }
              }
            }))
        .isInstanceOf(RuntimeException.class);
    assertThat(wentOn).isTrue();
  }

  private static void loseWhoReads() {
    database.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like"
            + " 'copy %' and datname = current_database() and pid <> pg_backend_pid()");
  }

  private static void cancelWhenBusy(MeasurementCursor cursor) {
    String busy =
        "select count(*) from pg_stat_activity where state = 'active' and query like"
            + " 'copy%pg_sleep(60)%' and pid <> pg_backend_pid()";
    while (!"1".equals(database.read(busy))) {
      Thread.onSpinWait();
    }
    cursor.cancel();
  }

  private void agree(FilterPredicate predicate) {
    List<MeasurementKey> expected =
        rows.stream()
            .filter(row -> Boolean.TRUE.equals(PredicateReading.holds(predicate, row)))
            .map(Measurement::key)
            .sorted(OLDEST_FIRST)
            .toList();

    assertThat(keys(predicate)).as("seed %d, %s", SEED, predicate).isEqualTo(expected);
    assertThat(keysRead(predicate)).as("seed %d, %s", SEED, predicate).isEqualTo(expected);
  }

  private List<MeasurementKey> keys(FilterPredicate predicate) {
    List<Measurement> listed =
        transactions
            .inSnapshot(tx -> measurements.list(tx, MeasurementFilter.where(predicate), null, ROWS))
            .rows();
    return listed.reversed().stream().map(Measurement::key).toList();
  }

  private List<MeasurementKey> keysRead(FilterPredicate predicate) {
    var fields =
        List.of(
            MeasurementField.WINDOW_START,
            MeasurementField.ACQUISITION_ID,
            MeasurementField.RECEIVER_ID,
            MeasurementField.HOP,
            MeasurementField.ALGORITHM_VERSION);
    return transactions.inSnapshot(tx -> {
      var keys = new ArrayList<MeasurementKey>();
      try (MeasurementCursor row =
          measurements.read(tx, MeasurementFilter.where(predicate), fields)) {
        while (row.next()) {
          keys.add(
              new MeasurementKey(
                  Instant.EPOCH.plus(row.micros(0), ChronoUnit.MICROS),
                  row.id(1),
                  (int) row.whole(2),
                  (int) row.whole(3),
                  (int) row.whole(4)));
        }
      }
      return keys;
    });
  }

  private List<List<@Nullable Object>> read(
      MeasurementFilter filter, List<MeasurementField> fields) {
    return transactions.inSnapshot(tx -> {
      var read = new ArrayList<List<@Nullable Object>>();
      try (MeasurementCursor cursor = measurements.read(tx, filter, fields)) {
        while (cursor.next()) {
          var row = new ArrayList<@Nullable Object>();
          for (int place = 0; place < fields.size(); place++) {
            row.add(read(cursor, place, fields.get(place).kind()));
          }
          read.add(row);
        }
      }
      return read;
    });
  }

  private static @Nullable Object read(MeasurementCursor cursor, int place, Kind kind) {
    Object value =
        switch (kind) {
          case WHOLE -> cursor.whole(place);
          case NUMBER -> cursor.number(place);
          case FLAG -> cursor.flag(place);
          case TEXT -> String.valueOf(cursor.text(place));
          case TIME -> Instant.EPOCH.plusNanos(cursor.micros(place) * 1_000);
          case ID -> cursor.id(place);
          case TEXTS -> throw new AssertionError("no field of measurements has several texts");
        };
    return cursor.isNull(place) ? null : value;
  }

  private static List<@Nullable Object> values(Measurement row, List<MeasurementField> fields) {
    var values = new ArrayList<@Nullable Object>();
    for (MeasurementField field : fields) {
      Object value = PredicateReading.value(field, row);
      values.add(value instanceof Integer whole ? (Object) whole.longValue() : value);
    }
    return values;
  }

  private static FilterPredicate tree(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 3 : 6);
    MeasurementField field = new RandomMeasurements(random).one(List.of(MeasurementField.values()));
    return switch (kind) {
      case 0 -> new Present(field);
      case 1, 2 ->
          new Compared(
              field, new RandomMeasurements(random).one(comparisons(field)), value(field, random));
      case 3 -> new Not(tree(random, depth - 1));
      case 4 -> new All(trees(random, depth - 1));
      default -> new Any(trees(random, depth - 1));
    };
  }

  private static List<FilterPredicate> trees(Random random, int depth) {
    return IntStream.range(0, 1 + random.nextInt(3)).mapToObj(_ -> tree(random, depth)).toList();
  }

  /// Texts are ordered as the database's language wants it, which Java does not know.
  private static List<Comparison> comparisons(MeasurementField field) {
    return switch (field.kind()) {
      case WHOLE, NUMBER, TIME -> List.of(Comparison.values());
      case FLAG, TEXT, ID, TEXTS -> List.of(Comparison.EQUAL, Comparison.NOT_EQUAL);
    };
  }

  private static Value value(MeasurementField field, Random random) {
    var choice = new RandomMeasurements(random);
    return switch (field.kind()) {
      case WHOLE -> new Whole(random.nextInt(4) - 1);
      case NUMBER -> new Real(choice.one(RandomMeasurements.NUMBERS));
      case FLAG -> new Flag(random.nextBoolean());
      case TEXT ->
          new Text(
              switch (field) {
                case OFFSET_METHOD -> "CARRIER";
                case TIMING_CLASS -> "GPS_FIT";
                default -> choice.one(RandomMeasurements.TEXTS);
              });
      case TIME -> new Time(choice.one(RandomMeasurements.TIMES));
      case ID -> new Uuid(new UUID(0, random.nextInt(4)));
      case TEXTS -> throw new AssertionError("no field of measurements has several texts");
    };
  }
}
