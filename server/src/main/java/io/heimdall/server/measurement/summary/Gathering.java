package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.SeriesColumns;
import io.heimdall.db.measurement.SeriesColumns.Place;
import io.heimdall.db.measurement.SeriesEntry;
import io.heimdall.db.measurement.SeriesMetric;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sorts measurements and sums into the groups of one query. One thread.
final class Gathering {

  private final SummaryQuery query;
  private final TimeGrid grid;
  private final List<SeriesMetric> metrics;
  private final Budget budget;
  private final CountingRoom room = new CountingRoom();
  private final DayClock clock;
  private final boolean byReceiver;
  private final boolean byHour;
  private final Place place;

  /// In the order in which they came, which is nearly that of time, and that of memory.
  private final Map<GroupKey, GroupTotal> groups = new LinkedHashMap<>();

  /// The group of the entry before, which is often that of the next one.
  private GroupKey lastKey = new GroupKey(-1, 0, 0, 0);

  private GroupTotal lastTotal;

  Gathering(SummaryQuery query, TimeGrid grid, List<SeriesMetric> metrics, Budget budget) {
    this.query = query;
    this.grid = grid;
    this.metrics = metrics;
    this.budget = budget;
    this.clock = new DayClock(query.zone());
    this.byReceiver = query.groups().contains(Grouping.RECEIVER);
    this.byHour = query.groups().contains(Grouping.HOUR_OF_DAY);
    this.place = place(query);
    this.lastTotal = new GroupTotal(List.of(), budget);
  }

  /// What a query needs to know of the frequency.
  static Place place(SummaryQuery query) {
    if (query.groups().contains(Grouping.FREQUENCY)) {
      return Place.FREQUENCY;
    }
    return query.groups().contains(Grouping.BAND) ? Place.BAND : Place.NONE;
  }

  SeriesColumns columns() {
    return new SeriesColumns(grid.size() > 1 || byHour, byReceiver, place, metrics);
  }

  /// Adds the sum of an hour, unless the hour lies across groups: where no rows are kept nobody
  /// knows how it divides.
  void addHour(SeriesEntry entry) {
    long start = entry.startMicros();
    boolean inBucket = grid.size() == 1 || start + TimeRange.HOUR <= grid.endMicros(grid.at(start));
    if (inBucket && (!byHour || clock.sharesHour(start))) {
      add(entry);
    }
  }

  /// Adds a measurement, or a sum that lies within one group.
  void add(SeriesEntry entry) {
    int bucket = grid.size() > 1 ? grid.at(entry.startMicros()) : 0;
    int receiver = byReceiver ? entry.receiverId() : 0;
    long where = place == Place.NONE ? 0 : entry.place();
    int hour = byHour ? clock.hourOfDay(entry.startMicros()) : 0;
    if (bucket != lastKey.bucket()
        || receiver != lastKey.receiverId()
        || where != lastKey.place()
        || hour != lastKey.hourOfDay()) {
      lastKey = new GroupKey(bucket, receiver, where, hour);
      lastTotal = groups.computeIfAbsent(lastKey, _ -> new GroupTotal(metrics, budget));
      refuseMore(groups.size());
    }
    lastTotal.add(entry, room);
  }

  /// Gives every group every bucket of a part of the grid.
  ///
  /// @param first the first bucket; -1 for that of the earliest measurement
  /// @param last the last bucket; -1 for that of the latest measurement
  void fill(int first, int last) {
    int from =
        first >= 0 ? first : groups.keySet().stream().mapToInt(GroupKey::bucket).min().orElse(0);
    int to =
        last >= 0 ? last : groups.keySet().stream().mapToInt(GroupKey::bucket).max().orElse(-1);
    List<GroupKey> found =
        query.groups().isEmpty()
            ? List.of(new GroupKey(0, 0, 0, 0))
            : groups.keySet().stream().map(key -> key.in(0)).distinct().toList();
    refuseMore((long) found.size() * (to - from + 1));
    for (int bucket = from; bucket <= to; bucket++) {
      for (GroupKey group : found) {
        var _ = groups.computeIfAbsent(group.in(bucket), _ -> new GroupTotal(metrics, budget));
      }
    }
  }

  private void refuseMore(long summaries) {
    if (summaries > TimeGrid.MOST) {
      throw new Failure.Invalid(
              Reason.BUCKETS_TOO_MANY,
              "group_by",
              "buckets and groups make more than the %d summaries that an answer holds: ask for wider"
                      .formatted(TimeGrid.MOST)
                  + " buckets, for fewer groups, or for less time")
          .exception();
    }
  }

  /// Hands the groups over, each once.
  Map<GroupKey, GroupTotal> groups() {
    return groups;
  }

  TimeGrid grid() {
    return grid;
  }
}
