package io.heimdall.server.artifact.upload;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.FieldViolation;
import io.heimdall.server.failure.Reason;
import java.util.List;
import java.util.Map;

/// What this installation keeps.
final class ArtifactRules {

  private final ContentTypes types;
  private final UploadConfig config;

  /// @param types knows media types
  /// @param config what is kept
  ArtifactRules(ContentTypes types, UploadConfig config) {
    this.types = types;
    this.config = config;
  }

  /// The media type somebody says, before any byte is there.
  ///
  /// @param field its path in the request
  /// @param said as it came; empty for none
  /// @return the type; empty for none
  /// @throws FailureException with FIELD_INVALID or CONTENT_TYPE_REFUSED
  String said(String field, String said) {
    if (said.isEmpty()) {
      return said;
    }
    String type =
        types
            .parse(said)
            .orElseThrow(() ->
                new Failure.Invalid(
                        Reason.FIELD_INVALID, field, "'%s' is no media type".formatted(said))
                    .exception());
    admit(type);
    return type;
  }

  /// What bytes look like.
  ///
  /// @param head the first of them
  /// @param name the name of their file
  /// @return a media type
  String sniff(byte[] head, String name) {
    return types.sniff(head, name);
  }

  /// The media type of bytes: what was said, or else what they look like.
  ///
  /// @param found what they look like
  /// @param said what was said; empty for nothing
  /// @return the type
  /// @throws FailureException with CONTENT_TYPE_REFUSED
  String typeOf(String found, String said) {
    if (said.isEmpty() || !types.isKindOf(said, found)) {
      admit(found);
    }
    return said.isEmpty() ? found : said;
  }

  private void admit(String type) {
    boolean denied = matches(type, config.typesDenied());
    boolean allowed = config.typesAllowed().isEmpty() || matches(type, config.typesAllowed());
    if (denied || !allowed) {
      String message = "this server does not keep files of type " + type;
      throw new Failure.Invalid(
              Reason.CONTENT_TYPE_REFUSED, message, List.of(), Map.of("contentType", type))
          .exception();
    }
  }

  private static boolean matches(String type, List<String> patterns) {
    return patterns.stream().anyMatch(pattern -> ContentTypes.matches(type, pattern));
  }

  /// Refuses what is too large.
  ///
  /// @param field the path in the request of what says so
  /// @param sizeBytes how large it is, or is already
  /// @throws FailureException with ARTIFACT_TOO_LARGE
  void admitSize(String field, long sizeBytes) {
    if (sizeBytes > config.limitBytes()) {
      String message =
          "%d bytes are more than the %d that this server keeps of a file"
              .formatted(sizeBytes, config.limitBytes());
      throw new Failure.Invalid(
              Reason.ARTIFACT_TOO_LARGE,
              message,
              List.of(new FieldViolation(field, message)),
              Map.of("limitBytes", Long.toString(config.limitBytes())))
          .exception();
    }
  }
}
