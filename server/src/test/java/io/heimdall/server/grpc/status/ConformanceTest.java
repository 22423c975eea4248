package io.heimdall.server.grpc.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConformanceTest {

  private final List<String> breaches = new ArrayList<>();

  @Test
  void isKeptByWhateverIsMadeInTheOnePlace() {
    leave(Statuses.of(new Failure.NotFound(Reason.RECEIVER_NOT_FOUND, "none")));
    leave(Statuses.of(new Failure.Invalid(Reason.FIELD_INVALID, "field", "wrong")));
    leave(Statuses.of(new Failure.Precondition(Reason.RECEIVER_IN_USE, "busy", Map.of("a", "b"))));
    leave(Statuses.of(new Failure.AlreadyExists(Reason.RECEIVER_NAME_TAKEN, "taken")));
    leave(Statuses.of(new Failure.Aborted(Reason.ETAG_MISMATCH, "changed")));
    leave(Statuses.of(new Failure.OutOfRange(Reason.SEQUENCE_AHEAD, "ahead")));
    leave(Statuses.of(new Failure.Exhausted(Reason.TOO_MANY_CALLS, "full", Duration.ofMillis(5))));
    leave(Statuses.of(new Failure.Unavailable(Reason.SERVER_STOPPING, "bye", Duration.ZERO)));
    leave(Statuses.of(new Failure.PermissionDenied(Reason.ROLE_TOO_SMALL, "no")));
    leave(Statuses.of(new Failure.Unauthenticated(Reason.TOKEN_MISSING, "who")));
    leave(Statuses.of(new Failure.DataLoss(Reason.OBJECT_CORRUPT, "gone")));
    leave(Statuses.incident("1f"));
    for (TransportReason reason : TransportReason.values()) {
      leave(Statuses.of(reason, "so"));
    }
    leave(new Refusal(Status.OK, new Metadata()));

    assertThat(breaches).isEmpty();
  }

  @Test
  void isBrokenWithoutDetails() {
    leave(new Refusal(Status.UNKNOWN, new Metadata()));

    assertThat(breaches).containsExactly("a/b: UNKNOWN leaves without ErrorInfo of heimdall");
  }

  @Test
  void isBrokenByAReasonNobodyPublished() {
    leave(made(Status.Code.NOT_FOUND, "LOST_IT"));

    assertThat(breaches).containsExactly("a/b: LOST_IT is not on the list of reasons");
  }

  @Test
  void isBrokenByTheCodeOfAnotherReason() {
    leave(made(Status.Code.ABORTED, "RECEIVER_NOT_FOUND"));

    assertThat(breaches)
        .containsExactly("a/b: RECEIVER_NOT_FOUND leaves as ABORTED, the list says NOT_FOUND");
  }

  @Test
  void isBrokenWithoutAdviceWhenToRetry() {
    leave(made(Status.Code.UNAVAILABLE, "SERVER_STOPPING"));
    leave(made(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID"));

    assertThat(breaches)
        .containsExactly(
            "a/b: SERVER_STOPPING leaves without RetryInfo",
            "a/b: FIELD_INVALID leaves without BadRequest");
  }

  private static Refusal made(Status.Code code, String reason) {
    var info = ErrorInfo.newBuilder().setDomain("heimdall").setReason(reason).build();
    var made =
        StatusProto.toStatusException(
            com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .addDetails(Any.pack(info))
                .build());
    Metadata trailers = made.getTrailers();
    return new Refusal(made.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  private void leave(Refusal refusal) {
    ConformanceInterceptor.reporting(breaches::add)
        .interceptCall(
            new Call(),
            new Metadata(),
            (call, _) -> {
              call.close(refusal.status(), refusal.trailers());
              return new ServerCall.Listener<>() {};
            });
  }

  private static final class Call extends ServerCall<Empty, Empty> {
    private @Nullable Status status;

    @Override
    public void request(int numMessages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(Empty message) {}

    @Override
    public void close(Status closed, Metadata trailers) {
      status = closed;
    }

    @Override
    public boolean isCancelled() {
      return status == null;
    }

    @Override
    public MethodDescriptor<Empty, Empty> getMethodDescriptor() {
      var marshaller = ProtoUtils.marshaller(Empty.getDefaultInstance());
      return MethodDescriptor.<Empty, Empty>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("a/b")
          .setRequestMarshaller(marshaller)
          .setResponseMarshaller(marshaller)
          .build();
    }
  }
}
