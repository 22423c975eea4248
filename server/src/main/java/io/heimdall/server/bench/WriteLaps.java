package io.heimdall.server.bench;

import io.heimdall.db.DatabaseConfig;
import io.heimdall.db.ScratchDatabase;
import io.heimdall.db.Transactions;
import io.heimdall.db.measurement.Inserted;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.server.bench.series.SeededSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// What writing measurements costs: each batch goes through the repository into one database and,
/// encoded already, by the driver's bare COPY into another one like it, so that both tables and
/// their indexes grow alike. A batch is one transaction; committing it counts.
final class WriteLaps {

  private static final int WARMUP_BATCHES = 10;
  private static final int FEW_ROWS = 20;
  private static final int MOST_AGAIN = 10;

  private static final double GOAL_RATIO = 0.7;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String UNIT = "rows/s";

  private final MeasurementRepository measurements = new MeasurementRepository();
  private final SeriesPlan plan;
  private final Transactions ours;
  private final Transactions bare;
  private final Iterator<List<Measurement>> acquisitions;

  private WriteLaps(SeriesPlan plan, Transactions ours, Transactions bare) {
    this.plan = plan;
    this.ours = ours;
    this.bare = bare;
    this.acquisitions = SeededSeries.ofYear(plan.seed()).acquisitions().iterator();
  }

  /// Measures, in databases that are gone afterwards.
  ///
  /// @param plan what to measure
  /// @param beside a database whose role may create others
  /// @return the figures, all of rows that arrived
  static List<Figure> measure(SeriesPlan plan, DatabaseConfig beside) throws Exception {
    try (var ours = ScratchDatabase.create(beside, "heimdall_bench_ours");
        var bare = ScratchDatabase.create(beside, "heimdall_bench_bare")) {
      return new WriteLaps(plan, ours.transactions(), bare.transactions()).figures();
    }
  }

  private List<Figure> figures() throws Exception {
    var figures = new ArrayList<Figure>();
    figures.addAll(oneByOne());
    figures.add(again());
    figures.add(few());
    return figures;
  }

  private List<Figure> oneByOne() throws Exception {
    double[] repository = new double[plan.batches()];
    double[] driver = new double[plan.batches()];
    String statement = bare.inTransaction(BareCopy::statement);
    for (int round = -WARMUP_BATCHES; round < plan.batches(); round++) {
      List<Measurement> batch = nextBatch();
      double oursRate = insert(batch, new Inserted(batch.size(), 0));
      double bareRate = insertBare(statement, batch);
      if (round >= 0) {
        repository[round] = oursRate;
        driver[round] = bareRate;
      }
    }
    double ratio = median(repository) / median(driver);
    return List.of(
        Figure.of(
            "insert", median(repository), UNIT, "batches through the repository, one connection"),
        Figure.of("raw_copy", median(driver), UNIT, "the same by the driver's bare COPY"),
        Figure.of("insert_ratio", ratio, "", "insert over raw_copy")
            .with(Figure.Goal.atLeast(GOAL_RATIO)));
  }

  private Figure again() throws Exception {
    List<Measurement> batch = nextBatch();
    var _ = insert(batch, new Inserted(batch.size(), 0));
    double[] rates = new double[Math.min(plan.batches(), MOST_AGAIN)];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = insert(batch, new Inserted(0, batch.size()));
    }
    return Figure.of("insert_again", median(rates), UNIT, "a batch that is there already");
  }

  private Figure few() throws Exception {
    List<Measurement> batch = nextBatch();
    double[] rates = new double[Math.max(1, batch.size() / FEW_ROWS)];
    for (int i = 0; i < rates.length; i++) {
      List<Measurement> some =
          batch.subList(i * FEW_ROWS, Math.min((i + 1) * FEW_ROWS, batch.size()));
      rates[i] = insert(some, new Inserted(some.size(), 0));
    }
    return Figure.of("insert_few", median(rates), UNIT, "batches of %d".formatted(FEW_ROWS));
  }

  private double insert(List<Measurement> batch, Inserted expected) throws Exception {
    Cost cost =
        Cost.of(() -> {
          Inserted inserted = ours.inTransaction(tx -> measurements.insert(tx, batch));
          WrongResultException.unless(
              inserted.equals(expected), "%s instead of %s", inserted, expected);
        });
    return rate(batch.size(), cost);
  }

  private double insertBare(String statement, List<Measurement> batch) throws Exception {
    Instant from = batch.getFirst().key().windowStart();
    Instant before = batch.getLast().key().windowStart().plus(Duration.ofSeconds(1));
    byte[] encoded = ours.inSnapshot(tx -> BareCopy.encoded(tx, from, before));
    Cost cost =
        Cost.of(() -> {
          long added = bare.inTransaction(tx -> BareCopy.insert(tx, statement, encoded));
          WrongResultException.unless(
              added == batch.size(), "%d rows instead of %d", added, batch.size());
        });
    return rate(batch.size(), cost);
  }

  private List<Measurement> nextBatch() {
    var batch = new ArrayList<Measurement>();
    while (batch.size() < plan.batchRows()) {
      batch.addAll(acquisitions.next());
    }
    return batch;
  }

  private static double rate(long rows, Cost cost) {
    return rows * NANOS_PER_SECOND / cost.wallNanos();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
