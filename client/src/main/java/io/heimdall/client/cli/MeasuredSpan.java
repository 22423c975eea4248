package io.heimdall.client.cli;

import com.google.protobuf.Timestamp;
import io.heimdall.client.Measurements;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementFilter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Finds out over which time there are measurements.
final class MeasuredSpan {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration FINE = Duration.ofMinutes(5);

  /// So many days are few enough to be looked at more finely.
  private static final int FEW_DAYS = 3;

  private final Measurements measurements;

  MeasuredSpan(Measurements measurements) {
    this.measurements = measurements;
  }

  /// Gives a filter the ends that it lacks: those of what there is, to five minutes where that is
  /// few days, to a day otherwise.
  ///
  /// @param filter what is chosen
  /// @return the same choice with both ends; empty where one was open and nothing is there
  Optional<MeasurementFilter> bounded(MeasurementFilter filter) {
    if (filter.hasStartFrom() && filter.hasStartBefore()) {
      return Optional.of(filter);
    }
    List<MeasurementAggregate> days = buckets(filter, DAY);
    if (days.isEmpty()) {
      return Optional.empty();
    }
    MeasurementFilter within = between(filter, days);
    Duration length =
        Duration.between(
            WireTimes.instant(within.getStartFrom()), WireTimes.instant(within.getStartBefore()));
    if (length.compareTo(DAY.multipliedBy(FEW_DAYS)) > 0) {
      return Optional.of(within);
    }
    List<MeasurementAggregate> parts = buckets(within, FINE);
    return Optional.of(parts.isEmpty() ? within : between(filter, parts));
  }

  private List<MeasurementAggregate> buckets(MeasurementFilter filter, Duration width) {
    return measurements
        .aggregate(
            AggregateMeasurementsRequest.newBuilder()
                .setFilter(filter)
                .setBucketWidth(WireTimes.duration(width))
                .build())
        .summaries();
  }

  private static MeasurementFilter between(
      MeasurementFilter filter, List<MeasurementAggregate> buckets) {
    Timestamp from = buckets.getFirst().getBucketStart();
    Timestamp before = buckets.getLast().getBucketEnd();
    return filter.toBuilder()
        .setStartFrom(filter.hasStartFrom() ? filter.getStartFrom() : from)
        .setStartBefore(filter.hasStartBefore() ? filter.getStartBefore() : before)
        .build();
  }
}
