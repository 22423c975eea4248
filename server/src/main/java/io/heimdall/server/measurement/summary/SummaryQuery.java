package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.SeriesMetric;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/// What is to be summarised, and how.
///
/// @param filter which measurements
/// @param division into which buckets
/// @param zone the zone of days and hours
/// @param groups by what they are grouped; empty for not at all
/// @param metrics what is summarised, at least one
/// @param shape which summaries of these, in which order
public record SummaryQuery(
    MeasurementFilter filter,
    Division division,
    ZoneId zone,
    Set<Grouping> groups,
    List<SeriesMetric> metrics,
    Shape shape) {

  /// Copies the lists.
  public SummaryQuery {
    groups = Set.copyOf(groups);
    metrics = List.copyOf(metrics);
  }

  /// Which summaries, in which order.
  ///
  /// @param fillGaps whether every group has every bucket of the time range
  /// @param order how they are sorted
  /// @param limit the most summaries; 0 for all
  public record Shape(boolean fillGaps, Order order, int limit) {}

  /// How summaries are sorted.
  public enum Order {
    /// By time, then by group.
    BY_TIME,
    /// The highest median SNR first; those without any last.
    BEST_FIRST
  }
}
