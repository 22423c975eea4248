package io.heimdall.server.measurement.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.measurement.SeriesSpan;
import io.heimdall.db.measurement.SeriesSpan.Grain;
import io.heimdall.server.measurement.summary.ReadPlan.Sums;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadPlanTest {

  private static final long SEED = 20_251_122;
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId KATHMANDU = ZoneId.of("Asia/Kathmandu");
  private static final Division WHOLE = new Division.Undivided();
  private static final Division DAYS = new Division.Calendar(Division.Unit.DAY);
  private static final Division MONTHS = new Division.Calendar(Division.Unit.MONTH);

  @Test
  void readsWholeDaysFromTheirSumsAndTheEndsMoreFinely() {
    assertThat(plan(WHOLE, UTC, "2025-06-01T21:30:00Z", "2025-06-04T02:00:00.000001Z"))
        .containsExactly(
            "ROWS 2025-06-01T21:30:00Z 2025-06-01T22:00:00Z",
            "HOURS 2025-06-01T22:00:00Z 2025-06-02T00:00:00Z",
            "DAYS 2025-06-02T00:00:00Z 2025-06-04T00:00:00Z",
            "HOURS 2025-06-04T00:00:00Z 2025-06-04T02:00:00Z",
            "ROWS 2025-06-04T02:00:00Z 2025-06-04T02:00:00.000001Z");
  }

  @Test
  void readsARangeWithinAnHourFromTheRows() {
    assertThat(plan(WHOLE, UTC, "2025-06-01T21:30:00Z", "2025-06-01T21:40:00Z"))
        .containsExactly("ROWS 2025-06-01T21:30:00Z 2025-06-01T21:40:00Z");
  }

  @Test
  void readsStaleHoursFromTheRowsAndTheirDayByHours() {
    assertThat(
            plan(
                WHOLE, UTC, "2025-06-01T00:00:00Z", "2025-06-04T00:00:00Z", "2025-06-02T05:00:00Z"))
        .containsExactly(
            "DAYS 2025-06-01T00:00:00Z 2025-06-02T00:00:00Z",
            "HOURS 2025-06-02T00:00:00Z 2025-06-02T05:00:00Z",
            "ROWS 2025-06-02T05:00:00Z 2025-06-02T06:00:00Z",
            "HOURS 2025-06-02T06:00:00Z 2025-06-03T00:00:00Z",
            "DAYS 2025-06-03T00:00:00Z 2025-06-04T00:00:00Z");
  }

  @Test
  void readsDaysOfAnotherZoneByHours() {
    assertThat(plan(DAYS, BERLIN, "2025-03-28T23:00:00Z", "2025-03-31T22:00:00Z"))
        .containsExactly("HOURS 2025-03-28T23:00:00Z 2025-03-31T22:00:00Z");
  }

  @Test
  void readsMonthsOfAnotherZoneByDaysButForTheirEnds() {
    assertThat(plan(MONTHS, BERLIN, "2025-05-31T22:00:00Z", "2025-06-30T22:00:00Z"))
        .containsExactly(
            "HOURS 2025-05-31T22:00:00Z 2025-06-01T00:00:00Z",
            "DAYS 2025-06-01T00:00:00Z 2025-06-30T00:00:00Z",
            "HOURS 2025-06-30T00:00:00Z 2025-06-30T22:00:00Z");
  }

  @Test
  void readsAZoneOffTheHourFromSumsWithinItsBucketsAlone() {
    assertThat(plan(DAYS, KATHMANDU, "2025-06-01T18:15:00Z", "2025-06-02T18:15:00Z"))
        .containsExactly(
            "ROWS 2025-06-01T18:15:00Z 2025-06-01T19:00:00Z",
            "HOURS 2025-06-01T19:00:00Z 2025-06-02T18:00:00Z",
            "ROWS 2025-06-02T18:00:00Z 2025-06-02T18:15:00Z");
    assertThat(
            plan(
                new Division.Spans(Duration.ofHours(1)),
                KATHMANDU,
                "2025-06-01T18:30:00Z",
                "2025-06-02T18:30:00Z"))
        .containsExactly("ROWS 2025-06-01T18:30:00Z 2025-06-02T18:30:00Z");
  }

  @Test
  void readsNarrowBucketsFromTheRows() {
    assertThat(
            plan(
                new Division.Spans(Duration.ofMinutes(10)),
                UTC,
                "2025-06-01T00:00:00Z",
                "2025-06-02T00:00:00Z"))
        .containsExactly("ROWS 2025-06-01T00:00:00Z 2025-06-02T00:00:00Z");
  }

  @Test
  void readsNothingFromSumsThatKnowTooLittle() {
    TimeRange range = range("2025-06-01T00:00:00Z", "2025-06-04T00:00:00Z");

    assertThat(
            ReadPlan.of(
                TimeGrid.over(WHOLE, UTC, range),
                range,
                new Sums(Grain.ROWS, _ -> true, Long.MIN_VALUE)))
        .hasSize(1)
        .allMatch(span -> span.grain() == Grain.ROWS);
  }

  @Test
  void keepsTheNumberOfQueriesBoundedWhateverIsStale() {
    String from = "2025-01-01T00:00:00Z";
    String before = "2026-01-01T00:00:00Z";
    LongPredicate everyOther = hour -> hour / TimeRange.HOUR % 2 == 0;

    List<SeriesSpan> spans = plan(WHOLE, UTC, range(from, before), everyOther, Long.MIN_VALUE);

    assertThat(spans).hasSizeLessThanOrEqualTo(ReadPlan.MOST_SPANS);
    covers(spans, range(from, before));
  }

  @Test
  void readsNoRowsInPlaceOfSumsWhereNoRowsAreKept() {
    TimeRange range = range("2024-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    long horizon = TimeRange.micros(Instant.parse("2025-01-01T00:00:00Z"));
    LongPredicate usable = hour -> hour < horizon || hour / TimeRange.HOUR % 2 == 0;

    List<SeriesSpan> spans = plan(WHOLE, UTC, range, usable, horizon);

    assertThat(spans).hasSizeLessThanOrEqualTo(ReadPlan.MOST_SPANS);
    assertThat(spans)
        .filteredOn(span -> span.from().isBefore(TimeRange.instant(horizon)))
        .isNotEmpty()
        .allMatch(span -> span.grain() != Grain.ROWS);
  }

  @Test
  void readsManyRunsBeforeTheHorizonAsOne() {
    TimeRange range = range("2020-01-01T00:00:00Z", "2025-01-01T06:00:00Z");
    long horizon = TimeRange.micros(Instant.parse("2025-01-01T00:00:00Z"));
    String before = "2025-01-01T00:00:00Z";

    assertThat(texts(plan(DAYS, KATHMANDU, range, _ -> true, horizon)))
        .containsExactly("HOURS 2020-01-01T00:00:00Z 2025-01-01T06:00:00Z");
    assertThat(
            texts(
                plan(
                    new Division.Spans(Duration.ofMinutes(90)),
                    UTC,
                    range,
                    hour -> hour < horizon,
                    horizon)))
        .containsExactly(
            "HOURS 2020-01-01T00:00:00Z " + before,
            "ROWS %s 2025-01-01T06:00:00Z".formatted(before));
    assertThat(
            texts(plan(new Division.Spans(Duration.ofHours(36)), UTC, range, _ -> true, horizon)))
        .containsExactly("HOURS 2020-01-01T00:00:00Z 2025-01-01T06:00:00Z");
  }

  @Test
  void readsNoRowsFromBeforeTheyAreKept() {
    TimeRange range = range("2024-12-31T22:30:00Z", "2025-01-01T02:00:00Z");
    long horizon = TimeRange.micros(Instant.parse("2025-01-01T00:00:00Z"));

    assertThat(texts(plan(WHOLE, UTC, range, _ -> true, horizon)))
        .containsExactly("HOURS 2024-12-31T23:00:00Z 2025-01-01T02:00:00Z");
    assertThat(
            texts(
                ReadPlan.of(
                    TimeGrid.over(WHOLE, UTC, range),
                    range,
                    new Sums(Grain.ROWS, _ -> false, horizon))))
        .containsExactly("ROWS 2025-01-01T00:00:00Z 2025-01-01T02:00:00Z");
  }

  @Test
  void coversEveryRangeOnceAndOnTheHourWhereItReadsSums() {
    var random = new Random(SEED);
    List<Division> divisions =
        List.of(WHOLE, DAYS, MONTHS, new Division.Spans(Duration.ofHours(5)));
    List<ZoneId> zones = List.of(UTC, BERLIN, KATHMANDU, ZoneId.of("America/St_Johns"));
    for (int round = 0; round < 500; round++) {
      long from = random.nextLong(1_700_000_000_000_000L, 1_760_000_000_000_000L);
      var range = new TimeRange(from, from + 1 + random.nextLong(40 * TimeRange.DAY));
      Division division = divisions.get(random.nextInt(divisions.size()));
      ZoneId zone = zones.get(random.nextInt(zones.size()));
      int share = random.nextInt(1, 60);
      LongPredicate usable = hour -> hour / TimeRange.HOUR % share != 0;

      List<SeriesSpan> spans = plan(division, zone, range, usable, Long.MIN_VALUE);

      covers(spans, range);
      TimeGrid grid = TimeGrid.over(division, zone, range);
      for (SeriesSpan span : spans) {
        withinBuckets(span, grid);
      }
    }
  }

  private static void covers(List<SeriesSpan> spans, TimeRange range) {
    assertThat(spans.getFirst().from()).isEqualTo(TimeRange.instant(range.fromMicros()));
    assertThat(spans.getLast().before()).isEqualTo(TimeRange.instant(range.beforeMicros()));
    for (int at = 1; at < spans.size(); at++) {
      assertThat(spans.get(at).from()).isEqualTo(spans.get(at - 1).before());
      assertThat(spans.get(at).grain()).isNotEqualTo(spans.get(at - 1).grain());
    }
  }

  /// Each sum that is read lies within one bucket.
  private static void withinBuckets(SeriesSpan span, TimeGrid grid) {
    if (span.grain() == Grain.ROWS) {
      return;
    }
    ChronoUnit unit = span.grain() == Grain.DAYS ? ChronoUnit.DAYS : ChronoUnit.HOURS;
    assertThat(span.from().truncatedTo(unit)).isEqualTo(span.from());
    assertThat(span.before().truncatedTo(unit)).isEqualTo(span.before());
    for (Instant sum = span.from(); sum.isBefore(span.before()); sum = sum.plus(1, unit)) {
      assertThat(grid.at(TimeRange.micros(sum)))
          .isEqualTo(grid.at(TimeRange.micros(sum.plus(1, unit)) - 1));
    }
  }

  private static List<String> plan(
      Division division, ZoneId zone, String from, String before, String... stale) {
    Set<Long> hours =
        Arrays.stream(stale)
            .map(hour -> TimeRange.micros(Instant.parse(hour)))
            .collect(Collectors.toSet());
    return texts(
        plan(division, zone, range(from, before), hour -> !hours.contains(hour), Long.MIN_VALUE));
  }

  private static List<String> texts(List<SeriesSpan> spans) {
    return spans.stream()
        .map(span -> "%s %s %s".formatted(span.grain(), span.from(), span.before()))
        .toList();
  }

  private static List<SeriesSpan> plan(
      Division division, ZoneId zone, TimeRange range, LongPredicate usable, long rowsFrom) {
    return ReadPlan.of(
        TimeGrid.over(division, zone, range), range, new Sums(Grain.DAYS, usable, rowsFrom));
  }

  private static TimeRange range(String from, String before) {
    return new TimeRange(
        TimeRange.micros(Instant.parse(from)), TimeRange.micros(Instant.parse(before)));
  }
}
