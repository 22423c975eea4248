package io.heimdall.server.storage;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Error;

/// Turns what the S3 client throws into our own failures.
final class S3Failures {

  private static final Set<String> FULL =
      Set.of(
          "StorageFull",
          "XMinioStorageFull",
          "InsufficientStorage",
          "QuotaExceeded",
          "XMinioAdminBucketQuotaExceeded");
  private static final Set<String> CORRUPT =
      Set.of(
          "BadDigest",
          "InvalidDigest",
          "XAmzContentSHA256Mismatch",
          "XAmzContentChecksumMismatch",
          "IncompleteBody",
          "InvalidRange",
          "InvalidPart");

  /// Refusals that pass: another write of the same key is under way, the line was too slow, or the
  /// server failed after it had begun to answer that all is well.
  private static final Set<String> PASSING =
      Set.of("ConditionalRequestConflict", "OperationAborted", "RequestTimeout", "InternalError");

  private S3Failures() {}

  static StorageFailure of(String what, StoreConfig config, SdkException e) {
    return of(what, null, config, e);
  }

  static StorageFailure of(
      String what, @Nullable String objectKey, StoreConfig config, SdkException e) {
    if (e instanceof AwsServiceException answer) {
      return new StorageFailure(
          kind(answer),
          "cannot %s: the store at %s answered %d %s"
              .formatted(what, config.endpoint(), answer.statusCode(), code(answer)),
          objectKey,
          e);
    }
    return new StorageFailure(
        StorageFailure.Kind.UNAVAILABLE,
        "cannot %s: the store at %s does not answer (%s)"
            .formatted(what, config.endpoint(), rootCause(e)),
        objectKey,
        e);
  }

  static StorageFailure of(List<S3Error> errors) {
    S3Error first = errors.getFirst();
    StorageFailure.Kind kind =
        switch (String.valueOf(first.code())) {
          case "AccessDenied" -> StorageFailure.Kind.DENIED;
          default -> StorageFailure.Kind.UNAVAILABLE;
        };
    return new StorageFailure(
        kind,
        "cannot delete %d objects, the first is %s: %s %s"
            .formatted(errors.size(), first.key(), first.code(), first.message()),
        first.key(),
        null);
  }

  private static StorageFailure.Kind kind(AwsServiceException answer) {
    String code = code(answer);
    if (FULL.contains(code)) {
      return StorageFailure.Kind.FULL;
    }
    if (CORRUPT.contains(code)) {
      return StorageFailure.Kind.CORRUPT;
    }
    if (PASSING.contains(code)) {
      return StorageFailure.Kind.UNAVAILABLE;
    }
    return switch (answer.statusCode()) {
      case 401, 403 -> StorageFailure.Kind.DENIED;
      case 404 -> StorageFailure.Kind.NOT_FOUND;
      case 409, 412 -> StorageFailure.Kind.EXISTS;
      case 416 -> StorageFailure.Kind.CORRUPT;
      case 408, 429, 500, 502, 503, 504 -> StorageFailure.Kind.UNAVAILABLE;
      case 507 -> StorageFailure.Kind.FULL;
      default -> StorageFailure.Kind.UNSUPPORTED;
    };
  }

  private static String code(AwsServiceException answer) {
    var details = answer.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static String rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
