package io.heimdall.db.artifact;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A user's own stored object.
///
/// @param id its id
/// @param owner who it belongs to
/// @param spec what its owner says of it
/// @param content what the bytes of its current version are
/// @param version its current version, from 1
/// @param revision the state of everything but the bytes, from 1; rises with every change
/// @param times when it was made, changed and deleted
public record Artifact(
    UUID id,
    String owner,
    ArtifactSpec spec,
    Content content,
    int version,
    int revision,
    Times times) {

  /// When an artifact was made, changed and deleted, to the microsecond.
  ///
  /// @param createdAt when it was made
  /// @param updatedAt when it last changed
  /// @param deletedAt when it was deleted; null: it was not
  /// @param purgeAt when it is removed for good; null: it was not deleted
  public record Times(
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant deletedAt,
      @Nullable Instant purgeAt) {}

  /// Whether it is deleted, and can be undeleted.
  ///
  /// @return whether it is
  public boolean deleted() {
    return times.deletedAt() != null;
  }
}
