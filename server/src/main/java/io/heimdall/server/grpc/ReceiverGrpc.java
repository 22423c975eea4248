package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.db.Page;
import io.heimdall.db.receiver.CheckFilter;
import io.heimdall.db.receiver.ReceiverCheck;
import io.heimdall.db.receiver.ReceiverFilter;
import io.heimdall.db.receiver.ReceiverRecord;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.call.RequestValidator;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.Etags;
import io.heimdall.server.grpc.message.ListedReceivers;
import io.heimdall.server.grpc.message.ReceiverMessages;
import io.heimdall.server.grpc.message.RecordMessages;
import io.heimdall.server.grpc.message.SuggestionMessages;
import io.heimdall.server.grpc.message.Times;
import io.heimdall.server.grpc.message.UpdateMask;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.server.receiver.choice.ReceiverChoice;
import io.heimdall.server.receiver.registry.CheckHistory;
import io.heimdall.server.receiver.registry.ReceiverChecks;
import io.heimdall.server.receiver.registry.ReceiverImports;
import io.heimdall.server.receiver.registry.ReceiverRegistry;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CheckReceiversResponse;
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
import io.heimdall.v1.ReceiverServiceGrpc.ReceiverServiceImplBase;
import io.heimdall.v1.SuggestReceiversRequest;
import io.heimdall.v1.SuggestReceiversResponse;
import io.heimdall.v1.TestClocksRequest;
import io.heimdall.v1.TestClocksResponse;
import io.heimdall.v1.UpdateReceiverRequest;
import io.heimdall.v1.UpdateReceiverResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The service of receivers over their registry.
final class ReceiverGrpc extends ReceiverServiceImplBase {
  private static final int USUAL_PAGE = 100;
  private static final int MOST_PAGE = 1000;

  private final ReceiverRegistry registry;
  private final ReceiverImports imports;
  private final ReceiverChecks checks;
  private final CheckHistory history;
  private final ReceiverChoice choice;
  private final ClockTestCalls clocks;
  private final RequestValidator validator;
  private final ResponseStreams streams;

  ReceiverGrpc(
      GrpcServices.Receivers receivers, RequestValidator validator, ResponseStreams streams) {
    this.registry = receivers.registry();
    this.imports = receivers.imports();
    this.checks = receivers.checks();
    this.history = receivers.history();
    this.choice = receivers.choice();
    this.clocks = new ClockTestCalls(receivers.clocks(), streams);
    this.validator = validator;
    this.streams = streams;
  }

  @Override
  public void createReceiver(
      CreateReceiverRequest request, StreamObserver<CreateReceiverResponse> observer) {
    var created =
        registry.create(
            Callers.current(),
            request.getRequestId(),
            ReceiverMessages.wanted(request.getReceiver()));
    observer.onNext(CreateReceiverResponse.newBuilder().setReceiver(recorded(created)).build());
    observer.onCompleted();
  }

  @Override
  public void getReceiver(
      GetReceiverRequest request, StreamObserver<GetReceiverResponse> observer) {
    var found = registry.get(request.getReceiverId());
    observer.onNext(GetReceiverResponse.newBuilder().setReceiver(recorded(found)).build());
    observer.onCompleted();
  }

  @Override
  public void listReceivers(
      ListReceiversRequest request, StreamObserver<ListReceiversResponse> observer) {
    Page<io.heimdall.db.receiver.Receiver, Integer> page =
        registry.list(
            filter(request),
            after(request),
            Pages.size(request.getPageSize(), USUAL_PAGE, MOST_PAGE));
    Map<Integer, ReceiverRecord> records =
        history.records(page.rows().stream().map(io.heimdall.db.receiver.Receiver::id).toList());
    var response = ListReceiversResponse.newBuilder();
    Pages.fill(
            page,
            io.heimdall.db.receiver.Receiver::id,
            receiver -> recorded(receiver, records),
            response::addReceivers)
        .ifPresent(
            key -> response.setNextPageToken(PageTokens.issue(request, Integer.toString(key))));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void updateReceiver(
      UpdateReceiverRequest request, StreamObserver<UpdateReceiverResponse> observer) {
    Receiver changes = request.getReceiver();
    var mask = UpdateMask.of(request.getUpdateMask());
    var updated =
        registry.update(
            Callers.current(),
            changes.getReceiverId(),
            Etags.read(changes.getEtag()),
            before -> {
              Receiver merged = mask.apply(changes, ReceiverMessages.of(before));
              validator.verify(CreateReceiverRequest.newBuilder().setReceiver(merged).build());
              return ReceiverMessages.wanted(merged, mask, before);
            });
    observer.onNext(UpdateReceiverResponse.newBuilder().setReceiver(recorded(updated)).build());
    observer.onCompleted();
  }

  @Override
  public void deleteReceiver(
      DeleteReceiverRequest request, StreamObserver<DeleteReceiverResponse> observer) {
    registry.delete(Callers.current(), request.getReceiverId(), Etags.read(request.getEtag()));
    observer.onNext(DeleteReceiverResponse.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public void importReceivers(
      ImportReceiversRequest request, StreamObserver<ImportReceiversResponse> observer) {
    var report =
        imports.run(Callers.current(), ListedReceivers.request(request, validator::verify));
    observer.onNext(ListedReceivers.of(report));
    observer.onCompleted();
  }

  @Override
  public void checkReceivers(
      CheckReceiversRequest request, StreamObserver<CheckReceiversResponse> observer) {
    streams.serve(
        observer,
        responses ->
            checks.run(
                Callers.current(),
                Set.copyOf(request.getReceiverIdsList()),
                request.getCenterFrequencyHz(),
                report ->
                    responses.send(
                        CheckReceiversResponse.newBuilder()
                            .setCheck(ReceiverMessages.of(report))
                            .build())));
  }

  @Override
  public void listReceiverChecks(
      ListReceiverChecksRequest request, StreamObserver<ListReceiverChecksResponse> observer) {
    Times.Range range =
        Times.Range.of(
            "from_time",
            request.hasFromTime() ? request.getFromTime() : null,
            "before_time",
            request.hasBeforeTime() ? request.getBeforeTime() : null);
    int id = request.getReceiverId();
    Page<ReceiverCheck, Instant> page =
        history.list(
            new CheckFilter(id, range.from(), range.before()),
            request.getPageToken().isEmpty()
                ? null
                : PageTokens.read(request, request.getPageToken(), PageKeys::instant),
            Pages.size(request.getPageSize(), USUAL_PAGE, MOST_PAGE));
    var response = ListReceiverChecksResponse.newBuilder();
    Pages.fill(
            page, ReceiverCheck::at, check -> ReceiverMessages.of(id, check), response::addChecks)
        .ifPresent(at -> response.setNextPageToken(PageTokens.issue(request, at.toString())));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void suggestReceivers(
      SuggestReceiversRequest request, StreamObserver<SuggestReceiversResponse> observer) {
    observer.onNext(SuggestionMessages.of(choice.suggest(SuggestionMessages.target(request))));
    observer.onCompleted();
  }

  @Override
  public void testClocks(TestClocksRequest request, StreamObserver<TestClocksResponse> observer) {
    clocks.test(request, observer);
  }

  @Override
  public void listClockTests(
      ListClockTestsRequest request, StreamObserver<ListClockTestsResponse> observer) {
    clocks.list(request, observer);
  }

  private Receiver recorded(io.heimdall.db.receiver.Receiver receiver) {
    return recorded(receiver, history.records(List.of(receiver.id())));
  }

  private static Receiver recorded(
      io.heimdall.db.receiver.Receiver receiver, Map<Integer, ReceiverRecord> records) {
    return ReceiverMessages.of(receiver).toBuilder()
        .setTrackRecord(RecordMessages.of(records.getOrDefault(receiver.id(), ReceiverRecord.NONE)))
        .build();
  }

  private static ReceiverFilter filter(ListReceiversRequest request) {
    return new ReceiverFilter(
        request.hasActive() ? request.getActive() : null,
        request.getDriver().isEmpty() ? null : request.getDriver(),
        request.getFrequencyHz() == 0 ? null : request.getFrequencyHz(),
        request.getCountry().isEmpty() ? null : request.getCountry(),
        request.hasNear()
            ? new ReceiverFilter.Within(
                ReceiverMessages.position(request.getNear()), request.getMaxDistanceKm())
            : null);
  }

  private static @Nullable Integer after(ListReceiversRequest request) {
    return request.getPageToken().isEmpty()
        ? null
        : PageTokens.read(request, request.getPageToken(), Integer::valueOf);
  }
}
