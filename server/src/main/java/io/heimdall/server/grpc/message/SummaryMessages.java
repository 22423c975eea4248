package io.heimdall.server.grpc.message;

import io.heimdall.db.measurement.SeriesMetric;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.measurement.summary.Division;
import io.heimdall.server.measurement.summary.Grouping;
import io.heimdall.server.measurement.summary.Summary;
import io.heimdall.server.measurement.summary.SummaryQuery;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.AggregateOrder;
import io.heimdall.v1.CalendarUnit;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementGroup;
import io.heimdall.v1.MeasurementMetric;
import io.heimdall.v1.MetricSummary;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/// Summaries on the wire, and what is asked of them.
public final class SummaryMessages {

  private static final double BANDS_PER_DECADE = 10;

  private SummaryMessages() {}

  /// Reads what is to be summarised.
  ///
  /// @param request a request within its limits
  /// @return the domain's
  /// @throws FailureException with TIME_ZONE_UNKNOWN, FIELD_INVALID, or what
  ///   [MeasurementFilters#read] refuses
  public static SummaryQuery read(AggregateMeasurementsRequest request) {
    return new SummaryQuery(
        MeasurementFilters.read(request.getFilter()),
        division(request),
        zone(request.getTimeZone()),
        request.getGroupByList().stream()
            .map(SummaryMessages::grouping)
            .collect(Collectors.toUnmodifiableSet()),
        request.getMetricsCount() == 0
            ? List.of(SeriesMetric.SNR_DB)
            : request.getMetricsList().stream().map(SummaryMessages::metric).toList(),
        new SummaryQuery.Shape(
            request.getFillGaps(),
            request.getOrder() == AggregateOrder.AGGREGATE_ORDER_BEST_FIRST
                ? SummaryQuery.Order.BEST_FIRST
                : SummaryQuery.Order.BY_TIME,
            request.getLimit()));
  }

  private static Division division(AggregateMeasurementsRequest request) {
    return switch (request.getBucketCase()) {
      case BUCKET_WIDTH -> {
        if (request.getBucketWidth().getNanos() != 0) {
          throw new Failure.Invalid(
                  Reason.FIELD_INVALID, "bucket_width", "bucket_width must be in whole seconds")
              .exception();
        }
        yield new Division.Spans(Duration.ofSeconds(request.getBucketWidth().getSeconds()));
      }
      case BUCKET_UNIT -> new Division.Calendar(unit(request.getBucketUnit()));
      case BUCKET_NOT_SET -> new Division.Undivided();
    };
  }

  private static Division.Unit unit(CalendarUnit unit) {
    return switch (unit) {
      case CALENDAR_UNIT_DAY -> Division.Unit.DAY;
      case CALENDAR_UNIT_WEEK -> Division.Unit.WEEK;
      case CALENDAR_UNIT_MONTH -> Division.Unit.MONTH;
      case CALENDAR_UNIT_UNSPECIFIED, UNRECOGNIZED -> throw invalid(unit);
    };
  }

  private static Grouping grouping(MeasurementGroup group) {
    return switch (group) {
      case MEASUREMENT_GROUP_RECEIVER -> Grouping.RECEIVER;
      case MEASUREMENT_GROUP_FREQUENCY -> Grouping.FREQUENCY;
      case MEASUREMENT_GROUP_BAND -> Grouping.BAND;
      case MEASUREMENT_GROUP_HOUR_OF_DAY -> Grouping.HOUR_OF_DAY;
      case MEASUREMENT_GROUP_UNSPECIFIED, UNRECOGNIZED -> throw invalid(group);
    };
  }

  private static SeriesMetric metric(MeasurementMetric metric) {
    return switch (metric) {
      case MEASUREMENT_METRIC_SNR_DB -> SeriesMetric.SNR_DB;
      case MEASUREMENT_METRIC_SIGNAL_POWER_DBFS -> SeriesMetric.SIGNAL_POWER_DBFS;
      case MEASUREMENT_METRIC_FREQUENCY_OFFSET_HZ -> SeriesMetric.FREQUENCY_OFFSET_HZ;
      case MEASUREMENT_METRIC_UNSPECIFIED, UNRECOGNIZED -> throw invalid(metric);
    };
  }

  /// The validator has let nothing of this through.
  private static IllegalArgumentException invalid(Enum<?> value) {
    return new IllegalArgumentException("not a choice: " + value);
  }

  private static ZoneId zone(String name) {
    if (name.isEmpty()) {
      return ZoneOffset.UTC;
    }
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      throw new Failure.Invalid(
              Reason.TIME_ZONE_UNKNOWN,
              "time_zone",
              "time_zone must be an IANA name such as Europe/Berlin, was %s".formatted(name))
          .exception();
    }
    return ZoneId.of(name);
  }

  /// A summary.
  ///
  /// @param summary the domain's
  /// @return the wire's
  public static MeasurementAggregate of(Summary summary) {
    var message =
        MeasurementAggregate.newBuilder()
            .setCount(summary.count())
            .setDetectedCount(summary.detected());
    if (summary.bucketStart() != null) {
      message.setBucketStart(Times.of(summary.bucketStart()));
    }
    if (summary.bucketEnd() != null) {
      message.setBucketEnd(Times.of(summary.bucketEnd()));
    }
    if (summary.receiverId() != null) {
      message.setReceiverId(summary.receiverId());
    }
    if (summary.frequencyHz() != null) {
      message.setCenterFrequencyHz(summary.frequencyHz());
    }
    if (summary.band() != null) {
      message
          .setBandLowHz(Math.pow(10, summary.band() / BANDS_PER_DECADE))
          .setBandHighHz(Math.pow(10, (summary.band() + 1) / BANDS_PER_DECADE));
    }
    if (summary.hourOfDay() != null) {
      message.setHourOfDay(summary.hourOfDay());
    }
    if (summary.meanOccupiedFraction() != null) {
      message.setMeanOccupiedFraction(summary.meanOccupiedFraction());
    }
    summary.metrics().forEach(figures -> message.addMetrics(of(figures)));
    return message.build();
  }

  private static MetricSummary of(Summary.Figures figures) {
    var message =
        MetricSummary.newBuilder().setMetric(metric(figures.metric())).setCount(figures.count());
    Summary.Spread spread = figures.spread();
    if (spread != null) {
      message
          .setMean(spread.mean())
          .setMin(spread.min())
          .setMax(spread.max())
          .setP10(spread.p10())
          .setP50(spread.p50())
          .setP90(spread.p90());
      if (spread.stddev() != null) {
        message.setStddev(spread.stddev());
      }
    }
    return message.build();
  }

  private static MeasurementMetric metric(SeriesMetric metric) {
    return switch (metric) {
      case SNR_DB -> MeasurementMetric.MEASUREMENT_METRIC_SNR_DB;
      case SIGNAL_POWER_DBFS -> MeasurementMetric.MEASUREMENT_METRIC_SIGNAL_POWER_DBFS;
      case FREQUENCY_OFFSET_HZ -> MeasurementMetric.MEASUREMENT_METRIC_FREQUENCY_OFFSET_HZ;
    };
  }
}
