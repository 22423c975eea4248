package io.heimdall.client;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.v1.AcquireRequest;
import io.heimdall.v1.AcquireResponse;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.CancelAcquisitionRequest;
import io.heimdall.v1.CancelAcquisitionResponse;
import io.heimdall.v1.GetAcquisitionRequest;
import io.heimdall.v1.GetAcquisitionResponse;
import io.heimdall.v1.ListAcquisitionsRequest;
import io.heimdall.v1.ListAcquisitionsResponse;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.StartAcquisitionRequest;
import io.heimdall.v1.StartAcquisitionResponse;
import io.heimdall.v1.StreamSamplesRequest;
import io.heimdall.v1.StreamSamplesResponse;
import io.heimdall.v1.WatchAcquisitionRequest;
import io.heimdall.v1.WatchAcquisitionResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Plays scripts of events, one per call of Acquire or Watch, and shows what it is told to show.
public final class FakeAcquisitions extends AcquisitionServiceGrpc.AcquisitionServiceImplBase {

  /// What one stream sends and how it ends.
  ///
  /// @param events in order
  /// @param end how it ends; null: it stays open and silent
  private record Script(List<AcquisitionEvent> events, @Nullable Throwable end) {}

  private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
  private final List<Object> requests = new CopyOnWriteArrayList<>();
  private final List<Acquisition> shown = new CopyOnWriteArrayList<>();
  private final List<SampleChunk> samples = new CopyOnWriteArrayList<>();
  private volatile @Nullable RuntimeException refusal;

  FakeAcquisitions() {}

  /// The next stream sends these and ends well.
  ///
  /// @param events in order
  public void thenSends(AcquisitionEvent... events) {
    scripts.add(new Script(List.of(events), Status.OK.asException()));
  }

  /// The next stream sends these and breaks.
  ///
  /// @param events in order
  public void thenBreaksAfter(AcquisitionEvent... events) {
    thenFails(
        FakeHeimdall.refusal(Status.Code.UNAVAILABLE, "SERVER_STOPPING", "Come back."), events);
  }

  /// The next stream sends these and fails.
  ///
  /// @param end how
  /// @param events in order
  public void thenFails(RuntimeException end, AcquisitionEvent... events) {
    scripts.add(new Script(List.of(events), end));
  }

  /// The next stream sends these and then nothing for ever.
  ///
  /// @param events in order
  public void thenFallsSilentAfter(AcquisitionEvent... events) {
    scripts.add(new Script(List.of(events), null));
  }

  /// Says what Get and List show; the first one is what Start and Cancel return.
  ///
  /// @param acquisitions in order
  public void shows(Acquisition... acquisitions) {
    shown.clear();
    shown.addAll(List.of(acquisitions));
  }

  /// Says what StreamSamples sends.
  ///
  /// @param chunks in order
  public void streams(SampleChunk... chunks) {
    samples.addAll(List.of(chunks));
  }

  /// From now on every call is refused.
  ///
  /// @param with the refusal
  public void refuses(RuntimeException with) {
    refusal = with;
  }

  /// The requests of one type.
  ///
  /// @param type the type
  /// @param <T> the type
  /// @return in order
  public <T> List<T> requests(Class<T> type) {
    return requests.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private boolean refused(Object request, StreamObserver<?> observer) {
    requests.add(request);
    RuntimeException with = refusal;
    if (with != null) {
      observer.onError(with);
    }
    return with != null;
  }

  private void play(Consumer<AcquisitionEvent> send, StreamObserver<?> observer) {
    Script script = scripts.remove();
    script.events().forEach(send);
    if (script.end() != null && Status.fromThrowable(script.end()).isOk()) {
      observer.onCompleted();
    } else if (script.end() != null) {
      observer.onError(script.end());
    }
  }

  @Override
  public void acquire(AcquireRequest request, StreamObserver<AcquireResponse> observer) {
    if (!refused(request, observer)) {
      play(
          event -> observer.onNext(AcquireResponse.newBuilder().setEvent(event).build()), observer);
    }
  }

  @Override
  public void watchAcquisition(
      WatchAcquisitionRequest request, StreamObserver<WatchAcquisitionResponse> observer) {
    if (!refused(request, observer)) {
      play(
          event -> observer.onNext(WatchAcquisitionResponse.newBuilder().setEvent(event).build()),
          observer);
    }
  }

  @Override
  public void startAcquisition(
      StartAcquisitionRequest request, StreamObserver<StartAcquisitionResponse> observer) {
    if (!refused(request, observer)) {
      FakeHeimdall.answer(
          observer,
          StartAcquisitionResponse.newBuilder()
              .setAcquisition(shown.getFirst().toBuilder().setPlan(request.getPlan()))
              .build());
    }
  }

  @Override
  public void getAcquisition(
      GetAcquisitionRequest request, StreamObserver<GetAcquisitionResponse> observer) {
    if (!refused(request, observer)) {
      shown.stream()
          .filter(a -> a.getAcquisitionId().equals(request.getAcquisitionId()))
          .findFirst()
          .ifPresentOrElse(
              a ->
                  FakeHeimdall.answer(
                      observer, GetAcquisitionResponse.newBuilder().setAcquisition(a).build()),
              () ->
                  observer.onError(
                      FakeHeimdall.refusal(
                          Status.Code.NOT_FOUND,
                          "ACQUISITION_NOT_FOUND",
                          "There is no such acquisition.")));
    }
  }

  @Override
  public void listAcquisitions(
      ListAcquisitionsRequest request, StreamObserver<ListAcquisitionsResponse> observer) {
    if (!refused(request, observer)) {
      int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
      var page = ListAcquisitionsResponse.newBuilder();
      if (from < shown.size()) {
        page.addAcquisitions(shown.get(from)); // A page holds one: clients have to turn it.
      }
      FakeHeimdall.answer(
          observer,
          page.setNextPageToken(from + 1 < shown.size() ? String.valueOf(from + 1) : "").build());
    }
  }

  @Override
  public void cancelAcquisition(
      CancelAcquisitionRequest request, StreamObserver<CancelAcquisitionResponse> observer) {
    if (!refused(request, observer)) {
      FakeHeimdall.answer(
          observer,
          CancelAcquisitionResponse.newBuilder().setAcquisition(shown.getFirst()).build());
    }
  }

  @Override
  public void streamSamples(
      StreamSamplesRequest request, StreamObserver<StreamSamplesResponse> observer) {
    if (!refused(request, observer)) {
      samples.forEach(
          chunk -> observer.onNext(StreamSamplesResponse.newBuilder().setChunk(chunk).build()));
      observer.onCompleted();
    }
  }
}
