package io.heimdall.db.artifact;

import java.time.Instant;
import java.util.Set;

/// Who looks at artifacts, and when.
///
/// @param user the name
/// @param groups names of the groups the user belongs to
/// @param everything whether all artifacts are seen, as if they were the user's own
/// @param at shares that have expired by then do not count
public record Viewer(String user, Set<String> groups, boolean everything, Instant at) {

  /// Copies the groups.
  public Viewer {
    groups = Set.copyOf(groups);
  }
}
