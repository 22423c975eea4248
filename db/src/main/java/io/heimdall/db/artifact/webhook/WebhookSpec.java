package io.heimdall.db.artifact.webhook;

import java.util.List;

/// What a webhook is to be like.
///
/// @param url where it sends to, 1 to 2000 characters
/// @param description what it is for
/// @param filter an expression that has to hold of artifacts; empty: of all
/// @param changes of which changes it tells, such as `create`; none: of all
/// @param paused whether nothing is sent for now
public record WebhookSpec(
    String url, String description, String filter, List<String> changes, boolean paused) {

  /// Copies the changes.
  public WebhookSpec {
    changes = List.copyOf(changes);
  }

  /// Whether it tells of a change.
  ///
  /// @param change such as `create`
  /// @return whether it does
  public boolean tellsOf(String change) {
    return changes.isEmpty() || changes.contains(change);
  }
}
