package io.heimdall.server.grpc.status;

import io.grpc.Status;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Every reason a status may leave with, and the code that belongs to it. `proto/README.md` shows
/// the same table to people.
final class ReasonCodes {
  private static final Map<Class<? extends Failure>, Status.Code> KINDS =
      Map.ofEntries(
          Map.entry(Failure.NotFound.class, Status.Code.NOT_FOUND),
          Map.entry(Failure.Invalid.class, Status.Code.INVALID_ARGUMENT),
          Map.entry(Failure.Precondition.class, Status.Code.FAILED_PRECONDITION),
          Map.entry(Failure.AlreadyExists.class, Status.Code.ALREADY_EXISTS),
          Map.entry(Failure.Aborted.class, Status.Code.ABORTED),
          Map.entry(Failure.OutOfRange.class, Status.Code.OUT_OF_RANGE),
          Map.entry(Failure.Exhausted.class, Status.Code.RESOURCE_EXHAUSTED),
          Map.entry(Failure.Unavailable.class, Status.Code.UNAVAILABLE),
          Map.entry(Failure.PermissionDenied.class, Status.Code.PERMISSION_DENIED),
          Map.entry(Failure.Unauthenticated.class, Status.Code.UNAUTHENTICATED),
          Map.entry(Failure.DataLoss.class, Status.Code.DATA_LOSS));

  private static final Map<String, Status.Code> ALL = all();

  private ReasonCodes() {}

  /// The code that belongs to a reason.
  static Optional<Status.Code> of(String reason) {
    return Optional.ofNullable(ALL.get(reason));
  }

  /// All reasons and their codes.
  static Map<String, Status.Code> all() {
    Map<String, Status.Code> codes = new HashMap<>();
    for (Reason reason : Reason.values()) {
      codes.put(reason.name(), KINDS.get(reason.kind()));
    }
    for (TransportReason reason : TransportReason.values()) {
      codes.put(reason.name(), reason.code());
    }
    return Map.copyOf(codes);
  }
}
