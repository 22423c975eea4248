package io.heimdall.client;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.AggregateMeasurementsResponse;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementServiceGrpc;
import io.heimdall.v1.StreamMeasurementsRequest;
import io.heimdall.v1.StreamMeasurementsResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads measurements.
public final class Measurements {

  private final Calls calls;

  Measurements(Calls calls) {
    this.calls = calls;
  }

  /// Lists measurements, the newest first.
  ///
  /// @param query filters; its page token is looked after here
  /// @return the measurements, fetched page by page as they are taken
  public Stream<Measurement> list(ListMeasurementsRequest query) {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              MeasurementServiceGrpc.getListMeasurementsMethod(),
              query.toBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getMeasurementsList(), page.getNextPageToken());
    });
  }

  /// Summarises measurements by time, receiver, frequency, band or hour of the day.
  ///
  /// @param query which, and how
  /// @return the summaries, in the order that was asked for, and since when they know all
  public Aggregates aggregate(AggregateMeasurementsRequest query) {
    var found = new ArrayList<MeasurementAggregate>();
    Optional<Instant> rowsFrom = Optional.empty();
    try (ReplyStream<AggregateMeasurementsResponse> answers =
        calls.stream(
            MeasurementServiceGrpc.getAggregateMeasurementsMethod(), query, Function.identity())) {
      while (answers.hasNext()) {
        AggregateMeasurementsResponse answer = answers.next();
        answer.getAggregatesList().forEach(summary -> check(summary, query));
        found.addAll(answer.getAggregatesList());
        if (answer.hasRowsFrom()) {
          rowsFrom = Optional.of(instant(answer.getRowsFrom()));
        }
      }
    }
    return new Aggregates(rowsFrom, found);
  }

  /// Callers take metrics by their place, and draw spans of time.
  private static void check(MeasurementAggregate summary, AggregateMeasurementsRequest query) {
    int metrics = Math.max(1, query.getMetricsCount());
    boolean right =
        summary.getMetricsCount() == metrics
            && Timestamps.isValid(summary.getBucketStart())
            && Timestamps.isValid(summary.getBucketEnd())
            && Timestamps.compare(summary.getBucketStart(), summary.getBucketEnd()) <= 0;
    if (!right) {
      throw Failures.damaged("A summary of the server is not one of what was asked for.");
    }
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /// Streams measurements, the oldest first, all of them as of one moment.
  ///
  /// @param request which ones, and which of their fields
  /// @return the measurements as they come, to be closed
  public ReplyStream<Measurement> stream(StreamMeasurementsRequest request) {
    return new BatchStream<>(
        calls.stream(
            MeasurementServiceGrpc.getStreamMeasurementsMethod(),
            request,
            StreamMeasurementsResponse::getMeasurementsList));
  }
}
