package io.heimdall.db.artifact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whom an artifact is shared with.
///
/// @param grantee who
/// @param access what they may do, READ or WRITE
/// @param expiresAt until when; null: until it is taken back
/// @param createdAt when it was shared
/// @param createdBy who shared it
public record Share(
    Grantee grantee,
    Access access,
    @Nullable Instant expiresAt,
    Instant createdAt,
    String createdBy) {

  /// A user or a group of users.
  ///
  /// @param type which of both
  /// @param name its name, 1 to 200 characters
  public record Grantee(Type type, String name) {}

  /// What a grantee is.
  public enum Type {
    /// A user.
    USER,
    /// A group of users.
    GROUP
  }
}
