package io.heimdall.client.cli;

import com.google.protobuf.Duration;
import io.heimdall.client.HeimdallException;
import io.heimdall.client.Measurements;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.AggregateMeasurementsRequest.BucketCase;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementFilter;
import io.heimdall.v1.MetricSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// How the median of each group went over the time range, for terminals.
final class MedianCourses {

  private static final int STEPS = 24;

  /// More lines than this nobody looks at, and the server would refuse very many.
  private static final int MOST_LINES = 1_000;

  /// Why the server may not draw courses that are only shown beside an answer.
  private static final Set<String> NOT_DRAWN =
      Set.of("BUCKETS_TOO_MANY", "VALUES_TOO_MANY", "TOO_MANY_CALLS");

  private final Console console;
  private final Measurements measurements;

  /// What sets a group apart.
  record Group(int receiverId, long frequencyHz, double bandLowHz, int hourOfDay) {

    static Group of(MeasurementAggregate summary) {
      return new Group(
          summary.getReceiverId(),
          summary.getCenterFrequencyHz(),
          summary.getBandLowHz(),
          summary.getHourOfDay());
    }
  }

  MedianCourses(Console console, Measurements measurements) {
    this.console = console;
    this.measurements = measurements;
  }

  /// Asks for the courses of summaries that are not divided by time.
  ///
  /// @param query what was asked
  /// @param found what was found
  /// @return a value per step for each group; empty where there is no terminal to show them, or
  ///   nothing to show, or more than the server does beside the answer
  Map<Group, List<OptionalDouble>> of(
      AggregateMeasurementsRequest query, List<MeasurementAggregate> found) {
    boolean shown =
        console.unicode()
            && console.screen().size().isPresent()
            && query.getBucketCase() == BucketCase.BUCKET_NOT_SET
            && !found.isEmpty()
            && found.size() <= MOST_LINES;
    if (!shown) {
      return Map.of();
    }
    try {
      return new MeasuredSpan(measurements)
          .bounded(query.getFilter())
          .map(filter -> courses(query, filter))
          .orElse(Map.of());
    } catch (HeimdallException failure) {
      if (NOT_DRAWN.contains(failure.reason())) {
        return Map.of();
      }
      throw failure;
    }
  }

  private Map<Group, List<OptionalDouble>> courses(
      AggregateMeasurementsRequest query, MeasurementFilter filter) {
    long seconds =
        Math.max(1, filter.getStartBefore().getSeconds() - filter.getStartFrom().getSeconds());
    var divided =
        query.toBuilder()
            .setFilter(filter)
            .setBucketWidth(Duration.newBuilder().setSeconds(Math.ceilDiv(seconds, STEPS)))
            .setFillGaps(true)
            .clearOrder()
            .clearLimit()
            .build();
    var courses = new HashMap<Group, List<OptionalDouble>>();
    for (MeasurementAggregate summary : measurements.aggregate(divided).summaries()) {
      MetricSummary metric = summary.getMetrics(0);
      courses
          .computeIfAbsent(Group.of(summary), _ -> new ArrayList<>())
          .add(Tables.present(metric.hasP50(), metric.getP50()));
    }
    return courses;
  }
}
