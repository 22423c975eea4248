package io.heimdall.server.bench;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementField;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.measurement.SeriesMetric;
import io.heimdall.server.bench.series.SeededSeries;
import io.heimdall.server.measurement.MeasurementSumming;
import io.heimdall.server.measurement.Measurements;
import io.heimdall.server.measurement.summary.Division;
import io.heimdall.server.measurement.summary.Grouping;
import io.heimdall.server.measurement.summary.Summaries;
import io.heimdall.server.measurement.summary.Summary;
import io.heimdall.server.measurement.summary.SummaryQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What reading the seeded year costs: pages, and summaries out of sums and out of rows.
final class ReadLaps {

  private static final int WARMUP_ROUNDS = 20;
  private static final int PAGES = 1_000;
  private static final int PAGE_ROWS = 100;
  private static final int SUMMARIES = 20;

  private static final double GOAL_PAGE_MS = 10;
  private static final double GOAL_HOURLY_MS = 100;
  private static final double GOAL_DAILY_MS = 200;
  private static final double GOAL_GAIN = 5;
  private static final String UNIT = "ms";

  private static final Instant START = SeededSeries.START;
  private static final Instant END = START.plus(Duration.ofDays(365));

  private final Transactions transactions;
  private final Measurements measurements;
  private final Summaries summaries;
  private final SplittableRandom random;

  /// Prepares.
  ///
  /// @param plan which seed
  /// @param transactions where the seeded rows are
  ReadLaps(SeriesPlan plan, Transactions transactions) {
    this.transactions = transactions;
    this.measurements = new Measurements(transactions, 1);
    this.summaries = new Summaries(transactions);
    this.random = new SplittableRandom(plan.seed());
  }

  /// Sums what is not summed yet, and measures.
  ///
  /// @return the figures, all of answers that were right
  List<Figure> measure() throws Exception {
    double summingSeconds =
        Cost.of(new MeasurementSumming(transactions, InstantSource.system())::run).wallNanos()
            / (double) Duration.ofSeconds(1).toNanos();
    double pageMs = p95Ms(times(WARMUP_ROUNDS, PAGES, this::page));
    double hourlyMs = Spread.of(times(WARMUP_ROUNDS, SUMMARIES, this::hourly)).medianMs();
    double dailyMs = Spread.of(times(WARMUP_ROUNDS, SUMMARIES, () -> daily(null))).medianMs();
    double rowsMs = dailyFromRows().wallNanos() / Spread.NANOS_PER_MS;
    return List.of(
        Figure.of("sum", summingSeconds, "s", "summing the hours and days that were not yet"),
        Figure.of(
                "page", pageMs, UNIT, "95 % of pages of 100 of a receiver within a week are faster")
            .with(Figure.Goal.atMost(GOAL_PAGE_MS)),
        Figure.of("hourly", hourlyMs, UNIT, "a year of one receiver by the hour, median")
            .with(Figure.Goal.atMost(GOAL_HOURLY_MS)),
        Figure.of("daily", dailyMs, UNIT, "a year of all receivers by the day, median")
            .with(Figure.Goal.atMost(GOAL_DAILY_MS)),
        Figure.of("daily_rows", rowsMs, UNIT, "the same answer out of the rows, once"),
        Figure.of("daily_gain", rowsMs / dailyMs, "", "daily_rows over daily")
            .with(Figure.Goal.atLeast(GOAL_GAIN)));
  }

  private static long[] times(int warmups, int rounds, Cost.Work lap) throws Exception {
    for (int round = 0; round < warmups; round++) {
      lap.run();
    }
    long[] nanos = new long[rounds];
    for (int round = 0; round < rounds; round++) {
      nanos[round] = Cost.of(lap).wallNanos();
    }
    return nanos;
  }

  /// By nearest rank.
  private static double p95Ms(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[Math.ceilDiv(sorted.length * 95, 100) - 1] / Spread.NANOS_PER_MS;
  }

  private void page() {
    int receiver = 1 + random.nextInt(SeededSeries.RECEIVERS_OF_YEAR);
    Instant from = START.plus(Duration.ofHours(random.nextInt(24 * 358)));
    Instant before = from.plus(Duration.ofDays(7));
    Page<Measurement, MeasurementKey> page =
        measurements.list(new MeasurementFilter(from, before, Set.of(receiver)), null, PAGE_ROWS);
    WrongResultException.unless(
        page.rows().stream()
            .map(Measurement::key)
            .allMatch(key ->
                key.receiverId() == receiver
                    && !key.windowStart().isBefore(from)
                    && key.windowStart().isBefore(before)),
        "a page of receiver %d holds others",
        receiver);
  }

  private void hourly() throws InterruptedException {
    int receiver = 1 + random.nextInt(SeededSeries.RECEIVERS_OF_YEAR);
    var filter = new MeasurementFilter(START, END, Set.of(receiver));
    var _ = summarise(filter, new Division.Spans(Duration.ofHours(1)), Set.of());
  }

  private List<Summary> daily(@Nullable FilterPredicate predicate) throws InterruptedException {
    var filter =
        new MeasurementFilter(START, END, Set.of(), null, null, null, null, null, predicate);
    return summarise(filter, new Division.Calendar(Division.Unit.DAY), Set.of(Grouping.RECEIVER));
  }

  /// What holds for every row asks nothing, but sums cannot know it.
  private Cost dailyFromRows() throws Exception {
    var always =
        new FilterPredicate.Compared(
            MeasurementField.ALGORITHM_VERSION,
            Comparison.GREATER_OR_EQUAL,
            new FilterPredicate.Whole(1));
    var found = new ArrayList<Summary>();
    Cost cost = Cost.of(() -> found.addAll(daily(always)));
    List<Summary> summed = daily(null);
    WrongResultException.unless(
        found.stream()
            .map(ReadLaps::exact)
            .toList()
            .equals(summed.stream().map(ReadLaps::exact).toList()),
        "%d summaries out of rows differ from %d out of sums",
        found.size(),
        summed.size());
    return cost;
  }

  /// All of a summary that does not depend on the order of additions.
  private static List<?> exact(Summary summary) {
    Summary.Spread spread = summary.metrics().getFirst().spread();
    return Arrays.asList(
        summary.bucketStart(),
        summary.receiverId(),
        summary.count(),
        summary.detected(),
        spread == null ? null : spread.min(),
        spread == null ? null : spread.max(),
        spread == null ? null : spread.p10(),
        spread == null ? null : spread.p50(),
        spread == null ? null : spread.p90());
  }

  private List<Summary> summarise(MeasurementFilter filter, Division division, Set<Grouping> groups)
      throws InterruptedException {
    return summaries
        .summarise(
            new SummaryQuery(
                filter,
                division,
                ZoneOffset.UTC,
                groups,
                List.of(SeriesMetric.SNR_DB),
                new SummaryQuery.Shape(false, SummaryQuery.Order.BY_TIME, 0)),
            () -> false)
        .summaries();
  }
}
