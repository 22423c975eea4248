package io.heimdall.server.measurement.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeGridTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void countsSpansFromTheStandardTimeOf1970() {
    assertThat(
            starts(
                new Division.Spans(Duration.ofDays(1)),
                BERLIN,
                "2025-06-01T00:00:00Z",
                "2025-06-03T00:00:00Z"))
        .containsExactly("2025-05-31T23:00:00Z", "2025-06-01T23:00:00Z", "2025-06-02T23:00:00Z");
  }

  @Test
  void countsSpansBefore1970Too() {
    assertThat(
            starts(
                new Division.Spans(Duration.ofHours(7)),
                UTC,
                "1969-12-31T12:00:00Z",
                "1970-01-01T00:00:00Z"))
        .containsExactly("1969-12-31T10:00:00Z", "1969-12-31T17:00:00Z");
  }

  @Test
  void makesDaysLongerAndShorterWhereClocksChange() {
    assertThat(
            starts(
                new Division.Calendar(Division.Unit.DAY),
                BERLIN,
                "2025-03-29T12:00:00Z",
                "2025-03-31T12:00:00Z"))
        .containsExactly("2025-03-28T23:00:00Z", "2025-03-29T23:00:00Z", "2025-03-30T22:00:00Z");
  }

  @Test
  void beginsWeeksOnMonday() {
    assertThat(
            starts(
                new Division.Calendar(Division.Unit.WEEK),
                UTC,
                "2025-06-01T00:00:00Z",
                "2025-06-09T00:00:00Z"))
        .containsExactly("2025-05-26T00:00:00Z", "2025-06-02T00:00:00Z");
  }

  @Test
  void beginsMonthsOnTheFirst() {
    assertThat(
            starts(
                new Division.Calendar(Division.Unit.MONTH),
                ZoneId.of("Asia/Kathmandu"),
                "2024-12-31T18:00:00Z",
                "2025-02-01T00:00:00Z"))
        .containsExactly("2024-11-30T18:15:00Z", "2024-12-31T18:15:00Z", "2025-01-31T18:15:00Z");
  }

  @Test
  void leavesOutADayThatAZoneHasLeftOut() {
    assertThat(
            starts(
                new Division.Calendar(Division.Unit.DAY),
                ZoneId.of("Pacific/Apia"),
                "2011-12-30T00:00:00Z",
                "2011-12-31T11:00:00Z"))
        .containsExactly("2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z");
  }

  @Test
  void findsTheBucketOfATime() {
    TimeGrid grid =
        TimeGrid.over(
            new Division.Calendar(Division.Unit.DAY),
            BERLIN,
            range("2025-03-29T12:00:00Z", "2025-03-31T12:00:00Z"));

    assertThat(grid.at(micros("2025-03-29T23:00:00Z") - 1)).isEqualTo(0);
    assertThat(grid.at(micros("2025-03-29T23:00:00Z"))).isEqualTo(1);
    assertThat(grid.at(micros("2025-03-30T22:00:00Z"))).isEqualTo(2);
  }

  @Test
  void refusesTooManyBucketsAndNamesTheField() {
    assertThat(refused(new Division.Spans(Duration.ofSeconds(1)))).isEqualTo("bucket_width");
    assertThat(refused(new Division.Calendar(Division.Unit.DAY))).isEqualTo("bucket_unit");
  }

  private static String refused(Division division) {
    var refused =
        catchThrowableOfType(
            FailureException.class,
            () ->
                TimeGrid.over(
                    division, BERLIN, range("1700-01-01T00:00:00Z", "2025-01-01T00:00:00Z")));
    var failure = (Failure.Invalid) refused.failure();
    assertThat(failure.reason()).isEqualTo(Reason.BUCKETS_TOO_MANY);
    return failure.violations().getFirst().field();
  }

  private static List<String> starts(Division division, ZoneId zone, String from, String before) {
    TimeGrid grid = TimeGrid.over(division, zone, range(from, before));
    return IntStream.range(0, grid.size())
        .mapToObj(bucket -> TimeRange.instant(grid.startMicros(bucket)).toString())
        .toList();
  }

  private static TimeRange range(String from, String before) {
    return new TimeRange(micros(from), micros(before));
  }

  private static long micros(String time) {
    return TimeRange.micros(Instant.parse(time));
  }
}
