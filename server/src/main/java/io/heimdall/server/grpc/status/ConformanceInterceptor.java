package io.heimdall.server.grpc.status;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.RetryInfo;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.heimdall.server.failure.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Holds the server to its own contract: each status that leaves has a reason of the published
/// list, the code that belongs to it, and the details that go with that code. The outermost
/// interceptor, so that it sees what clients see.
public final class ConformanceInterceptor implements ServerInterceptor {
  private static final Logger LOG = System.getLogger(ConformanceInterceptor.class.getName());

  private final Consumer<String> breach;

  private ConformanceInterceptor(Consumer<String> breach) {
    this.breach = breach;
  }

  /// The one for production: a breach is logged, and the status leaves.
  ///
  /// @return the interceptor
  public static ConformanceInterceptor logging() {
    return new ConformanceInterceptor(breach -> LOG.log(Level.ERROR, breach));
  }

  /// The one for tests.
  ///
  /// @param breach is given each breach; may throw
  /// @return the interceptor
  public static ConformanceInterceptor reporting(Consumer<String> breach) {
    return new ConformanceInterceptor(breach);
  }

  @Override
  public <Q, P> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            breach(status, trailers)
                .ifPresent(found ->
                    breach.accept(getMethodDescriptor().getFullMethodName() + ": " + found));
            super.close(status, trailers);
          }
        },
        headers);
  }

  private static Optional<String> breach(Status status, Metadata trailers) {
    if (status.isOk()) {
      return Optional.empty();
    }
    var proto = StatusProto.fromStatusAndTrailers(status, trailers);
    Optional<ErrorInfo> info = StatusDetails.find(proto.getDetailsList(), ErrorInfo.class);
    if (info.isEmpty() || !info.get().getDomain().equals(Statuses.DOMAIN)) {
      return Optional.of(status.getCode() + " leaves without ErrorInfo of " + Statuses.DOMAIN);
    }
    String reason = info.get().getReason();
    Optional<Status.Code> expected = ReasonCodes.of(reason);
    if (expected.isEmpty()) {
      return Optional.of(reason + " is not on the list of reasons");
    }
    if (expected.get() != status.getCode()) {
      return Optional.of(
          reason + " leaves as " + status.getCode() + ", the list says " + expected.get());
    }
    return missing(status.getCode(), proto.getDetailsList(), reason);
  }

  private static Optional<String> missing(Status.Code code, List<Any> details, String reason) {
    Class<? extends Message> needed =
        switch (code) {
          case FAILED_PRECONDITION -> PreconditionFailure.class;
          case UNAVAILABLE -> RetryInfo.class;
          default -> ErrorInfo.class;
        };
    if (reason.equals(Reason.FIELD_INVALID.name())) {
      needed = BadRequest.class;
    }
    return StatusDetails.find(details, needed).isPresent()
        ? Optional.empty()
        : Optional.of(reason + " leaves without " + needed.getSimpleName());
  }
}
