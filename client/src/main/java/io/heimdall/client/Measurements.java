package io.heimdall.client;

import com.google.protobuf.Timestamp;
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
import java.util.List;
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
  /// @return the summaries, in the order that was asked for
  public List<MeasurementAggregate> aggregate(AggregateMeasurementsRequest query) {
    return aggregates(query).summaries();
  }

  /// Summarises measurements as [#aggregate] does, and says since when the summaries know all.
  ///
  /// @param query which, and how
  /// @return the summaries, in the order that was asked for
  public Aggregates aggregates(AggregateMeasurementsRequest query) {
    var found = new ArrayList<MeasurementAggregate>();
    Optional<Instant> rowsFrom = Optional.empty();
    try (ReplyStream<AggregateMeasurementsResponse> answers =
        calls.stream(
            MeasurementServiceGrpc.getAggregateMeasurementsMethod(), query, Function.identity())) {
      while (answers.hasNext()) {
        AggregateMeasurementsResponse answer = answers.next();
        found.addAll(answer.getAggregatesList());
        if (answer.hasRowsFrom()) {
          rowsFrom = Optional.of(instant(answer.getRowsFrom()));
        }
      }
    }
    return new Aggregates(rowsFrom, found);
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
