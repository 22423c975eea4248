package io.heimdall.client;

import com.google.protobuf.FieldMask;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CheckReceiversResponse;
import io.heimdall.v1.ClockTest;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.DeleteReceiverRequest;
import io.heimdall.v1.DeleteReceiverResponse;
import io.heimdall.v1.GetReceiverRequest;
import io.heimdall.v1.ImportReceiversRequest;
import io.heimdall.v1.ImportReceiversResponse;
import io.heimdall.v1.ListClockTestsRequest;
import io.heimdall.v1.ListReceiverChecksRequest;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverCheck;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.SuggestReceiversRequest;
import io.heimdall.v1.SuggestReceiversResponse;
import io.heimdall.v1.TestClocksRequest;
import io.heimdall.v1.TestClocksResponse;
import io.heimdall.v1.UpdateReceiverRequest;
import java.util.UUID;
import java.util.stream.Stream;

/// Operates on the registry of receivers.
public final class Receivers {

  private final Calls calls;

  Receivers(Calls calls) {
    this.calls = calls;
  }

  /// Adds a receiver.
  ///
  /// @param receiver name, driver and URL at least
  /// @return the receiver as stored, with its id
  public Receiver create(Receiver receiver) {
    return calls
        .unary(
            ReceiverServiceGrpc.getCreateReceiverMethod(),
            CreateReceiverRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setReceiver(receiver)
                .build())
        .getReceiver();
  }

  /// Shows a receiver.
  ///
  /// @param receiverId which one
  /// @return the receiver
  public Receiver get(int receiverId) {
    return calls
        .unary(
            ReceiverServiceGrpc.getGetReceiverMethod(),
            GetReceiverRequest.newBuilder().setReceiverId(receiverId).build())
        .getReceiver();
  }

  /// Lists receivers by rising id.
  ///
  /// @param query filters; its page token is looked after here
  /// @return the receivers, fetched page by page as they are taken
  public Stream<Receiver> list(ListReceiversRequest query) {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              ReceiverServiceGrpc.getListReceiversMethod(),
              query.toBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getReceiversList(), page.getNextPageToken());
    });
  }

  /// Changes fields of a receiver.
  ///
  /// @param receiver its id and the new values; with an etag, only if it is still as read
  /// @param fields which fields to change
  /// @return the receiver as stored
  public Receiver update(Receiver receiver, FieldMask fields) {
    return calls
        .unary(
            ReceiverServiceGrpc.getUpdateReceiverMethod(),
            UpdateReceiverRequest.newBuilder().setReceiver(receiver).setUpdateMask(fields).build())
        .getReceiver();
  }

  /// Removes a receiver.
  ///
  /// @param receiverId which one
  public void delete(int receiverId) {
    DeleteReceiverResponse _ =
        calls.unary(
            ReceiverServiceGrpc.getDeleteReceiverMethod(),
            DeleteReceiverRequest.newBuilder().setReceiverId(receiverId).build());
  }

  /// Adds the receivers of a list that are not there yet.
  ///
  /// @param request the list; it is given an id of its own unless it has one
  /// @return what became of the entries
  public ImportReceiversResponse importList(ImportReceiversRequest request) {
    return calls.unary(
        ReceiverServiceGrpc.getImportReceiversMethod(),
        request.getRequestId().isEmpty()
            ? request.toBuilder().setRequestId(UUID.randomUUID().toString()).build()
            : request);
  }

  /// Finds out which receivers would deliver now.
  ///
  /// @param request which ones, and where
  /// @return one result per receiver, in the order in which they come
  public ReplyStream<ReceiverCheck> check(CheckReceiversRequest request) {
    return calls.stream(
        ReceiverServiceGrpc.getCheckReceiversMethod(), request, CheckReceiversResponse::getCheck);
  }

  /// Lists what checks of a receiver have found, the newest first.
  ///
  /// @param query which receiver, and when; its page token is looked after here
  /// @return the checks, fetched page by page as they are taken
  public Stream<ReceiverCheck> checks(ListReceiverChecksRequest query) {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              ReceiverServiceGrpc.getListReceiverChecksMethod(),
              query.toBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getChecksList(), page.getNextPageToken());
    });
  }

  /// Suggests receivers for a target.
  ///
  /// @param request where it is, its frequency, and how many receivers are wanted
  /// @return the receivers, the best first, and their geometry
  public SuggestReceiversResponse suggest(SuggestReceiversRequest request) {
    return calls.unary(ReceiverServiceGrpc.getSuggestReceiversMethod(), request);
  }

  /// Tests clocks and tuning on a time-signal station.
  ///
  /// @param request which receivers, and the station
  /// @return one result per receiver, in the order in which they come
  public ReplyStream<ClockTest> testClocks(TestClocksRequest request) {
    return calls.stream(
        ReceiverServiceGrpc.getTestClocksMethod(), request, TestClocksResponse::getTest);
  }

  /// Lists the tests of a receiver's clock, the newest first.
  ///
  /// @param receiverId which one
  /// @return the tests, fetched page by page as they are taken
  public Stream<ClockTest> clockTests(int receiverId) {
    var query = ListClockTestsRequest.newBuilder().setReceiverId(receiverId).build();
    return Pages.stream(token -> {
      var page =
          calls.unary(
              ReceiverServiceGrpc.getListClockTestsMethod(),
              query.toBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getTestsList(), page.getNextPageToken());
    });
  }
}
