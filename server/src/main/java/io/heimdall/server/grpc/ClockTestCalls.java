package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.db.Page;
import io.heimdall.db.clock.ClockTest;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.ClockMessages;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.server.receiver.clock.ClockTests;
import io.heimdall.v1.ListClockTestsRequest;
import io.heimdall.v1.ListClockTestsResponse;
import io.heimdall.v1.TestClocksRequest;
import io.heimdall.v1.TestClocksResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The calls of the service of receivers that are about their clocks.
final class ClockTestCalls {
  private static final int USUAL_PAGE = 100;
  private static final int MOST_PAGE = 1000;
  private static final Duration USUAL_DURATION = Duration.ofSeconds(20);

  private final ClockTests tests;
  private final ResponseStreams streams;

  ClockTestCalls(ClockTests tests, ResponseStreams streams) {
    this.tests = tests;
    this.streams = streams;
  }

  void test(TestClocksRequest request, StreamObserver<TestClocksResponse> observer) {
    streams.serve(
        observer,
        responses ->
            tests.run(
                Set.copyOf(request.getReceiverIdsList()),
                request.getStation(),
                duration(request),
                test ->
                    responses.send(
                        TestClocksResponse.newBuilder().setTest(ClockMessages.of(test)).build())));
  }

  private static Duration duration(TestClocksRequest request) {
    return request.hasDuration()
        ? Duration.ofSeconds(request.getDuration().getSeconds(), request.getDuration().getNanos())
        : USUAL_DURATION;
  }

  void list(ListClockTestsRequest request, StreamObserver<ListClockTestsResponse> observer) {
    @Nullable Instant after =
        request.getPageToken().isEmpty()
            ? null
            : PageTokens.read(request, request.getPageToken(), PageKeys::instant);
    Page<ClockTest, Instant> page =
        tests.list(
            request.getReceiverId(),
            after,
            Pages.size(request.getPageSize(), USUAL_PAGE, MOST_PAGE));
    var response = ListClockTestsResponse.newBuilder();
    Pages.fill(page, ClockTest::at, ClockMessages::of, response::addTests)
        .ifPresent(key -> response.setNextPageToken(PageTokens.issue(request, key.toString())));
    observer.onNext(response.build());
    observer.onCompleted();
  }
}
