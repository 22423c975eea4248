package io.heimdall.client.cli;

import com.google.protobuf.Duration;
import io.heimdall.client.Aggregates;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.Units;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.AggregateOrder;
import io.heimdall.v1.CalendarUnit;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementFilter;
import io.heimdall.v1.MeasurementGroup;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `heimdall measurements stats`: summaries over time, receivers and frequencies.
@Command(
    name = "stats",
    description = {
      "Summarise measurements: how many, how many with a signal, the mean of the occupied part of"
          + " their bands, and how the SNR or another value is spread. On a terminal, groups"
          + " without --every show the course of the median over the time range; all share one"
          + " scale."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall measurements stats --by receiver --since 30d",
      "  heimdall measurements stats --by receiver --best-first --min-frequency 77.5kHz"
          + " --max-frequency 77.5kHz",
      "  heimdall measurements stats --by band,hour --zone Europe/Berlin",
      "  heimdall measurements stats --every month --zone Europe/Berlin -r 3"
    })
final class StatsCommand extends ServerCommand {

  @Mixin private MeasurementOptions choice = new MeasurementOptions();

  @Mixin private ListLimit limit = new ListLimit();

  @Option(
      names = "--by",
      paramLabel = "GROUP",
      split = ",",
      description = "By what to group: ${COMPLETION-CANDIDATES}, or several of them.")
  private List<Group> groups = List.of();

  @Option(
      names = "--every",
      paramLabel = "SPAN",
      description = "How to divide time: 1h, 15min, or day, week, month of the zone.")
  private String every = "";

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Whose days and hours: Europe/Berlin. Default: ${DEFAULT-VALUE}.")
  private ZoneId zone = ZoneId.of("UTC");

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "What to summarise: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Metric metric = Metric.snr;

  @Option(names = "--fill", description = "Show spans without measurements too.")
  private boolean fill;

  @Option(names = "--best-first", description = "The highest median SNR first.")
  private boolean bestFirst;

  /// By what to group, as it is written on the command line.
  enum Group {
    /// By receiver.
    receiver(MeasurementGroup.MEASUREMENT_GROUP_RECEIVER),
    /// By frequency.
    frequency(MeasurementGroup.MEASUREMENT_GROUP_FREQUENCY),
    /// By band.
    band(MeasurementGroup.MEASUREMENT_GROUP_BAND),
    /// By hour of the day.
    hour(MeasurementGroup.MEASUREMENT_GROUP_HOUR_OF_DAY);

    private final MeasurementGroup group;

    Group(MeasurementGroup group) {
      this.group = group;
    }

    MeasurementGroup group() {
      return group;
    }
  }

  StatsCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    AggregateMeasurementsRequest query = query();
    Aggregates answer = client.measurements().aggregate(query);
    List<MeasurementAggregate> found = answer.summaries();
    if (json()) {
      found.forEach(summary -> console().print(Json.of(summary)));
    } else {
      var courses = new MedianCourses(console(), client.measurements());
      console().print(new StatsTable(query, metric, zone).of(found, courses.of(query, found)));
    }
    if (found.size() == limit.entries()) {
      console().note("These are the first %d; --limit shows more.".formatted(limit.entries()));
    }
    answer
        .rowsFrom()
        .filter(from -> beginsBefore(query.getFilter(), from))
        .ifPresent(this::noteWhatIsKept);
    return ExitCode.OK;
  }

  private static boolean beginsBefore(MeasurementFilter filter, Instant time) {
    return !filter.hasStartFrom() || WireTimes.instant(filter.getStartFrom()).isBefore(time);
  }

  private void noteWhatIsKept(Instant rowsFrom) {
    console()
        .note(
            ("Before %s only sums of hours, by receiver and band, are kept: other filters, groups"
                    + " by frequency and parts of hours count nothing there.")
                .formatted(rowsFrom));
  }

  private AggregateMeasurementsRequest query() {
    var query =
        AggregateMeasurementsRequest.newBuilder()
            .setFilter(choice.filter())
            .setTimeZone(zone.getId())
            .addMetrics(metric.inContract())
            .setFillGaps(fill)
            .setLimit(limit.entries());
    groups.forEach(group -> query.addGroupBy(group.group()));
    if (bestFirst) {
      query.setOrder(AggregateOrder.AGGREGATE_ORDER_BEST_FIRST);
    }
    divide(query);
    return query.build();
  }

  private void divide(AggregateMeasurementsRequest.Builder query) {
    switch (every.toLowerCase(Locale.ROOT)) {
      case "" -> {}
      case "day" -> query.setBucketUnit(CalendarUnit.CALENDAR_UNIT_DAY);
      case "week" -> query.setBucketUnit(CalendarUnit.CALENDAR_UNIT_WEEK);
      case "month" -> query.setBucketUnit(CalendarUnit.CALENDAR_UNIT_MONTH);
      default -> query.setBucketWidth(Duration.newBuilder().setSeconds(seconds()));
    }
  }

  private long seconds() {
    try {
      java.time.Duration width = Units.duration(every);
      if (width.isPositive() && width.truncatedTo(ChronoUnit.SECONDS).equals(width)) {
        return width.toSeconds();
      }
    } catch (IllegalArgumentException _) {
      // Said below, with what else there is.
    }
    throw new UsageFailure(
        "--every takes whole seconds such as 15min or 1h, or day, week, month; not '%s'."
            .formatted(every));
  }
}
