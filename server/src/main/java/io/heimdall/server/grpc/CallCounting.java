package io.heimdall.server.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.status.StatusDetails;
import io.heimdall.server.grpc.status.TransportReason;
import io.heimdall.v1.ArtifactServiceGrpc;
import java.util.concurrent.atomic.AtomicBoolean;

/// Counts how calls of artifacts end, each once: with the status that leaves, or because the caller
/// hung up. Stands before everything that can refuse a call, so that it sees what callers see, and
/// is told later who calls.
final class CallCounting implements ServerInterceptor {

  private static final String NOBODY = "";
  private static final String NO_REASON = "";

  private final CallTally tally;

  /// @param tally told of each call that has ended
  CallCounting(CallTally tally) {
    this.tally = tally;
  }

  @Override
  public <Q, P> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
    if (!counted(call.getMethodDescriptor())) {
      return next.startCall(call, headers);
    }
    var ending = new Ending(String.valueOf(call.getMethodDescriptor().getBareMethodName()));
    var watched =
        new SimpleForwardingServerCall<Q, P>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            ending.ended(status.isOk() ? NO_REASON : StatusDetails.reason(status, trailers));
            super.close(status, trailers);
          }
        };
    Context context = Callers.telling(caller -> ending.user = caller.name());
    return new SimpleForwardingServerCallListener<>(
        Contexts.interceptCall(context, watched, headers, next)) {
      @Override
      public void onCancel() {
        ending.ended(cancelled().name());
        super.onCancel();
      }
    };
  }

  /// Names of methods that do not exist are whatever callers say.
  private static boolean counted(MethodDescriptor<?, ?> method) {
    return ArtifactServiceGrpc.SERVICE_NAME.equals(method.getServiceName())
        && method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier;
  }

  private static TransportReason cancelled() {
    Deadline deadline = Context.current().getDeadline();
    return deadline != null && deadline.isExpired()
        ? TransportReason.DEADLINE_PASSED
        : TransportReason.CALL_CANCELLED;
  }

  /// The end of one call.
  private final class Ending {
    private final String method;
    private final AtomicBoolean over = new AtomicBoolean();

    /// Written before the handler begins.
    private volatile String user = NOBODY;

    Ending(String method) {
      this.method = method;
    }

    void ended(String reason) {
      if (over.compareAndSet(false, true)) {
        tally.ended(user, method, left(reason) ? NO_REASON : reason);
      }
    }

    /// Who watches ends that by leaving.
    private boolean left(String reason) {
      return method.equals(ArtifactServiceGrpc.getWatchArtifactsMethod().getBareMethodName())
          && reason.equals(TransportReason.CALL_CANCELLED.name());
    }
  }
}
