package io.heimdall.server.artifact.webhook;

import io.heimdall.db.artifact.webhook.Delivery;
import io.heimdall.db.artifact.webhook.Webhook;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/// What can be wrong with a webhook, in words.
final class WebhookFailures {

  private static final Duration AFTER_A_WHILE = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(2);

  private WebhookFailures() {}

  static FailureException notFound(UUID id) {
    return new Failure.NotFound(
            Reason.WEBHOOK_NOT_FOUND,
            "you have no webhook " + id,
            Map.of("webhookId", id.toString()))
        .exception();
  }

  static FailureException noDelivery(UUID id) {
    return new Failure.NotFound(
            Reason.WEBHOOK_DELIVERY_NOT_FOUND,
            "none of your webhooks has a delivery " + id,
            Map.of("deliveryId", id.toString()))
        .exception();
  }

  static FailureException over(Delivery delivery) {
    return new Failure.Precondition(
            Reason.WEBHOOK_DELIVERY_OVER,
            "delivery %s is %s, and is not sent again".formatted(delivery.id(), delivery.state()),
            Map.of("deliveryId", delivery.id().toString(), "state", delivery.state().name()))
        .exception();
  }

  static FailureException urlInvalid(String why) {
    return new Failure.Invalid(
            Reason.WEBHOOK_URL_INVALID, "webhook.url", "webhook.url cannot be taken: " + why)
        .exception();
  }

  static FailureException tooMany(int most) {
    return new Failure.Exhausted(
            Reason.TOO_MANY_WEBHOOKS,
            "you have %d webhooks, which is the most; delete some".formatted(most),
            AFTER_A_WHILE,
            Map.of("limit", Integer.toString(most)))
        .exception();
  }

  static FailureException tooManyTests(int most) {
    return new Failure.Exhausted(
            Reason.TOO_MANY_CALLS,
            "%d webhooks are being tested, which is the most at a time".formatted(most),
            SOON,
            Map.of("limit", Integer.toString(most)))
        .exception();
  }

  /// Refuses a change of what the caller has not seen.
  static void verify(Webhook webhook, OptionalLong revision) {
    if (revision.isPresent() && revision.getAsLong() != webhook.standing().revision()) {
      throw changed(webhook.id());
    }
  }

  static FailureException changed(UUID id) {
    return new Failure.Aborted(
            Reason.ETAG_MISMATCH,
            "webhook %s has changed since it was read; read it again and repeat".formatted(id),
            Map.of("webhookId", id.toString()))
        .exception();
  }
}
