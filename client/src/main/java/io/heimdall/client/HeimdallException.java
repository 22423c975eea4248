package io.heimdall.client;

import io.grpc.Status;
import java.util.List;
import java.util.Map;

/// A call that failed, with what the server said about it.
public final class HeimdallException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// A field of the request that the server refuses.
  ///
  /// @param field path of the field, for example `plan.duration`
  /// @param description what is wrong with it
  public record FieldViolation(String field, String description) {}

  private final Status.Code code;
  private final String reason;
  private final transient Map<String, String> metadata;
  private final transient List<FieldViolation> violations;

  HeimdallException(
      Status.Code code, String reason, String message, ErrorDetails details, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
    this.metadata = details.metadata();
    this.violations = details.violations();
  }

  /// What else the server said about a failure.
  ///
  /// @param metadata names and values of the error
  /// @param violations fields that it refuses
  record ErrorDetails(Map<String, String> metadata, List<FieldViolation> violations) {
    static final ErrorDetails NONE = new ErrorDetails(Map.of(), List.of());
  }

  /// The canonical code.
  ///
  /// @return the code
  public Status.Code code() {
    return code;
  }

  /// The machine-readable reason, for example `RECEIVER_NOT_FOUND`.
  ///
  /// @return the reason; empty if the failure did not come from the service itself
  public String reason() {
    return reason;
  }

  /// Names and values that belong to the reason.
  ///
  /// @return the metadata of the error
  public Map<String, String> metadata() {
    return metadata;
  }

  /// The fields that the server refuses.
  ///
  /// @return the fields; empty if the failure is not about fields
  public List<FieldViolation> violations() {
    return violations;
  }

  /// Whether the same call may work a little later.
  ///
  /// @return whether to try again
  public boolean isTransient() {
    return code == Status.Code.UNAVAILABLE;
  }
}
