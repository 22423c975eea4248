package io.heimdall.server.measurement.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.SeriesMetric;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.measurement.MeasurementSumming;
import io.heimdall.server.measurement.RandomMeasurements;
import io.heimdall.server.measurement.SeriesDatabase;
import io.heimdall.server.measurement.summary.SummaryQuery.Order;
import io.heimdall.server.measurement.summary.SummaryQuery.Shape;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SummariesIT {

  private static final long SEED = 20_251_124;

  /// Clocks change in Europe within this time.
  private static final Instant START = Instant.parse("2025-03-10T07:31:00Z");

  private static final Duration SPAN = Duration.ofDays(40);
  private static final Instant LATER = Instant.parse("2026-01-01T00:00:00Z");
  private static final int QUERIES = 120;
  private static final Offset<Double> CLOSE = Offset.offset(1e-9);
  private static final Shape PLAIN = new Shape(false, Order.BY_TIME, 0);
  private static final ZoneId UTC = ZoneId.of("UTC");

  private SeriesDatabase database;
  private Summaries summaries;
  private final RandomMeasurements random = new RandomMeasurements(SEED);

  @BeforeEach
  void open() {
    database = SeriesDatabase.create();
    summaries = new Summaries(database.transactions());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void answersTheSameFromRowsFromSumsAndFromBoth() throws Exception {
    var all = new ArrayList<>(random.some(3_000, START, SPAN));
    database.insert(all);
    assertThat(database.read("select count(*) from measurements_hourly")).isEqualTo("0");
    agree(all, "from rows");

    sum();
    assertThat(database.read("select count(*) from measurement_stale_hours")).isEqualTo("0");
    assertThat(database.read("select sum(measured) from measurements_daily")).isEqualTo("3000");
    assertThat(database.read("select sum(measured) from measurements_hourly_by_band"))
        .isEqualTo("3000");
    agree(all, "from sums");

    List<Measurement> late = random.some(50, START.plus(10, ChronoUnit.DAYS), Duration.ofDays(5));
    database.insert(late);
    all.addAll(late);
    agree(all, "from both");

    sum();
    agree(all, "from sums made anew");
  }

  private void sum() {
    new MeasurementSumming(database.transactions(), InstantSource.fixed(LATER)).run();
  }

  private void agree(List<Measurement> rows, String how) throws InterruptedException {
    var choices = new Random(SEED);
    for (int round = 0; round < QUERIES; round++) {
      SummaryQuery query = query(choices);

      List<Summary> found = summaries.summarise(query, () -> false).summaries();

      List<Summary> expected = new PlainSummaries(query).of(rows);
      String what = "%s, query %d of seed %d: %s".formatted(how, round, SEED, query);
      assertThat(found).as(what).hasSameSizeAs(expected);
      for (int at = 0; at < found.size(); at++) {
        same(found.get(at), expected.get(at), what);
      }
    }
  }

  private static void same(Summary found, Summary expected, String what) {
    assertThat(exact(found)).as(what).isEqualTo(exact(expected));
    close(found.meanOccupiedFraction(), expected.meanOccupiedFraction(), what);
    for (int at = 0; at < expected.metrics().size(); at++) {
      Summary.Spread spread = found.metrics().get(at).spread();
      Summary.Spread wanted = expected.metrics().get(at).spread();
      if (spread != null && wanted != null) {
        close(spread.mean(), wanted.mean(), what);
        close(spread.stddev(), wanted.stddev(), what);
      }
    }
  }

  /// What must be the same to the last bit: all but means, deviations, and the end of the bucket. A
  /// zero has no sign here.
  private static Summary exact(Summary summary) {
    return new Summary(
        summary.bucketStart(),
        null,
        summary.receiverId(),
        summary.frequencyHz(),
        summary.band(),
        summary.hourOfDay(),
        summary.count(),
        summary.detected(),
        null,
        summary.metrics().stream().map(SummariesIT::exact).toList());
  }

  private static Summary.Figures exact(Summary.Figures figures) {
    Summary.Spread spread = figures.spread();
    return new Summary.Figures(
        figures.metric(),
        figures.count(),
        spread == null
            ? null
            : new Summary.Spread(
                0,
                spread.min() + 0.0,
                spread.max() + 0.0,
                null,
                spread.p10() + 0.0,
                spread.p50() + 0.0,
                spread.p90() + 0.0));
  }

  private static void close(@Nullable Double found, @Nullable Double expected, String what) {
    if (expected == null) {
      assertThat(found).as(what).isNull();
    } else {
      assertThat(found).as(what).isCloseTo(expected, CLOSE);
    }
  }

  private static SummaryQuery query(Random choices) {
    List<Division> divisions =
        List.of(
            new Division.Undivided(),
            new Division.Spans(Duration.ofHours(1)),
            new Division.Spans(Duration.ofMinutes(90)),
            new Division.Spans(Duration.ofDays(1)),
            new Division.Calendar(Division.Unit.DAY),
            new Division.Calendar(Division.Unit.WEEK),
            new Division.Calendar(Division.Unit.MONTH));
    List<String> zones =
        List.of(
            "UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe");
    return new SummaryQuery(
        filter(choices),
        divisions.get(choices.nextInt(divisions.size())),
        ZoneId.of(zones.get(choices.nextInt(zones.size()))),
        Set.copyOf(some(choices, Grouping.values())),
        metrics(choices),
        PLAIN);
  }

  private static List<SeriesMetric> metrics(Random choices) {
    List<SeriesMetric> chosen = some(choices, SeriesMetric.values());
    return chosen.isEmpty() ? List.of(SeriesMetric.SNR_DB) : chosen;
  }

  private static MeasurementFilter filter(Random choices) {
    @Nullable Instant from = null;
    @Nullable Instant before = null;
    if (choices.nextBoolean()) {
      from =
          START.plus(choices.nextLong(-5, 30 * 24), ChronoUnit.HOURS).plusSeconds(seconds(choices));
    }
    if (choices.nextBoolean()) {
      Instant least = from == null ? START : from;
      before =
          least.plus(choices.nextLong(1, 20 * 24), ChronoUnit.HOURS).plusSeconds(seconds(choices));
    }
    Set<Integer> receivers = choices.nextBoolean() ? Set.of() : Set.of(1 + choices.nextInt(5), 6);
    Long lowestHz = choices.nextInt(6) == 0 ? (Long) 1_000_000L : null;
    return new MeasurementFilter(from, before, receivers, null, lowestHz, null, null, null, null);
  }

  /// Half of them on the hour of `START`'s clock, which is 31 past.
  private static long seconds(Random choices) {
    return choices.nextBoolean() ? 29 * 60 : choices.nextLong(3_600);
  }

  private static <T> List<T> some(Random choices, T[] all) {
    var list = new ArrayList<>(Arrays.asList(all));
    Collections.shuffle(list, choices);
    return list.subList(0, choices.nextInt(list.size() + 1));
  }

  @Test
  void fillsEveryBucketOfEveryGroup() throws Exception {
    database.insert(random.some(50, START, Duration.ofDays(2)));

    List<Summary> found =
        summaries
            .summarise(
                new SummaryQuery(
                    new MeasurementFilter(
                        Instant.parse("2025-03-01T00:00:00Z"),
                        Instant.parse("2025-04-01T00:00:00Z"),
                        Set.of()),
                    new Division.Calendar(Division.Unit.DAY),
                    UTC,
                    Set.of(Grouping.RECEIVER),
                    List.of(SeriesMetric.SNR_DB),
                    new Shape(true, Order.BY_TIME, 0)),
                () -> false)
            .summaries();

    assertThat(found).hasSize(31 * 5);
    assertThat(found.stream().mapToLong(Summary::count).sum()).isEqualTo(50);
    assertThat(found.getFirst())
        .isEqualTo(
            new Summary(
                Instant.parse("2025-03-01T00:00:00Z"),
                Instant.parse("2025-03-02T00:00:00Z"),
                1,
                null,
                null,
                null,
                0,
                0,
                null,
                List.of(new Summary.Figures(SeriesMetric.SNR_DB, 0, null))));
  }

  @Test
  void fillsAnOpenRangeBetweenWhatWasFound() throws Exception {
    List<Measurement> rows = random.some(20, START, Duration.ofDays(8));
    database.insert(rows);
    Instant first =
        rows.stream().map(row -> row.key().windowStart()).min(Instant::compareTo).orElseThrow();
    Instant last =
        rows.stream().map(row -> row.key().windowStart()).max(Instant::compareTo).orElseThrow();

    List<Summary> found =
        summaries
            .summarise(
                new SummaryQuery(
                    MeasurementFilter.ALL,
                    new Division.Spans(Duration.ofHours(1)),
                    UTC,
                    Set.of(),
                    List.of(SeriesMetric.SNR_DB),
                    new Shape(true, Order.BY_TIME, 0)),
                () -> false)
            .summaries();

    assertThat(found.getFirst().bucketStart()).isEqualTo(first.truncatedTo(ChronoUnit.HOURS));
    assertThat(found.getLast().bucketStart()).isEqualTo(last.truncatedTo(ChronoUnit.HOURS));
    assertThat(found)
        .hasSize(
            1
                + (int)
                    ChronoUnit.HOURS.between(
                        first.truncatedTo(ChronoUnit.HOURS), last.truncatedTo(ChronoUnit.HOURS)));
  }

  @Test
  void beginsAnOpenRangeAtItsFirstHourThoughItsDayIsSummed() throws Exception {
    Instant evening = Instant.parse("2025-03-10T20:00:00Z");
    database.insert(random.some(20, evening, Duration.ofHours(2)));
    sum();

    List<Summary> found =
        summaries
            .summarise(
                new SummaryQuery(
                    MeasurementFilter.ALL,
                    new Division.Spans(Duration.ofSeconds(1)),
                    UTC,
                    Set.of(),
                    List.of(SeriesMetric.SNR_DB),
                    new Shape(false, Order.BY_TIME, 0)),
                () -> false)
            .summaries();

    assertThat(found.stream().mapToLong(Summary::count).sum()).isEqualTo(20);
    assertThat(found.getFirst().bucketStart()).isAfterOrEqualTo(evening);
  }

  @Test
  void putsTheBestFirstAndThoseWithoutSignalLast() throws Exception {
    database.insert(random.some(400, START, Duration.ofDays(2)));
    var query =
        new SummaryQuery(
            MeasurementFilter.ALL,
            new Division.Spans(Duration.ofHours(1)),
            UTC,
            Set.of(Grouping.RECEIVER),
            List.of(SeriesMetric.SNR_DB),
            new Shape(false, Order.BEST_FIRST, 0));

    List<@Nullable Double> medians = new ArrayList<>();
    for (Summary one : summaries.summarise(query, () -> false).summaries()) {
      Summary.Spread spread = one.metrics().getFirst().spread();
      medians.add(spread == null ? null : (Double) spread.p50());
    }

    List<@Nullable Double> sorted = new ArrayList<>(medians);
    sorted.sort(Comparator.nullsLast(Comparator.reverseOrder()));
    assertThat(medians).contains((Double) null).isEqualTo(sorted);
  }

  @Test
  void ordersByAnSnrThatNobodyAskedToSee() throws Exception {
    database.insert(random.some(400, START, Duration.ofDays(2)));

    List<Summary> found =
        summaries
            .summarise(
                new SummaryQuery(
                    MeasurementFilter.ALL,
                    new Division.Undivided(),
                    UTC,
                    Set.of(Grouping.RECEIVER),
                    List.of(SeriesMetric.FREQUENCY_OFFSET_HZ),
                    new Shape(false, Order.BEST_FIRST, 2)),
                () -> false)
            .summaries();

    assertThat(found).hasSize(2);
    assertThat(found.getFirst().metrics())
        .singleElement()
        .matches(figures -> figures.metric() == SeriesMetric.FREQUENCY_OFFSET_HZ);
  }

  @Test
  void findsNothingWhereThereIsNothing() throws Exception {
    assertThat(
            summaries
                .summarise(
                    new SummaryQuery(
                        MeasurementFilter.ALL,
                        new Division.Spans(Duration.ofHours(1)),
                        UTC,
                        Set.of(),
                        List.of(SeriesMetric.SNR_DB),
                        new Shape(true, Order.BY_TIME, 0)),
                    () -> false)
                .summaries())
        .isEmpty();
  }

  @Test
  void countsWholeHoursOfBeforeRowsAreKeptAndTellsSinceWhen() throws Exception {
    Instant horizon = Instant.parse("2025-03-20T00:00:00Z");
    List<Measurement> rows = random.some(3_000, START, SPAN);
    database.insert(rows);
    sum();
    database.execute(
        "insert into measurement_horizon (rows_from) values ('%s')".formatted(horizon));
    // Half the rows of before are still there, as in a chunk that is not all old.
    database.execute(
        "delete from measurements where window_start < '%s' and websdr_id %% 2 = 0"
            .formatted(horizon));
    // Midnight in Kathmandu is at 18:15 of UTC.
    List<Measurement> known =
        rows.stream()
            .filter(row -> {
              Instant start = row.key().windowStart();
              return !start.isBefore(horizon) || start.atZone(UTC).getHour() != 18;
            })
            .toList();
    SummaryQuery days =
        query(
            MeasurementFilter.ALL,
            new Division.Calendar(Division.Unit.DAY),
            ZoneId.of("Asia/Kathmandu"),
            Set.of(Grouping.RECEIVER));
    SummaryQuery frequencies =
        query(MeasurementFilter.ALL, new Division.Undivided(), UTC, Set.of(Grouping.FREQUENCY));

    Summaries.Answer answer = summaries.summarise(days, () -> false);

    assertThat(answer.rowsFrom()).contains(horizon);
    List<Summary> expected = new PlainSummaries(days).of(known);
    assertThat(answer.summaries()).hasSameSizeAs(expected);
    for (int at = 0; at < expected.size(); at++) {
      same(answer.summaries().get(at), expected.get(at), "day %d of seed %d".formatted(at, SEED));
    }
    assertThat(
            summaries.summarise(frequencies, () -> false).summaries().stream()
                .mapToLong(Summary::count)
                .sum())
        .isEqualTo(rows.stream().filter(row -> !row.key().windowStart().isBefore(horizon)).count());
  }

  private static SummaryQuery query(
      MeasurementFilter filter, Division division, ZoneId zone, Set<Grouping> groups) {
    return new SummaryQuery(filter, division, zone, groups, List.of(SeriesMetric.SNR_DB), PLAIN);
  }

  @Test
  void refusesMoreSummariesThanAnAnswerHolds() {
    database.insert(random.some(300, START, Duration.ofDays(30)));

    var refused =
        catchThrowableOfType(
            FailureException.class,
            () ->
                summaries
                    .summarise(
                        new SummaryQuery(
                            new MeasurementFilter(START, START.plus(Duration.ofDays(60)), Set.of()),
                            new Division.Spans(Duration.ofMinutes(1)),
                            UTC,
                            Set.of(Grouping.RECEIVER),
                            List.of(SeriesMetric.SNR_DB),
                            new Shape(true, Order.BY_TIME, 0)),
                        () -> false)
                    .summaries());

    var failure = (Failure.Invalid) refused.failure();
    assertThat(failure.reason()).isEqualTo(Reason.BUCKETS_TOO_MANY);
    assertThat(failure.violations().getFirst().field()).isEqualTo("group_by");
  }

  @Test
  void refusesMoreValuesThanTheMemoryHolds() {
    database.insert(random.some(300, START, Duration.ofDays(30)));

    refusesWithin(1_000, MeasurementFilter.ALL, new Division.Undivided(), PLAIN);
  }

  @Test
  void refusesMoreGroupsThanTheMemoryHoldsThoughNothingIsInThem() {
    refusesWithin(
        100_000,
        new MeasurementFilter(START, START.plus(Duration.ofDays(1)), Set.of()),
        new Division.Spans(Duration.ofMinutes(1)),
        new Shape(true, Order.BY_TIME, 0));
  }

  private void refusesWithin(long bytes, MeasurementFilter filter, Division division, Shape shape) {
    var small = new Summaries(database.transactions(), bytes);
    var query =
        new SummaryQuery(filter, division, UTC, Set.of(), List.of(SeriesMetric.SNR_DB), shape);

    var refused =
        catchThrowableOfType(FailureException.class, () -> small.summarise(query, () -> false));

    assertThat(refused.failure().reason()).isEqualTo(Reason.VALUES_TOO_MANY);
  }

  @Test
  void endsWhenNobodyWantsTheAnswer() {
    database.insert(random.some(9_000, START, Duration.ofDays(1)));

    assertThat(
            catchThrowableOfType(
                CancellationException.class,
                () ->
                    summaries
                        .summarise(
                            new SummaryQuery(
                                MeasurementFilter.ALL,
                                new Division.Undivided(),
                                UTC,
                                Set.of(),
                                List.of(SeriesMetric.SNR_DB),
                                PLAIN),
                            () -> true)
                        .summaries()))
        .isNotNull();
  }
}
