package io.heimdall.server.artifact.webhook;

import io.heimdall.db.Tx;
import io.heimdall.db.artifact.webhook.WebhookRepository;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import java.util.UUID;

/// Pauses webhooks that cannot go on, with a line in the audit log. Stateless.
final class WebhookPausing {

  private final WebhookRepository webhooks = new WebhookRepository();
  private final AuditLog audit = new AuditLog();

  /// Why the server pauses a webhook.
  enum Cause {
    GONE("the URL answered 410 (Gone)"),
    FILTER_UNREADABLE("its filter cannot be read any more");

    private final String sentence;

    Cause(String sentence) {
      this.sentence = sentence;
    }
  }

  /// Pauses a webhook, unless it is.
  ///
  /// @param tx the transaction
  /// @param id which one
  /// @param cause why
  void pause(Tx tx, UUID id, Cause cause) {
    if (webhooks.pause(tx, id, cause.sentence)) {
      audit.append(
          tx,
          new AuditEntry(
              "",
              "webhook.pause",
              "webhook",
              id.toString(),
              "{\"reason\":\"%s\"}".formatted(cause.name())));
    }
  }
}
