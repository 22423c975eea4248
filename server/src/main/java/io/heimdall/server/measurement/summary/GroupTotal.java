package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.SeriesEntry;
import io.heimdall.db.measurement.SeriesMetric;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything of one group. One thread.
final class GroupTotal {

  /// With its key and its place in the map, about.
  private static final int BYTES = 200;

  /// Without its values, about.
  private static final int BYTES_PER_METRIC = 170;

  private final List<MetricTotal> metrics = new ArrayList<>();
  private long measured;
  private long detected;
  private long occupiedCount;
  private double occupiedSum;

  /// @param budget of the whole answer
  GroupTotal(List<SeriesMetric> metrics, Budget budget) {
    budget.take(BYTES + (long) BYTES_PER_METRIC * metrics.size());
    metrics.forEach(metric -> this.metrics.add(new MetricTotal(metric, budget)));
  }

  void add(SeriesEntry entry) {
    measured += entry.measured();
    detected += entry.detected();
    occupiedCount += entry.occupiedCount();
    occupiedSum += entry.occupiedSum();
    for (int at = 0; at < metrics.size(); at++) {
      metrics.get(at).add(entry.values(at));
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
    return metrics.stream().map(MetricTotal::figures).toList();
  }
}
