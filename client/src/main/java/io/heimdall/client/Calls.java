package io.heimdall.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.function.Function;

/// Makes the calls of all services: deadline, identity and failures in one place.
final class Calls {

  private final Channel channel;
  private final ClientOptions options;
  private final CallOptions callOptions;
  private final Failures failures;

  Calls(Channel channel, ClientOptions options) {
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

  <Q, R> R unary(MethodDescriptor<Q, R> method, Q request) {
    try {
      return ClientCalls.blockingV2UnaryCall(
          channel, method, callOptions.withDeadlineAfter(options.deadline()), request);
    } catch (StatusException e) {
      throw failures.of(e);
    }
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
