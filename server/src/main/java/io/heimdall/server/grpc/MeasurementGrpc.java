package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.db.Page;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.server.grpc.message.MeasurementFilters;
import io.heimdall.server.grpc.message.MeasurementMessages;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.server.measurement.Measurements;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.ListMeasurementsResponse;
import io.heimdall.v1.MeasurementServiceGrpc.MeasurementServiceImplBase;
import org.jspecify.annotations.Nullable;

/// The service of measurements.
final class MeasurementGrpc extends MeasurementServiceImplBase {
  private static final int USUAL_PAGE = 100;
  private static final int MOST_PAGE = 1000;

  private final Measurements measurements;

  MeasurementGrpc(Measurements measurements) {
    this.measurements = measurements;
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

  private static @Nullable MeasurementKey after(ListMeasurementsRequest request) {
    return request.getPageToken().isEmpty()
        ? null
        : PageKeys.measurement(PageTokens.read(request, request.getPageToken()));
  }
}
