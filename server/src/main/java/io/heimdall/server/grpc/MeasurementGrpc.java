package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.db.Page;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementPosition;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.grpc.message.FrequencyRange;
import io.heimdall.server.grpc.message.MeasurementMessages;
import io.heimdall.server.grpc.message.Times;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.server.measurement.Measurements;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.ListMeasurementsResponse;
import io.heimdall.v1.MeasurementServiceGrpc.MeasurementServiceImplBase;
import java.util.Set;
import java.util.UUID;
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
    Page<Measurement, MeasurementPosition> page =
        measurements.list(
            filter(request),
            after(request),
            Pages.size(request.getPageSize(), USUAL_PAGE, MOST_PAGE));
    var response = ListMeasurementsResponse.newBuilder();
    Pages.fill(page, Measurement::position, MeasurementMessages::of, response::addMeasurements)
        .ifPresent(position ->
            response.setNextPageToken(PageTokens.issue(request, PageKeys.write(position))));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  private static MeasurementFilter filter(ListMeasurementsRequest request) {
    Times.Range start =
        Times.Range.of(
            "start_from",
            request.hasStartFrom() ? request.getStartFrom() : null,
            "start_before",
            request.hasStartBefore() ? request.getStartBefore() : null);
    FrequencyRange tuned =
        FrequencyRange.of(request.getMinFrequencyHz(), request.getMaxFrequencyHz());
    if (request.hasMinSnrDb()
        && request.hasMaxSnrDb()
        && request.getMaxSnrDb() < request.getMinSnrDb()) {
      throw new Failure.Invalid(
              Reason.SNR_RANGE_REVERSED,
              "max_snr_db",
              "max_snr_db is %s, which is below min_snr_db, %s"
                  .formatted(request.getMaxSnrDb(), request.getMinSnrDb()))
          .exception();
    }
    return new MeasurementFilter(
        start.from(),
        start.before(),
        Set.copyOf(request.getReceiverIdsList()),
        request.getAcquisitionId().isEmpty() ? null : UUID.fromString(request.getAcquisitionId()),
        tuned.minHz(),
        tuned.maxHz(),
        request.hasMinSnrDb() ? request.getMinSnrDb() : null,
        request.hasMaxSnrDb() ? request.getMaxSnrDb() : null);
  }

  private static @Nullable MeasurementPosition after(ListMeasurementsRequest request) {
    return request.getPageToken().isEmpty()
        ? null
        : PageKeys.measurement(PageTokens.read(request, request.getPageToken()));
  }
}
