package io.heimdall.server.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Transactions;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementSums;
import io.heimdall.db.measurement.SeriesMetric;
import io.heimdall.db.measurement.StaleHours;
import io.heimdall.server.measurement.summary.Division;
import io.heimdall.server.measurement.summary.Summaries;
import io.heimdall.server.measurement.summary.Summary;
import io.heimdall.server.measurement.summary.SummaryQuery;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeasurementSummingIT {

  private static final Instant HOUR = Instant.parse("2025-06-01T12:00:00Z");
  private static final Instant LATER = Instant.parse("2025-06-03T00:00:00Z");

  private SeriesDatabase database;
  private final MeasurementSums sums = new MeasurementSums();
  private final RandomMeasurements random = new RandomMeasurements(20_251_126);

  @BeforeEach
  void open() {
    database = SeriesDatabase.create();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<Measurement> inTheHour(int count) {
    return random.some(count, HOUR, Duration.ofHours(1));
  }

  private StaleHours stale() {
    return database.transactions().inTransaction(tx -> sums.stale(tx, LATER, 1_000)).orElseThrow();
  }

  private void forget(StaleHours hours) {
    database.transactions().runInTransaction(tx -> sums.forget(tx, hours));
  }

  private void run(Instant now) {
    new MeasurementSumming(database.transactions(), InstantSource.fixed(now)).run();
  }

  private long counted() throws InterruptedException {
    List<Summary> found =
        new Summaries(database.transactions())
            .summarise(
                new SummaryQuery(
                    MeasurementFilter.ALL,
                    new Division.Undivided(),
                    ZoneOffset.UTC,
                    Set.of(),
                    List.of(SeriesMetric.SNR_DB),
                    new SummaryQuery.Shape(false, SummaryQuery.Order.BY_TIME, 0)),
                () -> false)
            .summaries();
    return found.getFirst().count();
  }

  @Test
  void countsARowThatComesBetweenTheSumAndTheRemovalOfItsMarks() throws Exception {
    database.insert(inTheHour(3));
    StaleHours taken = stale();
    sums.sum(database.transactions(), taken);

    database.insert(inTheHour(2));
    forget(taken);

    assertThat(counted()).isEqualTo(5);
    assertThat(stale().marks()).isNotEmpty();
    run(LATER);
    assertThat(counted()).isEqualTo(5);
    assertThat(database.read("select measured from measurements_hourly limit 1")).isNotNull();
    assertThat(database.read("select sum(measured) from measurements_daily")).isEqualTo("5");
  }

  @Test
  void countsARowThatComesBetweenTheMarksAndTheSum() throws Exception {
    database.insert(inTheHour(3));
    StaleHours taken = stale();

    database.insert(inTheHour(2));
    sums.sum(database.transactions(), taken);

    assertThat(counted()).isEqualTo(5);
    forget(taken);
    assertThat(counted()).isEqualTo(5);
  }

  @Test
  void doesWhatAnEarlierRunDidNotFinish() throws Exception {
    database.insert(inTheHour(3));
    sums.sum(database.transactions(), stale());

    run(LATER);

    assertThat(counted()).isEqualTo(3);
    assertThat(database.read("select sum(measured) from measurements_hourly")).isEqualTo("3");
  }

  @Test
  void leavesTheHourThatIsNotOverToTheRows() throws Exception {
    database.insert(inTheHour(3));

    run(HOUR.plus(Duration.ofMinutes(59)));

    assertThat(database.read("select count(*) from measurements_hourly")).isEqualTo("0");
    assertThat(counted()).isEqualTo(3);
  }

  @Test
  void findsMarksThoughAnotherRemovesThemMeanwhile() {
    database.insert(inTheHour(3));
    StaleHours found = stale();

    Transactions slow = betweenStatements(() -> forget(found));
    Optional<StaleHours> seen = slow.inTransaction(tx -> sums.stale(tx, LATER, 1_000));

    assertThat(seen).contains(found);
  }

  /// Transactions in which others do something before every statement but the first.
  private Transactions betweenStatements(Runnable others) {
    var statements = new AtomicInteger();
    DataSource pool = database.database().heartbeats();
    return new Transactions(
        instead(
            DataSource.class,
            pool,
            "getConnection",
            connect ->
                instead(
                    Connection.class,
                    (Connection) connect.call(),
                    "prepareStatement",
                    prepare -> {
                      if (statements.getAndIncrement() > 0) {
                        Thread other = Thread.ofVirtual().start(others);
                        other.join();
                      }
                      return prepare.call();
                    })));
  }

  private interface Instead {
    Object of(Callable<Object> call) throws Exception;
  }

  private static <T> T instead(Class<T> type, T original, String method, Instead instead) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, called, arguments) -> {
              Callable<Object> call = () -> called.invoke(original, arguments);
              return called.getName().equals(method) ? instead.of(call) : call.call();
            }));
  }

  @Test
  void losesNothingWhileManyWriteAndTwoSum() throws Exception {
    int writers = 4;
    int batches = 25;
    long rows = 4L * writers * batches;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new ArrayList<Callable<Boolean>>();
      for (int writer = 0; writer < writers; writer++) {
        var own = new RandomMeasurements(writer);
        work.add(() -> {
          for (int batch = 0; batch < batches; batch++) {
            database.insert(own.some(4, HOUR, Duration.ofHours(30)));
          }
          return true;
        });
      }
      for (int summing = 0; summing < 2; summing++) {
        work.add(() -> {
          for (int round = 0; round < 5; round++) {
            run(LATER);
          }
          return true;
        });
      }
      work.add(() -> {
        long last = 0;
        for (int round = 0; round < 20; round++) {
          long now = countedOrNone();
          assertThat(now).isGreaterThanOrEqualTo(last);
          last = now;
        }
        return true;
      });
      for (var done : threads.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
    }

    assertThat(counted()).isEqualTo(rows);
    run(LATER);
    assertThat(counted()).isEqualTo(rows);
    assertThat(database.read("select count(*) from measurement_stale_hours")).isEqualTo("0");
    assertThat(database.read("select sum(measured) from measurements_daily_by_band"))
        .isEqualTo(String.valueOf(rows));
  }

  private long countedOrNone() throws InterruptedException {
    return "0".equals(database.read("select count(*) from measurements")) ? 0 : counted();
  }
}
