package io.heimdall.server.grpc.call;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/// Holds requests to the limits the contract states, before a handler sees them. Of a stream of
/// requests only the first is looked at: it opens the stream, the others carry bytes, and
/// constraints on each of those would cost more than the work itself.
public final class ValidationInterceptor implements ServerInterceptor {
  private final RequestValidator validator;

  /// Makes the interceptor.
  ///
  /// @param validator knows the limits
  public ValidationInterceptor(RequestValidator validator) {
    this.validator = validator;
  }

  @Override
  public <Q, P> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean opened;

      @Override
      public void onMessage(Q message) {
        if (!opened && message instanceof Message request) {
          opened = true;
          validator.verify(request);
        }
        super.onMessage(message);
      }
    };
  }
}
