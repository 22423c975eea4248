package io.heimdall.server.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What a client sees of a call that failed.
final class Refused {
  private final com.google.rpc.Status status;

  private Refused(StatusRuntimeException thrown) {
    this.status = requireNonNull(StatusProto.fromThrowable(thrown));
  }

  /// Makes a call that must fail.
  static Refused by(ThrowingCallable call) {
    var thrown = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(thrown).as("the call should fail").isNotNull();
    return new Refused(thrown);
  }

  Refused with(Status.Code code, String reason) {
    assertThat(Status.fromCodeValue(status.getCode()).getCode())
        .as(status.toString())
        .isEqualTo(code);
    assertThat(info().getReason()).isEqualTo(reason);
    assertThat(info().getDomain()).isEqualTo("heimdall");
    return this;
  }

  Refused atField(String field) {
    List<String> fields =
        detail(BadRequest.class).orElseThrow().getFieldViolationsList().stream()
            .map(BadRequest.FieldViolation::getField)
            .toList();
    assertThat(fields).contains(field);
    return this;
  }

  Refused saying(String part) {
    assertThat(status.getMessage()).contains(part);
    return this;
  }

  Refused hiding(String part) {
    assertThat(status.toString()).doesNotContain(part);
    return this;
  }

  Refused withMetadata(String key, String value) {
    assertThat(info().getMetadataMap()).containsEntry(key, value);
    return this;
  }

  Refused withRetry() {
    assertThat(detail(RetryInfo.class)).isPresent();
    return this;
  }

  Refused withoutRetry() {
    assertThat(detail(RetryInfo.class)).isEmpty();
    return this;
  }

  private ErrorInfo info() {
    return detail(ErrorInfo.class).orElseThrow();
  }

  private <M extends Message> Optional<M> detail(Class<M> type) {
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return Optional.of(any.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    return Optional.empty();
  }
}
