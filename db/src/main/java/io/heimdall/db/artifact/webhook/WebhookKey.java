package io.heimdall.db.artifact.webhook;

import java.time.Instant;
import java.util.UUID;

/// Where a webhook stands in lists.
///
/// @param createdAt when it was made
/// @param id its id
public record WebhookKey(Instant createdAt, UUID id) {}
