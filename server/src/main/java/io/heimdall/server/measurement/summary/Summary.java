package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.SeriesMetric;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Summarises the measurements of a group in a bucket. What it is not divided or grouped by is
/// null.
///
/// @param bucketStart when the bucket begins
/// @param bucketEnd when it ends, which belongs to the next one
/// @param receiverId the receiver
/// @param frequencyHz the frequency
/// @param band the band, in tenths of a decade above 1 Hz
/// @param hourOfDay the hour of the day, 0 to 23
/// @param count how many measurements there are
/// @param detected how many of them detected a signal
/// @param meanOccupiedFraction the mean of their occupied fractions; null where none has one
/// @param metrics what was asked for, in that order
public record Summary(
    @Nullable Instant bucketStart,
    @Nullable Instant bucketEnd,
    @Nullable Integer receiverId,
    @Nullable Long frequencyHz,
    @Nullable Integer band,
    @Nullable Integer hourOfDay,
    long count,
    long detected,
    @Nullable Double meanOccupiedFraction,
    List<Figures> metrics) {

  /// Copies the metrics.
  public Summary {
    metrics = List.copyOf(metrics);
  }

  /// Summarises a metric, in its unit.
  ///
  /// @param metric which one
  /// @param count how many values there are
  /// @param spread how they are spread; null where there are none
  public record Figures(SeriesMetric metric, long count, @Nullable Spread spread) {}

  /// How values are spread.
  ///
  /// @param mean their mean
  /// @param min the smallest
  /// @param max the largest
  /// @param stddev the standard deviation of a sample; null with fewer than two values
  /// @param p10 the value that 10 % do not exceed, by nearest rank, to the next tenth
  /// @param p50 the median, likewise
  /// @param p90 the value that 90 % do not exceed, likewise
  public record Spread(
      double mean,
      double min,
      double max,
      @Nullable Double stddev,
      double p10,
      double p50,
      double p90) {}
}
