package io.heimdall.server.grpc.status;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;

/// Ends each call that failed with the status its failure has, whichever way the failure came:
/// thrown by a handler or another interceptor, or given to `StreamObserver.onError` by another
/// thread. Handlers hold no transport catch.
///
/// The outermost interceptor but one. What is thrown after the call has ended (the caller hung up)
/// reaches nobody and is logged only when it is a fault of ours.
public final class FailureInterceptor implements ServerInterceptor {
  private final Faults faults = new Faults();

  /// Makes the interceptor.
  public FailureInterceptor() {}

  @Override
  public <Q, P> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
    var ending = new Ending<Q, P>(call);
    try {
      return new Guard<>(next.startCall(ending, headers), ending);
    } catch (RuntimeException | Error thrown) {
      ending.end(thrown);
      return new ServerCall.Listener<>() {};
    }
  }

  /// The call, which ends at most once and only with a status that [Statuses] made.
  private final class Ending<Q, P> extends SimpleForwardingServerCall<Q, P> {
    private final AtomicBoolean ended = new AtomicBoolean();

    Ending(ServerCall<Q, P> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      if (delegate().isCancelled()) {
        if (status.getCause() != null) {
          faults.late(method(), status.getCause());
        }
        close(Statuses.of(TransportReason.CALL_CANCELLED, "the call was cancelled"));
      } else if (Faults.leaves(status, trailers)) {
        super.close(status, trailers);
      } else {
        close(faults.refusal(method(), status));
      }
    }

    void end(Throwable thrown) {
      if (delegate().isCancelled() || ended.get()) {
        faults.late(method(), thrown);
      } else if (ended.compareAndSet(false, true)) {
        close(faults.refusal(method(), thrown));
      }
    }

    private void close(Refusal refusal) {
      super.close(refusal.status(), refusal.trailers());
    }

    private String method() {
      return getMethodDescriptor().getFullMethodName();
    }
  }

  /// Catches what handlers throw. After a failure the caller's further messages reach nobody.
  private static final class Guard<Q> extends SimpleForwardingServerCallListener<Q> {
    private final FailureInterceptor.Ending<Q, ?> call;

    /// Touched by the call's serialised callbacks only.
    private boolean failed;

    Guard(ServerCall.Listener<Q> listener, Ending<Q, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      if (!failed) {
        guarded(() -> super.onMessage(message));
      }
    }

    @Override
    public void onHalfClose() {
      if (!failed) {
        guarded(super::onHalfClose);
      }
    }

    @Override
    public void onReady() {
      if (!failed) {
        guarded(super::onReady);
      }
    }

    @Override
    public void onCancel() {
      guarded(super::onCancel);
    }

    @Override
    public void onComplete() {
      guarded(super::onComplete);
    }

    private void guarded(Runnable event) {
      try {
        event.run();
      } catch (RuntimeException | Error thrown) {
        failed = true;
        call.end(thrown);
      }
    }
  }
}
