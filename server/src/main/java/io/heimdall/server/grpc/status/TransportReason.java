package io.heimdall.server.grpc.status;

import io.grpc.Status;

/// Reasons that belong to the transport and not to the domain, part of the same contract as
/// [io.heimdall.server.failure.Reason].
public enum TransportReason {
  /// The caller hung up.
  CALL_CANCELLED(Status.Code.CANCELLED),
  /// The caller's deadline passed.
  DEADLINE_PASSED(Status.Code.DEADLINE_EXCEEDED),
  /// There is no such method.
  METHOD_UNKNOWN(Status.Code.UNIMPLEMENTED),
  /// The health service knows no service of that name.
  SERVICE_UNKNOWN(Status.Code.NOT_FOUND),
  /// The bytes of the request are not what the method takes.
  REQUEST_MALFORMED(Status.Code.INVALID_ARGUMENT),
  /// The request is larger than the server takes.
  REQUEST_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED),
  /// A fault of the server, logged under the incident id.
  INCIDENT(Status.Code.INTERNAL);

  private final Status.Code code;

  TransportReason(Status.Code code) {
    this.code = code;
  }

  /// The code it leaves with.
  ///
  /// @return the code
  public Status.Code code() {
    return code;
  }
}
