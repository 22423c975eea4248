package io.heimdall.client;

import io.heimdall.v1.AcquireRequest;
import io.heimdall.v1.AcquireResponse;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.CancelAcquisitionRequest;
import io.heimdall.v1.GetAcquisitionRequest;
import io.heimdall.v1.ListAcquisitionsRequest;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.StartAcquisitionRequest;
import io.heimdall.v1.StreamSamplesRequest;
import io.heimdall.v1.StreamSamplesResponse;
import io.heimdall.v1.WatchAcquisitionRequest;
import io.heimdall.v1.WatchAcquisitionResponse;
import java.util.UUID;
import java.util.stream.Stream;

/// Runs and follows acquisitions.
public final class Acquisitions {

  private final Calls calls;

  Acquisitions(Calls calls) {
    this.calls = calls;
  }

  /// Starts an acquisition and returns at once.
  ///
  /// @param plan what to do
  /// @return the acquisition as accepted
  public Acquisition start(AcquisitionPlan plan) {
    var request =
        StartAcquisitionRequest.newBuilder()
            .setRequestId(UUID.randomUUID().toString())
            .setPlan(plan)
            .build();
    return calls
        .unary(AcquisitionServiceGrpc.getStartAcquisitionMethod(), request)
        .getAcquisition();
  }

  /// Starts an acquisition and follows it. Closing the watch does not cancel the work. A connection
  /// that breaks is got back, and no acquisition is started twice for it.
  ///
  /// @param plan what to do
  /// @return its events, from a snapshot to the event that ends it
  public AcquisitionWatch acquire(AcquisitionPlan plan) {
    var request =
        AcquireRequest.newBuilder()
            .setRequestId(UUID.randomUUID().toString())
            .setPlan(plan)
            .build();
    return new AcquisitionWatch(
        () ->
            calls.lively(
                AcquisitionServiceGrpc.getAcquireMethod(), request, AcquireResponse::getEvent),
        this::watchOnce,
        calls.reconnect());
  }

  /// Follows an acquisition.
  ///
  /// @param acquisitionId which one
  /// @return its events, from a snapshot to the event that ends it
  public AcquisitionWatch watch(String acquisitionId) {
    var request = WatchAcquisitionRequest.newBuilder().setAcquisitionId(acquisitionId).build();
    return new AcquisitionWatch(() -> watchOnce(request), this::watchOnce, calls.reconnect());
  }

  private ReplyStream<AcquisitionEvent> watchOnce(WatchAcquisitionRequest request) {
    return calls.lively(
        AcquisitionServiceGrpc.getWatchAcquisitionMethod(),
        request,
        WatchAcquisitionResponse::getEvent);
  }

  /// Shows an acquisition.
  ///
  /// @param acquisitionId which one
  /// @return its state
  public Acquisition get(String acquisitionId) {
    return calls
        .unary(
            AcquisitionServiceGrpc.getGetAcquisitionMethod(),
            GetAcquisitionRequest.newBuilder().setAcquisitionId(acquisitionId).build())
        .getAcquisition();
  }

  /// Lists acquisitions, the newest first.
  ///
  /// @param query filters; its page token is looked after here
  /// @return the acquisitions, fetched page by page as they are taken
  public Stream<Acquisition> list(ListAcquisitionsRequest query) {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              AcquisitionServiceGrpc.getListAcquisitionsMethod(),
              query.toBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getAcquisitionsList(), page.getNextPageToken());
    });
  }

  /// Asks an acquisition to end; what was received is kept.
  ///
  /// @param acquisitionId which one
  /// @return its state, usually CANCELLING
  public Acquisition cancel(String acquisitionId) {
    return calls
        .unary(
            AcquisitionServiceGrpc.getCancelAcquisitionMethod(),
            CancelAcquisitionRequest.newBuilder().setAcquisitionId(acquisitionId).build())
        .getAcquisition();
  }

  /// Receives the samples of a running acquisition as they come in.
  ///
  /// @param request which acquisition and receivers
  /// @return the samples; those of one receiver are in order
  public ReplyStream<SampleChunk> samples(StreamSamplesRequest request) {
    return calls.stream(
        AcquisitionServiceGrpc.getStreamSamplesMethod(), request, StreamSamplesResponse::getChunk);
  }
}
