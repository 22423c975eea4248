package io.heimdall.db.artifact.webhook;

import io.heimdall.db.artifact.ArtifactEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event on its way to a URL.
///
/// @param id its id, the same however often it is sent
/// @param webhookId of which webhook
/// @param event what happened
/// @param state how far it is
/// @param attempts how it was tried
/// @param dueAt when it is sent next; without meaning once it is over
/// @param endedAt when it was over; null: it is not
public record Delivery(
    UUID id,
    UUID webhookId,
    ArtifactEvent event,
    DeliveryState state,
    Attempts attempts,
    Instant dueAt,
    @Nullable Instant endedAt) {

  /// How a delivery was tried.
  ///
  /// @param count how often; the number of the last attempt
  /// @param last the number of the attempt after which it is given up
  /// @param lastAt when it was last tried; null: never
  /// @param status the HTTP status of the last answer; null: there was none
  /// @param error why the last attempt failed; empty: it did not
  public record Attempts(
      int count, int last, @Nullable Instant lastAt, @Nullable Integer status, String error) {}
}
