package io.heimdall.server.artifact.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is asked of the usage of the store.
///
/// @param whose whose usage
/// @param from within the first day; null: 29 days before the last
/// @param before after it the last day ends; null: today does
/// @param contentType of which media type; empty: of all
/// @param limit the most entries of each list that is cut
public record UsageQuestion(
    Whose whose, @Nullable Instant from, @Nullable Instant before, String contentType, int limit) {

  /// Whose usage.
  public sealed interface Whose {

    /// That of the caller.
    record Own() implements Whose {}

    /// That of a user.
    ///
    /// @param name the name
    record OfUser(String name) implements Whose {}

    /// That of everybody together.
    record Everybody() implements Whose {}
  }
}
