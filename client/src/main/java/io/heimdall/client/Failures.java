package io.heimdall.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.heimdall.client.HeimdallException.ErrorDetails;
import io.heimdall.client.HeimdallException.FieldViolation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Turns what a call ended with into a [HeimdallException] whose message is a sentence for people.
final class Failures {

  /// How the network library begins its messages: "finishConnect(..) failed with error(-111): ".
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed( with error\\(-?\\d+\\))?: ");

  private final ServerAddress address;
  private final Duration deadline;

  Failures(ClientOptions options) {
    this.address = options.address();
    this.deadline = options.deadline();
  }

  HeimdallException of(Throwable ended) {
    Status status = Status.fromThrowable(ended);
    com.google.rpc.Status details = StatusProto.fromThrowable(ended);
    ErrorInfo info = ErrorInfo.getDefaultInstance();
    List<FieldViolation> violations = List.of();
    if (details != null) {
      for (Any any : details.getDetailsList()) {
        if (any.is(ErrorInfo.class)) {
          info = unpacked(any, ErrorInfo.class, info);
        } else if (any.is(BadRequest.class)) {
          violations = violations(unpacked(any, BadRequest.class, BadRequest.getDefaultInstance()));
        }
      }
    }
    return new HeimdallException(
        status.getCode(),
        info.getReason(),
        sentence(status, info.getReason(), violations),
        new ErrorDetails(Map.copyOf(info.getMetadataMap()), violations),
        ended);
  }

  HeimdallException silent(Duration silence, Throwable cause) {
    return new HeimdallException(
        Status.Code.UNAVAILABLE,
        "",
        "Nothing came from %s for %d s.".formatted(address, silence.toSeconds()),
        ErrorDetails.NONE,
        cause);
  }

  static HeimdallException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new HeimdallException(
        Status.Code.CANCELLED, "", "The call was interrupted.", ErrorDetails.NONE, cause);
  }

  static HeimdallException damaged(String sentence) {
    return new HeimdallException(
        Status.Code.DATA_LOSS,
        "CHUNK_DAMAGED",
        sentence,
        ErrorDetails.NONE,
        new IllegalStateException(sentence));
  }

  private String sentence(Status status, String reason, List<FieldViolation> violations) {
    if (reason.isEmpty() && status.getCode() == Status.Code.UNAVAILABLE) {
      return "There is no answer from a server at %s: %s.".formatted(address, rootCause(status));
    }
    if (reason.isEmpty() && status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return "The server at %s did not answer within %d s."
          .formatted(address, deadline.toSeconds());
    }
    String description = status.getDescription();
    var text = new StringBuilder(description == null ? status.getCode().toString() : description);
    for (FieldViolation violation : violations) {
      if (description == null || !description.contains(violation.description())) {
        text.append(" (").append(violation.field()).append(": ");
        text.append(violation.description()).append(')');
      }
    }
    return text.toString();
  }

  private static String rootCause(Status status) {
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String description = status.getDescription();
    String text = cause != null && cause.getMessage() != null ? cause.getMessage() : description;
    String known =
        text == null || text.isBlank()
            ? "it cannot be reached"
            : SYSTEM_CALL.matcher(text).replaceFirst("");
    return Character.toLowerCase(known.charAt(0)) + known.substring(1).replaceFirst("\\.$", "");
  }

  private static List<FieldViolation> violations(BadRequest request) {
    return request.getFieldViolationsList().stream()
        .map(v -> new FieldViolation(v.getField(), v.getDescription()))
        .toList();
  }

  private static <T extends com.google.protobuf.Message> T unpacked(
      Any any, Class<T> type, T otherwise) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException _) {
      return otherwise; // A detail that cannot be read leaves the code and the sentence.
    }
  }
}
