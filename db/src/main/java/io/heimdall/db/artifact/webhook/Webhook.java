package io.heimdall.db.artifact.webhook;

import java.time.Instant;
import java.util.UUID;

/// A URL that is told what happens to the artifacts that its owner may see.
///
/// @param id its id
/// @param owner whose it is
/// @param spec what it is like
/// @param secrets what deliveries are signed with
/// @param standing how it stands
/// @param createdAt when it was made, to the microsecond
/// @param updatedAt when it was last changed
public record Webhook(
    UUID id,
    WebhookOwner owner,
    WebhookSpec spec,
    WebhookSecrets secrets,
    Standing standing,
    Instant createdAt,
    Instant updatedAt) {

  /// How a webhook stands.
  ///
  /// @param revision rises with every change that is made to it
  /// @param pauseReason why the server paused it; empty: it did not
  /// @param sequence events up to this number have become deliveries, or are none
  /// @param missedEvents events that were not kept until they could be looked at
  /// @param failures attempts that failed since the last that did not
  public record Standing(
      int revision, String pauseReason, long sequence, long missedEvents, int failures) {}

  /// What webhooks are listed by.
  ///
  /// @return the key
  public WebhookKey key() {
    return new WebhookKey(createdAt, id);
  }
}
