package io.heimdall.server.artifact.webhook;

import java.time.Duration;
import java.util.List;

/// Where webhooks may lead, and how long is remembered what was sent.
///
/// @param allowedRanges ranges of addresses they may lead to besides public ones
/// @param plainText whether they may lead beyond this machine without encryption
/// @param retention how long deliveries are kept once they are over
public record WebhookConfig(List<String> allowedRanges, boolean plainText, Duration retention) {

  /// Copies the ranges.
  public WebhookConfig {
    allowedRanges = List.copyOf(allowedRanges);
  }
}
