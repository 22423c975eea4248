package io.heimdall.client;

import io.heimdall.v1.MeasurementAggregate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Summaries of measurements, and since when they know all.
///
/// @param rowsFrom from when on measurements are kept; what was before counts from sums of hours
///   and days alone. Empty where none was removed yet
/// @param summaries in the order that was asked for
public record Aggregates(Optional<Instant> rowsFrom, List<MeasurementAggregate> summaries) {

  /// Copies the summaries.
  public Aggregates {
    summaries = List.copyOf(summaries);
  }
}
