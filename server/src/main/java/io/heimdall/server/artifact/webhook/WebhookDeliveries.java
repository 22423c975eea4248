package io.heimdall.server.artifact.webhook;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.webhook.Delivery;
import io.heimdall.db.artifact.webhook.DeliveryRepository;
import io.heimdall.db.artifact.webhook.DeliveryState;
import io.heimdall.db.artifact.webhook.WebhookRepository;
import io.heimdall.server.security.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was sent to webhooks, and what is on its way, for their owners. Safe for any number of
/// threads.
public final class WebhookDeliveries {

  private static final int REMOVED_AT_A_TIME = 5_000;

  private final Transactions transactions;
  private final int attempts;
  private final WebhookRepository webhooks = new WebhookRepository();
  private final DeliveryRepository deliveries = new DeliveryRepository();

  WebhookDeliveries(Transactions transactions, int attempts) {
    this.transactions = transactions;
    this.attempts = attempts;
  }

  /// Lists deliveries of a webhook, that of the latest event first.
  ///
  /// @param caller who asks
  /// @param webhookId which one
  /// @param state only those that are so far; null: all
  /// @param before the number of the event to go on before; null for the first page
  /// @param limit the most deliveries to return
  /// @return a page
  /// @throws io.heimdall.server.failure.FailureException with WEBHOOK_NOT_FOUND
  public Page<Delivery, Long> list(
      Caller caller,
      UUID webhookId,
      @Nullable DeliveryState state,
      @Nullable Long before,
      int limit) {
    return transactions.inSnapshot(tx -> {
      var _ =
          webhooks
              .find(tx, caller.name(), webhookId)
              .orElseThrow(() -> WebhookFailures.notFound(webhookId));
      return deliveries.list(tx, webhookId, state, before, limit);
    });
  }

  /// Has a dead letter tried again, or one that waits sent now.
  ///
  /// @param caller who asks
  /// @param id which one
  /// @return the delivery
  /// @throws io.heimdall.server.failure.FailureException with WEBHOOK_DELIVERY_NOT_FOUND or
  ///   WEBHOOK_DELIVERY_OVER
  public Delivery retry(Caller caller, UUID id) {
    return transactions.inTransaction(tx -> {
      Delivery found =
          deliveries.lock(tx, caller.name(), id).orElseThrow(() -> WebhookFailures.noDelivery(id));
      return switch (found.state()) {
        case DEAD, WAITING -> deliveries.again(tx, id, attempts);
        case DELIVERED, DROPPED -> throw WebhookFailures.over(found);
      };
    });
  }

  /// Removes deliveries that have been over for long, in small transactions. An interrupt ends it
  /// between two of them.
  ///
  /// @param before those that were over before this time
  public void forget(Instant before) {
    int removed = REMOVED_AT_A_TIME;
    while (removed == REMOVED_AT_A_TIME && !Thread.currentThread().isInterrupted()) {
      removed = transactions.inTransaction(tx -> deliveries.forget(tx, before, REMOVED_AT_A_TIME));
    }
  }
}
