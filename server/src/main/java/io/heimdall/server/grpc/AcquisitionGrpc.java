package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.db.Page;
import io.heimdall.db.acquisition.AcquisitionFilter;
import io.heimdall.db.acquisition.AcquisitionKey;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.server.acquisition.Acquisitions;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.AcquisitionMessages;
import io.heimdall.server.grpc.message.Times;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.v1.AcquireRequest;
import io.heimdall.v1.AcquireResponse;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionServiceGrpc.AcquisitionServiceImplBase;
import io.heimdall.v1.CancelAcquisitionRequest;
import io.heimdall.v1.CancelAcquisitionResponse;
import io.heimdall.v1.GetAcquisitionRequest;
import io.heimdall.v1.GetAcquisitionResponse;
import io.heimdall.v1.ListAcquisitionsRequest;
import io.heimdall.v1.ListAcquisitionsResponse;
import io.heimdall.v1.StartAcquisitionRequest;
import io.heimdall.v1.StartAcquisitionResponse;
import io.heimdall.v1.StreamSamplesRequest;
import io.heimdall.v1.StreamSamplesResponse;
import io.heimdall.v1.WatchAcquisitionRequest;
import io.heimdall.v1.WatchAcquisitionResponse;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The service of acquisitions.
final class AcquisitionGrpc extends AcquisitionServiceImplBase {
  private static final int USUAL_PAGE = 50;
  private static final int MOST_PAGE = 500;
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int EVENT_BYTES = 32 << 10;

  private final Acquisitions acquisitions;
  private final SampleRelay relay;
  private final ResponseStreams streams;
  private final InstantSource clock;

  AcquisitionGrpc(
      Acquisitions acquisitions, SampleRelay relay, ResponseStreams streams, InstantSource clock) {
    this.acquisitions = acquisitions;
    this.relay = relay;
    this.streams = streams;
    this.clock = clock;
  }

  @Override
  public void startAcquisition(
      StartAcquisitionRequest request, StreamObserver<StartAcquisitionResponse> observer) {
    AcquisitionSnapshot started =
        acquisitions.start(
            Callers.current(), request.getRequestId(), AcquisitionMessages.plan(request.getPlan()));
    observer.onNext(
        StartAcquisitionResponse.newBuilder()
            .setAcquisition(AcquisitionMessages.of(started))
            .build());
    observer.onCompleted();
  }

  @Override
  public void acquire(AcquireRequest request, StreamObserver<AcquireResponse> observer) {
    // Started here and not in the stream: who hangs up interrupts the stream, never the start.
    AcquisitionSnapshot started =
        acquisitions.start(
            Callers.current(), request.getRequestId(), AcquisitionMessages.plan(request.getPlan()));
    watch(
        observer,
        started.acquisition().id(),
        null,
        event -> AcquireResponse.newBuilder().setEvent(event).build());
  }

  @Override
  public void watchAcquisition(
      WatchAcquisitionRequest request, StreamObserver<WatchAcquisitionResponse> observer) {
    watch(
        observer,
        UUID.fromString(request.getAcquisitionId()),
        request.hasAfterSequence() ? request.getAfterSequence() : null,
        event -> WatchAcquisitionResponse.newBuilder().setEvent(event).build());
  }

  private <T> void watch(
      StreamObserver<T> observer,
      UUID id,
      @Nullable Long afterSequence,
      Function<AcquisitionEvent, T> response) {
    streams.serveWoken(
        observer,
        EVENT_BYTES,
        new EventWriter<>(
            () -> acquisitions.watch(id, afterSequence), afterSequence, response, clock));
  }

  @Override
  public void streamSamples(
      StreamSamplesRequest request, StreamObserver<StreamSamplesResponse> observer) {
    streams.serveWoken(
        observer, CHUNK_BYTES, new SampleWriter(acquisitions, relay, Callers.current(), request));
  }

  @Override
  public void getAcquisition(
      GetAcquisitionRequest request, StreamObserver<GetAcquisitionResponse> observer) {
    AcquisitionSnapshot found = acquisitions.get(UUID.fromString(request.getAcquisitionId()));
    observer.onNext(
        GetAcquisitionResponse.newBuilder().setAcquisition(AcquisitionMessages.of(found)).build());
    observer.onCompleted();
  }

  @Override
  public void listAcquisitions(
      ListAcquisitionsRequest request, StreamObserver<ListAcquisitionsResponse> observer) {
    Page<AcquisitionSnapshot, AcquisitionKey> page =
        acquisitions.list(
            filter(request),
            after(request),
            Pages.size(request.getPageSize(), USUAL_PAGE, MOST_PAGE));
    var response = ListAcquisitionsResponse.newBuilder();
    Pages.fill(
            page,
            row -> row.acquisition().key(),
            AcquisitionMessages::of,
            response::addAcquisitions)
        .ifPresent(
            key -> response.setNextPageToken(PageTokens.issue(request, PageKeys.write(key))));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void cancelAcquisition(
      CancelAcquisitionRequest request, StreamObserver<CancelAcquisitionResponse> observer) {
    AcquisitionSnapshot after =
        acquisitions.cancel(Callers.current(), UUID.fromString(request.getAcquisitionId()));
    observer.onNext(
        CancelAcquisitionResponse.newBuilder()
            .setAcquisition(AcquisitionMessages.of(after))
            .build());
    observer.onCompleted();
  }

  private static AcquisitionFilter filter(ListAcquisitionsRequest request) {
    Times.Range created =
        Times.Range.of(
            "created_from",
            request.hasCreatedFrom() ? request.getCreatedFrom() : null,
            "created_before",
            request.hasCreatedBefore() ? request.getCreatedBefore() : null);
    return new AcquisitionFilter(
        request.getStatesList().stream()
            .map(AcquisitionMessages::state)
            .collect(Collectors.toSet()),
        null,
        request.getRecurringPlanId().isEmpty()
            ? null
            : UUID.fromString(request.getRecurringPlanId()),
        created.from(),
        created.before());
  }

  private static @Nullable AcquisitionKey after(ListAcquisitionsRequest request) {
    return request.getPageToken().isEmpty()
        ? null
        : PageTokens.read(request, request.getPageToken(), PageKeys::acquisition);
  }
}
