package io.heimdall.server.grpc.call;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Admits calls up to a limit and refuses the rest, since virtual threads alone would accept any
/// number. A stream counts until it ends. Health and reflection always get through.
public final class CallLimit implements ServerInterceptor {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int limit;
  private final Semaphore free;
  private final LongAdder refused = new LongAdder();

  /// Sets the limit.
  ///
  /// @param limit how many calls are answered at a time
  public CallLimit(int limit) {
    this.limit = limit;
    this.free = new Semaphore(limit);
  }

  /// How many calls were refused so far.
  ///
  /// @return a count since the start
  public long refused() {
    return refused.sum();
  }

  @Override
  public <Q, P> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
    if (String.valueOf(call.getMethodDescriptor().getServiceName()).startsWith("grpc.")) {
      return next.startCall(call, headers);
    }
    if (!free.tryAcquire()) {
      refused.increment();
      throw new Failure.Exhausted(
              Reason.TOO_MANY_CALLS,
              "the server is answering %d calls, as many as it may; try again".formatted(limit),
              RETRY_AFTER,
              Map.of("limit", Integer.toString(limit)))
          .exception();
    }
    var admission = new Admission();
    try {
      return new Releasing<>(next.startCall(call, headers), admission);
    } catch (RuntimeException | Error e) {
      admission.release();
      throw e;
    }
  }

  /// One admitted call. Given back once, whoever comes first.
  private final class Admission {
    private final AtomicBoolean held = new AtomicBoolean(true);

    void release() {
      if (held.compareAndSet(true, false)) {
        free.release();
      }
    }
  }

  /// gRPC ends every call that was started with exactly one of the two.
  private static final class Releasing<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Admission admission;

    Releasing(ServerCall.Listener<Q> listener, Admission admission) {
      super(listener);
      this.admission = admission;
    }

    @Override
    public void onCancel() {
      try {
        super.onCancel();
      } finally {
        admission.release();
      }
    }

    @Override
    public void onComplete() {
      try {
        super.onComplete();
      } finally {
        admission.release();
      }
    }
  }
}
