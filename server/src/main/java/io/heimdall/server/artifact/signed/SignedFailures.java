package io.heimdall.server.artifact.signed;

import io.heimdall.db.artifact.Upload;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.FieldViolation;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What can be wrong with writing by URL, in words.
final class SignedFailures {

  private static final String SIZE = "write.size_bytes";

  private SignedFailures() {}

  static void requireOperator(Caller caller) {
    if (!caller.role().includes(Role.OPERATOR)) {
      throw new Failure.PermissionDenied(
              Reason.ROLE_TOO_SMALL,
              "SignUrl needs role operator to write; %s has role viewer".formatted(caller.name()),
              Map.of("requiredRole", Role.OPERATOR.name(), "role", caller.role().name()))
          .exception();
    }
  }

  static long requireSize(@Nullable Long sizeBytes, long mostBytes) {
    if (sizeBytes == null) {
      throw new Failure.Invalid(
              Reason.FIELD_INVALID, SIZE, SIZE + " is needed: the URL is good for one size only")
          .exception();
    }
    if (sizeBytes > mostBytes) {
      String message =
          "%d bytes are more than the %d that one request carries; use WriteUpload"
              .formatted(sizeBytes, mostBytes);
      throw new Failure.Invalid(
              Reason.ARTIFACT_TOO_LARGE,
              message,
              List.of(new FieldViolation(SIZE, message)),
              Map.of("limitBytes", Long.toString(mostBytes)))
          .exception();
    }
    return sizeBytes;
  }

  static FailureException ended(Upload upload) {
    Upload.Progress progress = upload.progress();
    return new Failure.Precondition(
            Reason.UPLOAD_ENDED,
            "upload %s takes nothing in any more".formatted(upload.id()),
            Map.of(
                "uploadId", upload.id().toString(),
                "state", progress.state().name(),
                "endReason", progress.endReason()))
        .exception();
  }

  static FailureException notWritten(UUID id) {
    return new Failure.Precondition(
            Reason.UPLOAD_NOT_WRITTEN,
            "nothing of upload %s has come by a URL of SignUrl".formatted(id),
            Map.of("uploadId", id.toString()))
        .exception();
  }
}
