package io.heimdall.db.artifact.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What deliveries are signed with.
///
/// @param current the secret
/// @param previous the one before it, which signs too; null where there is none
/// @param previousUntil until when it does; null where there is none
public record WebhookSecrets(
    SealedSecret current, @Nullable SealedSecret previous, @Nullable Instant previousUntil) {}
