package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.SeriesSpan;
import io.heimdall.db.measurement.SeriesSpan.Grain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/// Chooses from what each part of a time range is read: a day of UTC from its sum where it lies
/// within one bucket and none of its hours is stale, else each hour likewise, and the rest from the
/// rows. From when on rows are kept the spans follow one another and cover the range, so that
/// nothing counts twice or not at all.
///
/// Before that there is nothing but sums, and what they cannot tell apart does not count. A span of
/// hours goes on over hours that lie across groups, for whoever reads it to leave out: that is one
/// query in place of one before and one after each of them.
final class ReadPlan {

  /// So many queries cost less than reading what they spare.
  static final int MOST_SPANS = 256;

  private final Sums sums;
  private final List<Part> parts = new ArrayList<>();

  /// What sums can be used for.
  ///
  /// @param grain the coarsest that the query allows
  /// @param hourUsable whether an hour, by its beginning in microseconds, is not stale and falls
  ///   into one group
  /// @param rowsFromMicros from when on rows are kept, the beginning of an hour; what lies before
  ///   it is never read from rows, even if some are still there
  record Sums(Grain grain, LongPredicate hourUsable, long rowsFromMicros) {}

  private record Part(Grain grain, long from, long before) {

    long length() {
      return before - from;
    }
  }

  private ReadPlan(Sums sums) {
    this.sums = sums;
  }

  /// Plans.
  ///
  /// @param grid the buckets
  /// @param range what is to be read, within the grid
  /// @param sums what sums can be used for
  /// @return spans in the order of time
  static List<SeriesSpan> of(TimeGrid grid, TimeRange range, Sums sums) {
    var plan = new ReadPlan(sums);
    if (sums.grain() == Grain.ROWS) {
      plan.add(Grain.ROWS, range.fromMicros(), range.beforeMicros());
    } else if (!range.isEmpty()) {
      for (int bucket = grid.at(range.fromMicros());
          bucket < grid.size() && grid.startMicros(bucket) < range.beforeMicros();
          bucket++) {
        plan.cut(
            Math.max(range.fromMicros(), grid.startMicros(bucket)),
            Math.min(range.beforeMicros(), grid.endMicros(bucket)));
      }
    }
    return plan.thinned().stream()
        .map(part ->
            new SeriesSpan(
                part.grain(), TimeRange.instant(part.from()), TimeRange.instant(part.before())))
        .toList();
  }

  /// Cuts what lies within one bucket.
  private void cut(long from, long before) {
    long firstHour = -Math.floorDiv(-from, TimeRange.HOUR) * TimeRange.HOUR;
    long endHour = Math.floorDiv(before, TimeRange.HOUR) * TimeRange.HOUR;
    if (firstHour >= endHour) {
      add(Grain.ROWS, from, before);
      return;
    }
    add(Grain.ROWS, from, firstHour);
    long at = firstHour;
    while (at < endHour) {
      boolean day =
          sums.grain() == Grain.DAYS
              && at % TimeRange.DAY == 0
              && at + TimeRange.DAY <= endHour
              && dayUsable(at);
      long next = at + (day ? TimeRange.DAY : TimeRange.HOUR);
      add(day ? Grain.DAYS : sums.hourUsable().test(at) ? Grain.HOURS : Grain.ROWS, at, next);
      at = next;
    }
    add(Grain.ROWS, endHour, before);
  }

  private boolean dayUsable(long day) {
    for (long hour = day; hour < day + TimeRange.DAY; hour += TimeRange.HOUR) {
      if (!sums.hourUsable().test(hour)) {
        return false;
      }
    }
    return true;
  }

  private void add(Grain grain, long from, long before) {
    long start = grain == Grain.ROWS ? Math.max(from, sums.rowsFromMicros()) : from;
    if (start >= before) {
      return;
    }
    if (!parts.isEmpty() && joins(parts.getLast(), grain, start)) {
      parts.add(new Part(grain, parts.removeLast().from(), before));
    } else {
      parts.add(new Part(grain, start, before));
    }
  }

  /// What was left out between two parts lies before any rows.
  private static boolean joins(Part last, Grain grain, long start) {
    return last.grain() == grain && (last.before() == start || grain == Grain.HOURS);
  }

  /// Reads more finely than it must where that spares queries: first hours in place of days, then
  /// rows in place of ever longer runs of hours, where rows are kept. Before that there is one run
  /// of hours by then.
  private List<Part> thinned() {
    if (parts.size() > MOST_SPANS) {
      lower(Grain.DAYS, Grain.HOURS, Long.MAX_VALUE);
    }
    long longest = TimeRange.HOUR;
    while (parts.size() > MOST_SPANS && longest < Long.MAX_VALUE / 4) {
      longest *= 2;
      lower(Grain.HOURS, Grain.ROWS, longest);
    }
    return parts;
  }

  private void lower(Grain from, Grain to, long longest) {
    List<Part> before = List.copyOf(parts);
    parts.clear();
    for (Part part : before) {
      boolean lowered =
          part.grain() == from
              && part.length() <= longest
              && (to == Grain.HOURS || part.from() >= sums.rowsFromMicros());
      add(lowered ? to : part.grain(), part.from(), part.before());
    }
  }
}
