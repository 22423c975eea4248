package io.heimdall.client.cli;

import io.heimdall.client.cli.display.Sparkline;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.AggregateMeasurementsRequest.BucketCase;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementGroup;
import io.heimdall.v1.MetricSummary;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// The table of summaries, with columns for what they are divided and grouped by.
final class StatsTable {

  private final AggregateMeasurementsRequest query;
  private final Metric metric;
  private final DateTimeFormatter minutes;
  private final String zone;

  StatsTable(AggregateMeasurementsRequest query, Metric metric, ZoneId zone) {
    this.query = query;
    this.metric = metric;
    this.zone = zone.getId();
    this.minutes = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(zone);
  }

  /// Makes the table.
  ///
  /// @param found the summaries
  /// @param courses the medians of each group over time; empty for no such column
  Table of(
      List<MeasurementAggregate> found, Map<MedianCourses.Group, List<OptionalDouble>> courses) {
    Table table = headings(!courses.isEmpty());
    Sparkline line = Sparkline.over(List.copyOf(courses.values()));
    for (MeasurementAggregate summary : found) {
      List<String> row = row(summary);
      if (!courses.isEmpty()) {
        row.add(line.draw(courses.getOrDefault(MedianCourses.Group.of(summary), List.of())));
      }
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  private Table headings(boolean courses) {
    Table table = new Table();
    if (divided()) {
      table.text("FROM (%s)".formatted(zone));
    }
    if (by(MeasurementGroup.MEASUREMENT_GROUP_RECEIVER)) {
      table.number("ID");
    }
    if (by(MeasurementGroup.MEASUREMENT_GROUP_FREQUENCY)) {
      table.number("FREQUENCY");
    }
    if (by(MeasurementGroup.MEASUREMENT_GROUP_BAND)) {
      table.text("BAND");
    }
    if (by(MeasurementGroup.MEASUREMENT_GROUP_HOUR_OF_DAY)) {
      table.number("HOUR");
    }
    table
        .number("COUNT")
        .number("SIGNAL")
        .number("OCCUPIED %")
        .number("MEDIAN " + metric.heading())
        .number("P10")
        .number("P90")
        .number("MEAN")
        .number("STDDEV")
        .number("MIN")
        .number("MAX");
    if (courses) {
      table.text("MEDIAN OVER TIME");
    }
    return table;
  }

  private List<String> row(MeasurementAggregate summary) {
    var row = new ArrayList<String>();
    if (divided()) {
      row.add(minutes.format(WireTimes.instant(summary.getBucketStart())));
    }
    if (by(MeasurementGroup.MEASUREMENT_GROUP_RECEIVER)) {
      row.add(String.valueOf(summary.getReceiverId()));
    }
    if (by(MeasurementGroup.MEASUREMENT_GROUP_FREQUENCY)) {
      row.add(Units.frequency(summary.getCenterFrequencyHz()));
    }
    if (by(MeasurementGroup.MEASUREMENT_GROUP_BAND)) {
      row.add("%s to %s".formatted(edge(summary.getBandLowHz()), edge(summary.getBandHighHz())));
    }
    if (by(MeasurementGroup.MEASUREMENT_GROUP_HOUR_OF_DAY)) {
      row.add(String.valueOf(summary.getHourOfDay()));
    }
    row.add(String.valueOf(summary.getCount()));
    row.add(String.valueOf(summary.getDetectedCount()));
    row.add(
        Text.figure(
            Tables.present(
                summary.hasMeanOccupiedFraction(), 100 * summary.getMeanOccupiedFraction()),
            1));
    figures(summary.getMetrics(0), row);
    return row;
  }

  private void figures(MetricSummary figures, List<String> row) {
    row.add(figure(figures.hasP50(), figures.getP50()));
    row.add(figure(figures.hasP10(), figures.getP10()));
    row.add(figure(figures.hasP90(), figures.getP90()));
    row.add(figure(figures.hasMean(), figures.getMean()));
    row.add(figure(figures.hasStddev(), figures.getStddev()));
    row.add(figure(figures.hasMin(), figures.getMin()));
    row.add(figure(figures.hasMax(), figures.getMax()));
  }

  private String figure(boolean has, double value) {
    return Text.figure(Tables.present(has, value), metric.decimals());
  }

  /// The end of a band to three digits.
  private static String edge(double hz) {
    double step = Math.pow(10, Math.floor(Math.log10(hz)) - 2);
    return Units.frequency(Math.round(Math.round(hz / step) * step));
  }

  private boolean divided() {
    return query.getBucketCase() != BucketCase.BUCKET_NOT_SET;
  }

  private boolean by(MeasurementGroup group) {
    return query.getGroupByList().contains(group);
  }
}
