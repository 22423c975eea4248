package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.plot.Curve;
import io.heimdall.client.cli.plot.HoursOfDay;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementFilter;
import io.heimdall.v1.MeasurementGroup;
import io.heimdall.v1.MetricSummary;
import io.heimdall.v1.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Asks for the medians of each receiver that has measured something.
final class ReceiverCourses {

  private final HeimdallClient client;
  private final AggregateMeasurementsRequest query;
  private final Map<Integer, String> names;

  ReceiverCourses(HeimdallClient client, MeasurementFilter filter, Metric metric, ZoneId zone) {
    this.client = client;
    query =
        AggregateMeasurementsRequest.newBuilder()
            .setFilter(filter)
            .addMetrics(metric.inContract())
            .addGroupBy(MeasurementGroup.MEASUREMENT_GROUP_RECEIVER)
            .setTimeZone(zone.getId())
            .build();
    names =
        client
            .receivers()
            .list(ListReceiversRequest.getDefaultInstance())
            .collect(Collectors.toMap(Receiver::getReceiverId, Receiver::getName));
  }

  /// Their courses over time.
  ///
  /// @param every how much time a point stands for
  /// @return one for each receiver, by rising id; spans in which nothing was measured break it
  List<Curve> overTime(Duration every) {
    Map<Integer, List<Curve.Point>> points = new TreeMap<>();
    read(
        query.toBuilder().setBucketWidth(WireTimes.duration(every)).setFillGaps(true).build(),
        part ->
            points
                .computeIfAbsent(part.getReceiverId(), _ -> new ArrayList<>())
                .add(new Curve.Point(middle(part), median(part))));
    return points.entrySet().stream()
        .map(one -> new Curve(name(one.getKey()), one.getValue()))
        .toList();
  }

  /// Their values by the hour of the day.
  ///
  /// @return one for each receiver, by rising id
  List<HoursOfDay> byHour() {
    Map<Integer, Map<Integer, Double>> hours = new TreeMap<>();
    read(
        query.toBuilder().addGroupBy(MeasurementGroup.MEASUREMENT_GROUP_HOUR_OF_DAY).build(),
        part -> {
          Map<Integer, Double> row =
              hours.computeIfAbsent(part.getReceiverId(), _ -> new TreeMap<>());
          median(part).ifPresent(median -> row.put(part.getHourOfDay(), median));
        });
    return hours.entrySet().stream()
        .map(one -> new HoursOfDay(name(one.getKey()), one.getValue()))
        .toList();
  }

  private void read(AggregateMeasurementsRequest request, Consumer<MeasurementAggregate> reader) {
    client.measurements().aggregate(request).summaries().forEach(reader);
  }

  private static OptionalDouble median(MeasurementAggregate part) {
    MetricSummary summary = part.getMetrics(0);
    return Tables.present(summary.hasP50(), summary.getP50());
  }

  private static Instant middle(MeasurementAggregate part) {
    Instant start = WireTimes.instant(part.getBucketStart());
    return start.plus(Duration.between(start, WireTimes.instant(part.getBucketEnd())).dividedBy(2));
  }

  private String name(int receiverId) {
    String name = names.get(receiverId);
    return name == null ? Integer.toString(receiverId) : receiverId + " " + name;
  }
}
