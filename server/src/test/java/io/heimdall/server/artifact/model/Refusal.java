package io.heimdall.server.artifact.model;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.Serial;

/// Why a call fails, as the contract has it.
record Refusal(Status.Code code, String reason) {

  static final Refusal DENIED_ROLE = new Refusal(Status.Code.PERMISSION_DENIED, "ROLE_TOO_SMALL");
  static final Refusal DENIED_ACCESS =
      new Refusal(Status.Code.PERMISSION_DENIED, "ACCESS_TOO_SMALL");
  static final Refusal NO_ARTIFACT = new Refusal(Status.Code.NOT_FOUND, "ARTIFACT_NOT_FOUND");
  static final Refusal NO_VERSION =
      new Refusal(Status.Code.NOT_FOUND, "ARTIFACT_VERSION_NOT_FOUND");
  static final Refusal NO_REVISION =
      new Refusal(Status.Code.NOT_FOUND, "ARTIFACT_REVISION_NOT_FOUND");
  static final Refusal NO_UPLOAD = new Refusal(Status.Code.NOT_FOUND, "UPLOAD_NOT_FOUND");
  static final Refusal DELETED = new Refusal(Status.Code.FAILED_PRECONDITION, "ARTIFACT_DELETED");
  static final Refusal NOT_DELETED =
      new Refusal(Status.Code.FAILED_PRECONDITION, "ARTIFACT_NOT_DELETED");
  static final Refusal ENDED = new Refusal(Status.Code.FAILED_PRECONDITION, "UPLOAD_ENDED");
  static final Refusal NOT_WRITTEN =
      new Refusal(Status.Code.FAILED_PRECONDITION, "UPLOAD_NOT_WRITTEN");
  static final Refusal OTHER_ETAG = new Refusal(Status.Code.ABORTED, "ETAG_MISMATCH");
  static final Refusal BUSY = new Refusal(Status.Code.ABORTED, "UPLOAD_BUSY");
  static final Refusal AHEAD = new Refusal(Status.Code.OUT_OF_RANGE, "OFFSET_AHEAD");
  static final Refusal RANGE = new Refusal(Status.Code.OUT_OF_RANGE, "RANGE_INVALID");
  static final Refusal FIELD = invalid("FIELD_INVALID");
  static final Refusal NAME = invalid("NAME_INVALID");
  static final Refusal MASK = invalid("UPDATE_MASK_INVALID");
  static final Refusal CONTENT = invalid("CONTENT_MISMATCH");
  static final Refusal TYPE = invalid("CONTENT_TYPE_REFUSED");
  static final Refusal TOO_LARGE = invalid("ARTIFACT_TOO_LARGE");
  static final Refusal REUSED = invalid("REQUEST_ID_REUSED");
  static final Refusal CHECKSUM = invalid("CHECKSUM_MISMATCH");
  static final Refusal OVERLAP = invalid("OVERLAP_DIFFERS");
  static final Refusal OFFSET = invalid("OFFSET_MISMATCH");

  private static Refusal invalid(String reason) {
    return new Refusal(Status.Code.INVALID_ARGUMENT, reason);
  }

  /// Reads what a call failed with.
  static Refusal of(StatusRuntimeException thrown) {
    com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
    String reason = "no reason: " + thrown.getMessage();
    if (status != null) {
      for (Any any : status.getDetailsList()) {
        if (any.is(ErrorInfo.class)) {
          reason = reason(any);
        }
      }
    }
    return new Refusal(thrown.getStatus().getCode(), reason);
  }

  private static String reason(Any any) {
    try {
      return any.unpack(ErrorInfo.class).getReason();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  RefusedException exception() {
    return new RefusedException(this);
  }

  /// Thrown by the model where the service is to refuse.
  static final class RefusedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    private RefusedException(Refusal refusal) {
      super(refusal.reason(), null, false, false);
      this.refusal = refusal;
    }

    Refusal refusal() {
      return refusal;
    }
  }
}
