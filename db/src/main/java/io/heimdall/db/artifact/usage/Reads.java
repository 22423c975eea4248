package io.heimdall.db.artifact.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How often an artifact was read.
///
/// @param count how often
/// @param lastAt when it was last; null: never
public record Reads(long count, @Nullable Instant lastAt) {

  /// Never.
  public static final Reads NONE = new Reads(0, null);

  /// Adds others.
  ///
  /// @param more the others
  /// @return both together
  public Reads plus(Reads more) {
    return new Reads(count + more.count, later(lastAt, more.lastAt));
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }
}
