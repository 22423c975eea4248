package io.heimdall.db.measurement;

import java.util.List;

/// What is read of measurements or their sums; what is left out is not sent by the database.
///
/// @param time whether the time is read
/// @param receiver whether the receiver is read
/// @param place what is read of the frequency
/// @param metrics which values are read, in this order
public record SeriesColumns(
    boolean time, boolean receiver, Place place, List<SeriesMetric> metrics) {

  /// Copies the metrics.
  public SeriesColumns {
    metrics = List.copyOf(metrics);
  }

  /// What is read of the frequency.
  public enum Place {
    /// Nothing.
    NONE,
    /// The tenth of a decade it is in.
    BAND,
    /// The frequency itself, which sums do not have.
    FREQUENCY
  }
}
