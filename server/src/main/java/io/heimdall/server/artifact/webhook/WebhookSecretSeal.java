package io.heimdall.server.artifact.webhook;

import io.heimdall.db.artifact.webhook.SealedSecret;
import io.heimdall.db.artifact.webhook.Webhook;
import io.heimdall.db.artifact.webhook.WebhookSecrets;
import io.heimdall.server.post.SigningSecret;
import io.heimdall.server.security.SealException;
import io.heimdall.server.security.SealingKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Secrets of webhooks as they are kept: encrypted, each bound to its webhook.
final class WebhookSecretSeal {

  private final SealingKey key;

  /// @param key encrypts them
  WebhookSecretSeal(SealingKey key) {
    this.key = key;
  }

  SealedSecret seal(UUID webhookId, SigningSecret secret) {
    return new SealedSecret(key.seal(secret.text(), purpose(webhookId)));
  }

  /// What a webhook signs with at a moment, the newest first.
  ///
  /// @throws SealException where this server's key does not open it
  List<SigningSecret> open(Webhook webhook, Instant now) throws SealException {
    WebhookSecrets secrets = webhook.secrets();
    List<SigningSecret> open = new ArrayList<>();
    open.add(open(webhook.id(), secrets.current()));
    SealedSecret previous = secrets.previous();
    Instant until = secrets.previousUntil();
    if (previous != null && until != null && now.isBefore(until)) {
      open.add(open(webhook.id(), previous));
    }
    return open;
  }

  private SigningSecret open(UUID webhookId, SealedSecret sealed) throws SealException {
    return SigningSecret.of(key.open(sealed.bytes(), purpose(webhookId)));
  }

  private static String purpose(UUID webhookId) {
    return "webhook/" + webhookId + "/secret";
  }
}
