package io.heimdall.db.artifact.webhook;

import java.util.Set;

/// Whose webhook it is, as they were when they last made or changed it.
///
/// @param name who
/// @param role the name of what they may do
/// @param groups names of the groups they belong to
public record WebhookOwner(String name, String role, Set<String> groups) {

  /// Copies the groups.
  public WebhookOwner {
    groups = Set.copyOf(groups);
  }
}
