package io.heimdall.server.artifact.webhook;

import java.time.Duration;

/// How fast webhooks are served.
///
/// @param look how often is looked for what has happened, and what is due
/// @param lease how long who sends a delivery has it to themselves; longer than sending takes
/// @param backOff when what failed is tried again
/// @param perWebhook how many deliveries of a webhook are sent at a time, by all nodes
/// @param inAll how many deliveries are sent at a time, by this node
public record WebhookPace(
    Duration look, Duration lease, BackOff backOff, int perWebhook, int inAll) {

  /// What is usual.
  public static final WebhookPace USUAL =
      new WebhookPace(Duration.ofSeconds(1), Duration.ofMinutes(1), BackOff.USUAL, 4, 64);
}
