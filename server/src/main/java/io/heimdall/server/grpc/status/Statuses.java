package io.heimdall.server.grpc.status;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FieldViolation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The one place statuses are made. Each carries an `ErrorInfo` (domain `heimdall`, reason,
/// metadata) and, where it helps a client, `BadRequest`, `PreconditionFailure` or `RetryInfo`.
///
/// Clients take 8 KiB of trailers by default, so sentences and lists are cut to a size that fits.
final class Statuses {
  static final String DOMAIN = "heimdall";

  /// Holds the names of all fields of a measurement, for who asks for another one.
  private static final int SENTENCE_BYTES = 1_000;

  private static final int VIOLATIONS_MAX = 10;
  private static final int FIELD_BYTES = 100;

  /// Of all violations, which share it.
  private static final int DESCRIPTIONS_BYTES = 1_500;

  private Statuses() {}

  /// The status of a domain failure.
  static Refusal of(Failure failure) {
    return switch (failure) {
      case Failure.NotFound _ -> refusal(Status.Code.NOT_FOUND, failure);
      case Failure.Invalid invalid ->
          invalid.violations().isEmpty()
              ? refusal(Status.Code.INVALID_ARGUMENT, failure)
              : refusal(Status.Code.INVALID_ARGUMENT, failure, badRequest(invalid));
      case Failure.Precondition _ ->
          refusal(Status.Code.FAILED_PRECONDITION, failure, preconditionFailure(failure));
      case Failure.AlreadyExists _ -> refusal(Status.Code.ALREADY_EXISTS, failure);
      case Failure.Aborted _ -> refusal(Status.Code.ABORTED, failure);
      case Failure.OutOfRange _ -> refusal(Status.Code.OUT_OF_RANGE, failure);
      case Failure.Exhausted exhausted ->
          refusal(Status.Code.RESOURCE_EXHAUSTED, failure, retryInfo(exhausted.retryAfter()));
      case Failure.Unavailable unavailable ->
          refusal(Status.Code.UNAVAILABLE, failure, retryInfo(unavailable.retryAfter()));
      case Failure.PermissionDenied _ -> refusal(Status.Code.PERMISSION_DENIED, failure);
      case Failure.Unauthenticated _ -> refusal(Status.Code.UNAUTHENTICATED, failure);
      case Failure.DataLoss _ -> refusal(Status.Code.DATA_LOSS, failure);
    };
  }

  /// The status of something the transport refuses.
  static Refusal of(TransportReason reason, String message) {
    return refusal(reason.code(), message, errorInfo(reason.name(), Map.of()));
  }

  /// The status of a fault of the server. What was thrown stays inside; the id finds it in the log.
  static Refusal incident(String incidentId) {
    return refusal(
        TransportReason.INCIDENT.code(),
        "a fault of the server; its log has the details under incident " + incidentId,
        errorInfo(TransportReason.INCIDENT.name(), Map.of("incidentId", incidentId)));
  }

  private static Refusal refusal(Status.Code code, Failure failure, Message... more) {
    Message info = errorInfo(failure.reason().name(), failure.metadata());
    return refusal(
        code,
        failure.message(),
        Stream.concat(Stream.of(info), Stream.of(more)).toArray(Message[]::new));
  }

  private static Refusal refusal(Status.Code code, String message, Message... details) {
    var proto =
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage(cut(message, SENTENCE_BYTES));
    for (Message detail : details) {
      proto.addDetails(Any.pack(detail));
    }
    StatusException made = StatusProto.toStatusException(proto.build());
    return new Refusal(
        made.getStatus(), Objects.requireNonNullElseGet(made.getTrailers(), Metadata::new));
  }

  private static ErrorInfo errorInfo(String reason, Map<String, String> metadata) {
    return ErrorInfo.newBuilder()
        .setDomain(DOMAIN)
        .setReason(reason)
        .putAllMetadata(metadata)
        .build();
  }

  private static BadRequest badRequest(Failure.Invalid invalid) {
    var request = BadRequest.newBuilder();
    List<FieldViolation> violations = invalid.violations().stream().limit(VIOLATIONS_MAX).toList();
    int room = Math.min(SENTENCE_BYTES, DESCRIPTIONS_BYTES / violations.size());
    for (FieldViolation violation : violations) {
      request.addFieldViolations(
          BadRequest.FieldViolation.newBuilder()
              .setField(cut(violation.field(), FIELD_BYTES))
              .setDescription(cut(violation.description(), room))
              .setReason(invalid.reason().name()));
    }
    return request.build();
  }

  private static PreconditionFailure preconditionFailure(Failure failure) {
    String subject =
        failure.metadata().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .sorted()
            .collect(Collectors.joining(","));
    return PreconditionFailure.newBuilder()
        .addViolations(
            PreconditionFailure.Violation.newBuilder()
                .setType(failure.reason().name())
                .setSubject(cut(subject, FIELD_BYTES))
                .setDescription(cut(failure.message(), SENTENCE_BYTES)))
        .build();
  }

  private static RetryInfo retryInfo(java.time.Duration after) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            Duration.newBuilder().setSeconds(after.getSeconds()).setNanos(after.getNano()))
        .build();
  }

  /// The longest beginning of `text` that takes at most `limit` bytes of UTF-8, marked where cut.
  private static String cut(String text, int limit) {
    if (bytes(text) <= limit) {
      return text;
    }
    var kept = new StringBuilder();
    int left = limit - bytes("…");
    for (int codePoint : text.codePoints().toArray()) {
      String next = Character.toString(codePoint);
      left -= bytes(next);
      if (left < 0) {
        break;
      }
      kept.append(next);
    }
    return kept.append('…').toString();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
