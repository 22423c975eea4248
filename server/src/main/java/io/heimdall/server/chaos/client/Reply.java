package io.heimdall.server.chaos.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/// What became of a call.
///
/// @param <T> what it returns when all is well
public sealed interface Reply<T> {

  /// It was done.
  ///
  /// @param <T> what it returned
  /// @param value the same
  /// @param node the server that answered
  record Ok<T>(T value, int node) implements Reply<T> {}

  /// It was refused, and nothing was done.
  ///
  /// @param <T> what it would have returned
  /// @param code the status code
  /// @param reason the reason of its `ErrorInfo`; empty without one
  /// @param message the status's description
  record Failed<T>(Status.Code code, String reason, String message) implements Reply<T> {}

  /// The answer did not arrive, or says that nobody knows: it may have been done.
  ///
  /// @param <T> what it would have returned
  /// @param code the status code
  /// @param reason the reason of its `ErrorInfo`; empty without one
  record Unknown<T>(Status.Code code, String reason) implements Reply<T> {}

  /// Reads a failure.
  ///
  /// @param <T> what the call would have returned
  /// @param failure how it ended
  /// @return the reply
  static <T> Reply<T> of(StatusRuntimeException failure) {
    Status.Code code = failure.getStatus().getCode();
    String reason = reason(failure);
    return switch (code) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED -> new Unknown<>(code, reason);
      default -> new Failed<>(code, reason, String.valueOf(failure.getStatus().getDescription()));
    };
  }

  /// The reason a server gives.
  ///
  /// @param failure how a call ended
  /// @return a name of the contract's table; empty without one
  static String reason(StatusRuntimeException failure) {
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    if (details == null) {
      return "";
    }
    for (Any detail : details.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException _) {
          return "";
        }
      }
    }
    return "";
  }
}
