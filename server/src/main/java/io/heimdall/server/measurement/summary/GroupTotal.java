package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.SeriesEntry;
import io.heimdall.db.measurement.SeriesMetric;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything of one group. One thread.
final class GroupTotal {

  /// With its key and its place in the map, about.
  private static final int BYTES = 216;

  /// Without its values, about.
  private static final int BYTES_PER_METRIC = 210;

  private final MetricTotal[] metrics;
  private long measured;
  private long detected;
  private long occupiedCount;
  private double occupiedSum;

  /// @param budget of the whole answer
  GroupTotal(List<SeriesMetric> metrics, Budget budget) {
    budget.take(BYTES + (long) BYTES_PER_METRIC * metrics.size());
    this.metrics = new MetricTotal[metrics.size()];
    Arrays.setAll(this.metrics, at -> new MetricTotal(metrics.get(at), budget));
  }

  /// @param entry what to add
  /// @param room where to count
  void add(SeriesEntry entry, CountingRoom room) {
    measured += entry.measured();
    detected += entry.detected();
    occupiedCount += entry.occupiedCount();
    occupiedSum += entry.occupiedSum();
    for (int at = 0; at < metrics.length; at++) {
      metrics[at].add(entry.values(at), room);
    }
  }

  long measured() {
    return measured;
  }

  long detected() {
    return detected;
  }

  @Nullable Double meanOccupiedFraction() {
    return occupiedCount == 0 ? null : (Double) (occupiedSum / occupiedCount);
  }

  List<Summary.Figures> figures() {
    var figures = new Summary.Figures[metrics.length];
    Arrays.setAll(figures, at -> metrics[at].figures());
    return List.of(figures);
  }
}
