package io.heimdall.db.artifact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One of the states that an artifact's bytes have had.
///
/// @param version which one, from 1
/// @param file its bytes
/// @param name the name of the file it was uploaded from
/// @param contentType its media type
/// @param createdBy who made it
/// @param createdAt when, to the microsecond
/// @param restoredFrom the version it was restored from; null: it was uploaded
public record ArtifactVersion(
    int version,
    StoredFile file,
    String name,
    String contentType,
    String createdBy,
    Instant createdAt,
    @Nullable Integer restoredFrom) {

  /// What its bytes are.
  ///
  /// @return the content
  public Content content() {
    return new Content(contentType, file.sizeBytes(), file.sha256());
  }
}
