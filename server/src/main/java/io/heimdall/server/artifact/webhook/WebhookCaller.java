package io.heimdall.server.artifact.webhook;

import io.heimdall.db.artifact.webhook.WebhookOwner;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;

/// Owners of webhooks as those who look at artifacts.
final class WebhookCaller {

  private WebhookCaller() {}

  static Caller of(WebhookOwner owner) {
    return new Caller(owner.name(), Role.valueOf(owner.role()), owner.groups());
  }
}
