package io.heimdall.client;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CheckReceiversResponse;
import io.heimdall.v1.ClockTest;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.CreateReceiverResponse;
import io.heimdall.v1.DeleteReceiverRequest;
import io.heimdall.v1.DeleteReceiverResponse;
import io.heimdall.v1.GetReceiverRequest;
import io.heimdall.v1.GetReceiverResponse;
import io.heimdall.v1.ImportReceiversRequest;
import io.heimdall.v1.ImportReceiversResponse;
import io.heimdall.v1.ListClockTestsRequest;
import io.heimdall.v1.ListClockTestsResponse;
import io.heimdall.v1.ListReceiverChecksRequest;
import io.heimdall.v1.ListReceiverChecksResponse;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.ListReceiversResponse;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverCheck;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.SuggestReceiversRequest;
import io.heimdall.v1.SuggestReceiversResponse;
import io.heimdall.v1.TestClocksRequest;
import io.heimdall.v1.TestClocksResponse;
import io.heimdall.v1.UpdateReceiverRequest;
import io.heimdall.v1.UpdateReceiverResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A registry in memory. Pages of its list hold two receivers.
public final class FakeReceivers extends ReceiverServiceGrpc.ReceiverServiceImplBase {

  private static final int PAGE = 2;

  private final TreeMap<Integer, Receiver> receivers = new TreeMap<>();
  private final List<ReceiverCheck> checks = new CopyOnWriteArrayList<>();
  private final List<Object> requests = new CopyOnWriteArrayList<>();
  private final List<ClockTest> clockTests = new CopyOnWriteArrayList<>();
  private final Map<Long, SuggestReceiversResponse> suggestions = new ConcurrentHashMap<>();
  private final AtomicInteger unavailable = new AtomicInteger();
  private ImportReceiversResponse imported = ImportReceiversResponse.getDefaultInstance();

  FakeReceivers() {}

  /// Puts a receiver into the registry.
  ///
  /// @param receiver with its id
  /// @return the same
  public synchronized Receiver put(Receiver receiver) {
    receivers.put(receiver.getReceiverId(), receiver);
    return receiver;
  }

  /// One receiver as stored.
  ///
  /// @param id which one
  /// @return empty if there is none
  public synchronized Receiver stored(int id) {
    return receivers.getOrDefault(id, Receiver.getDefaultInstance());
  }

  /// Says what CheckReceivers finds, and ListReceiverChecks has found, two a page.
  ///
  /// @param found in order
  public void finds(ReceiverCheck... found) {
    checks.addAll(List.of(found));
  }

  /// Says how ImportReceivers is answered.
  ///
  /// @param answer the answer
  public synchronized void imports(ImportReceiversResponse answer) {
    imported = answer;
  }

  /// The next calls of Get are answered with UNAVAILABLE.
  ///
  /// @param times how many
  public void unavailableTimes(int times) {
    unavailable.set(times);
  }

  /// The requests of one type.
  ///
  /// @param type the type
  /// @param <T> the type
  /// @return in order
  public <T> List<T> requests(Class<T> type) {
    return requests.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public synchronized void createReceiver(
      CreateReceiverRequest request, StreamObserver<CreateReceiverResponse> observer) {
    requests.add(request);
    String name = request.getReceiver().getName();
    if (receivers.values().stream().anyMatch(r -> r.getName().equalsIgnoreCase(name))) {
      observer.onError(
          FakeHeimdall.refusal(
              Status.Code.ALREADY_EXISTS,
              "RECEIVER_NAME_TAKEN",
              "Another receiver is called %s.".formatted(name)));
      return;
    }
    int id = receivers.isEmpty() ? 8 : Math.max(8, receivers.lastKey() + 1);
    Receiver stored = put(request.getReceiver().toBuilder().setReceiverId(id).build());
    FakeHeimdall.answer(observer, CreateReceiverResponse.newBuilder().setReceiver(stored).build());
  }

  @Override
  public synchronized void getReceiver(
      GetReceiverRequest request, StreamObserver<GetReceiverResponse> observer) {
    requests.add(request);
    if (unavailable.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      observer.onError(FakeHeimdall.refusal(Status.Code.UNAVAILABLE, "STARTING", "Not yet."));
      return;
    }
    if (!known(request.getReceiverId(), observer)) {
      return;
    }
    FakeHeimdall.answer(
        observer,
        GetReceiverResponse.newBuilder().setReceiver(stored(request.getReceiverId())).build());
  }

  private boolean known(int id, StreamObserver<?> observer) {
    if (!receivers.containsKey(id)) {
      observer.onError(
          FakeHeimdall.refusal(
              Status.Code.NOT_FOUND,
              "RECEIVER_NOT_FOUND",
              "There is no receiver %d.".formatted(id)));
      return false;
    }
    return true;
  }

  @Override
  public synchronized void listReceivers(
      ListReceiversRequest request, StreamObserver<ListReceiversResponse> observer) {
    requests.add(request);
    int after = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    List<Receiver> rest = List.copyOf(receivers.tailMap(after, false).values());
    List<Receiver> page = rest.subList(0, Math.min(PAGE, rest.size()));
    String next = rest.size() > PAGE ? String.valueOf(page.getLast().getReceiverId()) : "";
    FakeHeimdall.answer(
        observer,
        ListReceiversResponse.newBuilder().addAllReceivers(page).setNextPageToken(next).build());
  }

  @Override
  public synchronized void updateReceiver(
      UpdateReceiverRequest request, StreamObserver<UpdateReceiverResponse> observer) {
    requests.add(request);
    int id = request.getReceiver().getReceiverId();
    if (known(id, observer)) {
      Receiver.Builder updated = stored(id).toBuilder();
      com.google.protobuf.util.FieldMaskUtil.merge(
          request.getUpdateMask(), request.getReceiver(), updated);
      FakeHeimdall.answer(
          observer, UpdateReceiverResponse.newBuilder().setReceiver(put(updated.build())).build());
    }
  }

  @Override
  public synchronized void deleteReceiver(
      DeleteReceiverRequest request, StreamObserver<DeleteReceiverResponse> observer) {
    requests.add(request);
    if (known(request.getReceiverId(), observer)) {
      receivers.remove(request.getReceiverId());
      FakeHeimdall.answer(observer, DeleteReceiverResponse.getDefaultInstance());
    }
  }

  @Override
  public synchronized void importReceivers(
      ImportReceiversRequest request, StreamObserver<ImportReceiversResponse> observer) {
    requests.add(request);
    FakeHeimdall.answer(observer, imported);
  }

  @Override
  public void checkReceivers(
      CheckReceiversRequest request, StreamObserver<CheckReceiversResponse> observer) {
    requests.add(request);
    checks.forEach(
        check -> observer.onNext(CheckReceiversResponse.newBuilder().setCheck(check).build()));
    observer.onCompleted();
  }

  @Override
  public void listReceiverChecks(
      ListReceiverChecksRequest request, StreamObserver<ListReceiverChecksResponse> observer) {
    requests.add(request);
    int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    int end = Math.min(from + PAGE, checks.size());
    FakeHeimdall.answer(
        observer,
        ListReceiverChecksResponse.newBuilder()
            .addAllChecks(checks.subList(from, end))
            .setNextPageToken(end < checks.size() ? String.valueOf(end) : "")
            .build());
  }

  /// Says what SuggestReceivers suggests for a frequency.
  ///
  /// @param frequencyHz the frequency
  /// @param response the suggestion; as many of it are given as are asked for
  public void suggests(long frequencyHz, SuggestReceiversResponse response) {
    suggestions.put(frequencyHz, response);
  }

  @Override
  public void suggestReceivers(
      SuggestReceiversRequest request, StreamObserver<SuggestReceiversResponse> observer) {
    requests.add(request);
    SuggestReceiversResponse all =
        suggestions.getOrDefault(
            request.getFrequencyHz(), SuggestReceiversResponse.getDefaultInstance());
    var some =
        all.getReceiversList().stream()
            .limit(request.getCount() == 0 ? 6 : request.getCount())
            .toList();
    FakeHeimdall.answer(observer, all.toBuilder().clearReceivers().addAllReceivers(some).build());
  }

  /// Says what TestClocks finds, and ListClockTests lists.
  ///
  /// @param found in order
  public void findsClocks(ClockTest... found) {
    clockTests.addAll(List.of(found));
  }

  @Override
  public void testClocks(TestClocksRequest request, StreamObserver<TestClocksResponse> observer) {
    requests.add(request);
    clockTests.forEach(
        test -> observer.onNext(TestClocksResponse.newBuilder().setTest(test).build()));
    observer.onCompleted();
  }

  @Override
  public void listClockTests(
      ListClockTestsRequest request, StreamObserver<ListClockTestsResponse> observer) {
    requests.add(request);
    int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    int to = Math.min(from + PAGE, clockTests.size());
    FakeHeimdall.answer(
        observer,
        ListClockTestsResponse.newBuilder()
            .addAllTests(clockTests.subList(from, to))
            .setNextPageToken(to < clockTests.size() ? String.valueOf(to) : "")
            .build());
  }
}
