package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.db.Page;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.MeasurementColumns;
import io.heimdall.server.grpc.message.MeasurementFilters;
import io.heimdall.server.grpc.message.MeasurementMessages;
import io.heimdall.server.grpc.message.SummaryMessages;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.server.measurement.Measurements;
import io.heimdall.server.measurement.summary.Summaries;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.AggregateMeasurementsResponse;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.ListMeasurementsResponse;
import io.heimdall.v1.MeasurementServiceGrpc.MeasurementServiceImplBase;
import io.heimdall.v1.StreamMeasurementsRequest;
import io.heimdall.v1.StreamMeasurementsResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The service of measurements.
final class MeasurementGrpc extends MeasurementServiceImplBase {
  private static final int USUAL_PAGE = 100;
  private static final int MOST_PAGE = 1000;

  /// A stream holds a connection to the database, which others need too.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Measurements measurements;
  private final Summaries summaries;
  private final ResponseStreams streams;

  MeasurementGrpc(GrpcServices.Measured measured, ResponseStreams streams) {
    this.measurements = measured.rows();
    this.summaries = measured.summaries();
    this.streams = streams;
  }

  @Override
  public void listMeasurements(
      ListMeasurementsRequest request, StreamObserver<ListMeasurementsResponse> observer) {
    Page<Measurement, MeasurementKey> page =
        measurements.list(
            MeasurementFilters.read(request.getFilter()),
            after(request),
            Pages.size(request.getPageSize(), USUAL_PAGE, MOST_PAGE));
    var response = ListMeasurementsResponse.newBuilder();
    Pages.fill(page, Measurement::key, MeasurementMessages::of, response::addMeasurements)
        .ifPresent(
            key -> response.setNextPageToken(PageTokens.issue(request, PageKeys.write(key))));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void aggregateMeasurements(
      AggregateMeasurementsRequest request,
      StreamObserver<AggregateMeasurementsResponse> observer) {
    streams.serveWoken(
        observer,
        SummaryWriter.BATCH_BYTES,
        new SummaryWriter(summaries, SummaryMessages.read(request), PATIENCE));
  }

  @Override
  public void streamMeasurements(
      StreamMeasurementsRequest request, StreamObserver<StreamMeasurementsResponse> observer) {
    streams.serveWoken(
        observer,
        MeasurementWriter.BATCH_BYTES,
        new MeasurementWriter(
            measurements,
            MeasurementFilters.read(request.getFilter()),
            MeasurementColumns.of(request.getReadMask()),
            PATIENCE));
  }

  private static @Nullable MeasurementKey after(ListMeasurementsRequest request) {
    return request.getPageToken().isEmpty()
        ? null
        : PageTokens.read(request, request.getPageToken(), PageKeys::measurement);
  }
}
