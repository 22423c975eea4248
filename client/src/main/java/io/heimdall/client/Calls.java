package io.heimdall.client;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/// Makes the calls of all services: deadline, identity and failures in one place.
final class Calls {

  /// Bytes that may wait in a call that sends and receives before it stops being ready: two chunks.
  private static final int READY_BYTES = 2 << 20;

  private final ManagedChannel channel;
  private final ClientOptions options;
  private final CallOptions callOptions;
  private final Failures failures;

  Calls(ManagedChannel channel, ClientOptions options) {
    this.channel = channel;
    this.options = options;
    this.callOptions =
        options
            .token()
            .map(token -> CallOptions.DEFAULT.withCallCredentials(new BearerCredentials(token)))
            .orElse(CallOptions.DEFAULT);
    this.failures = new Failures(options);
  }

  ClientOptions options() {
    return options;
  }

  /// Waits for a lost connection as long as the options say.
  Reconnect reconnect() {
    return reconnect(options.reconnectFor());
  }

  /// Waits for a lost connection.
  ///
  /// @param limit how long at most
  Reconnect reconnect(Duration limit) {
    return new Reconnect(limit, channel::resetConnectBackoff);
  }

  <Q, R> R unary(MethodDescriptor<Q, R> method, Q request) {
    try {
      return ClientCalls.blockingV2UnaryCall(
          channel, method, callOptions.withDeadlineAfter(options.deadline()), request);
    } catch (StatusException e) {
      throw failures.of(e);
    }
  }

  /// A call with one answer, which may take as long as it takes.
  <Q, R> R patient(MethodDescriptor<Q, R> method, Q request) {
    try {
      return ClientCalls.blockingV2UnaryCall(channel, method, callOptions, request);
    } catch (StatusException e) {
      throw failures.of(e);
    }
  }

  /// A call that sends many messages and gets one answer, which may take as long as it takes.
  <Q, R> R upload(MethodDescriptor<Q, R> method, Sending<Q> requests) throws IOException {
    BlockingClientCall<Q, R> call =
        ClientCalls.blockingClientStreamingCall(channel, method, callOptions);
    try {
      requests.send(call::write);
      call.halfClose();
      R answer = call.read();
      if (answer == null) {
        throw Failures.damaged("The call ended well and without an answer.");
      }
      return answer;
    } catch (StatusException e) {
      throw failures.of(e);
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    } finally {
      call.cancel("over", null);
    }
  }

  /// Writes the messages of an upload, in order.
  interface Sending<Q> {
    /// Sends all of them, or as many as are wanted.
    void send(Wire<Q> wire) throws IOException, InterruptedException, StatusException;
  }

  /// Takes messages as fast as the server reads them.
  interface Wire<Q> {
    /// Sends one.
    ///
    /// @return false when the server has ended the call
    boolean send(Q message) throws InterruptedException, StatusException;
  }

  /// Begins a call that sends and receives at the same time.
  ///
  /// @param answers gets the call to send with, and what comes
  <Q, R> void exchange(MethodDescriptor<Q, R> method, ClientResponseObserver<Q, R> answers) {
    // What it returns is the stream that the observer was given before the call began.
    var _ =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(method, callOptions.withOnReadyThreshold(READY_BYTES)), answers);
  }

  /// What a call ended with, for people.
  HeimdallException failure(Throwable ended) {
    return failures.of(ended);
  }

  /// A call whose answers may be far apart.
  <Q, R, T> ReplyStream<T> stream(
      MethodDescriptor<Q, R> method, Q request, Function<R, T> content) {
    return new CallStream<>(
        ClientCalls.blockingV2ServerStreamingCall(channel, method, callOptions, request),
        content,
        failures,
        null);
  }

  /// A call whose server sends something at least every few seconds.
  <Q, R, T> ReplyStream<T> lively(
      MethodDescriptor<Q, R> method, Q request, Function<R, T> content) {
    Duration silence = options.silence();
    return new CallStream<>(
        ClientCalls.blockingV2ServerStreamingCall(channel, method, callOptions, request),
        content,
        failures,
        silence);
  }
}
