package io.heimdall.server.measurement.summary;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;

/// The buckets that a time range meets, one after another without gaps. Immutable.
final class TimeGrid {

  /// Most buckets of a time range, and most summaries of an answer.
  static final int MOST = 100_000;

  private static final long MICROS_PER_SECOND = 1_000_000;

  /// Bucket i is from bound i to bound i + 1, in microseconds since 1970.
  private final long[] bounds;

  private TimeGrid(long[] bounds) {
    this.bounds = bounds;
  }

  /// Lays the grid.
  ///
  /// @param division how time is divided
  /// @param zone whose days and hours
  /// @param range what it must cover, not empty
  /// @return the grid
  /// @throws FailureException with BUCKETS_TOO_MANY
  static TimeGrid over(Division division, ZoneId zone, TimeRange range) {
    return new TimeGrid(
        switch (division) {
          case Division.Undivided _ -> new long[] {range.fromMicros(), range.beforeMicros()};
          case Division.Spans spans -> spans(spans, zone, range);
          case Division.Calendar calendar -> calendar(calendar, zone, range);
        });
  }

  private static long[] spans(Division.Spans spans, ZoneId zone, TimeRange range) {
    long width = spans.width().toSeconds() * MICROS_PER_SECOND;
    long origin =
        -zone.getRules().getStandardOffset(Instant.EPOCH).getTotalSeconds() * MICROS_PER_SECOND;
    long first = Math.floorDiv(range.fromMicros() - origin, width);
    long last = Math.floorDiv(range.beforeMicros() - 1 - origin, width);
    if (last - first >= MOST) {
      throw tooMany("bucket_width", "%d buckets".formatted(last - first + 1));
    }
    var bounds = new long[(int) (last - first) + 2];
    Arrays.setAll(bounds, at -> origin + (first + at) * width);
    return bounds;
  }

  private static long[] calendar(Division.Calendar calendar, ZoneId zone, TimeRange range) {
    LocalDate day = TimeRange.instant(range.fromMicros()).atZone(zone).toLocalDate();
    LocalDate start =
        switch (calendar.unit()) {
          case DAY -> day;
          case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
          case MONTH -> day.withDayOfMonth(1);
        };
    var bounds = new long[16];
    int size = 0;
    bounds[size++] = midnight(start, zone);
    while (bounds[size - 1] < range.beforeMicros()) {
      if (size > MOST) {
        throw tooMany("bucket_unit", "more than %d buckets".formatted(MOST));
      }
      if (size == bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * size);
      }
      start =
          switch (calendar.unit()) {
            case DAY -> start.plusDays(1);
            case WEEK -> start.plusWeeks(1);
            case MONTH -> start.plusMonths(1);
          };
      // A zone that crossed the date line has left a day out.
      long bound = midnight(start, zone);
      if (bound > bounds[size - 1]) {
        bounds[size++] = bound;
      }
    }
    return Arrays.copyOf(bounds, size);
  }

  private static long midnight(LocalDate day, ZoneId zone) {
    return TimeRange.micros(day.atStartOfDay(zone).toInstant());
  }

  private static FailureException tooMany(String field, String found) {
    return new Failure.Invalid(
            Reason.BUCKETS_TOO_MANY,
            field,
            "the time range has %s, and an answer at most %d: ask for wider ones, or for less time"
                .formatted(found, MOST))
        .exception();
  }

  /// How many buckets there are.
  int size() {
    return bounds.length - 1;
  }

  /// When a bucket begins, in microseconds since 1970.
  long startMicros(int bucket) {
    return bounds[bucket];
  }

  /// When a bucket ends, in microseconds since 1970.
  long endMicros(int bucket) {
    return bounds[bucket + 1];
  }

  /// The bucket of a time within the range.
  int at(long micros) {
    int found = Arrays.binarySearch(bounds, micros);
    int bucket = found >= 0 ? found : -found - 2;
    if (bucket < 0 || bucket >= size()) {
      throw new IllegalArgumentException("%d is outside of the grid".formatted(micros));
    }
    return bucket;
  }
}
