package io.heimdall.client;

import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.CreateWebhookRequest;
import io.heimdall.v1.CreateWebhookResponse;
import io.heimdall.v1.DeleteWebhookRequest;
import io.heimdall.v1.DeleteWebhookResponse;
import io.heimdall.v1.GetWebhookRequest;
import io.heimdall.v1.ListWebhookDeliveriesRequest;
import io.heimdall.v1.ListWebhooksRequest;
import io.heimdall.v1.RetryWebhookDeliveryRequest;
import io.heimdall.v1.RotateWebhookSecretRequest;
import io.heimdall.v1.RotateWebhookSecretResponse;
import io.heimdall.v1.TestWebhookRequest;
import io.heimdall.v1.TestWebhookResponse;
import io.heimdall.v1.UpdateWebhookRequest;
import io.heimdall.v1.Webhook;
import io.heimdall.v1.WebhookDelivery;
import io.heimdall.v1.WebhookSpec;
import java.util.stream.Stream;

/// Has what happens to artifacts sent to URLs.
public final class ArtifactWebhooks {

  private final Calls calls;

  ArtifactWebhooks(Calls calls) {
    this.calls = calls;
  }

  /// Makes a webhook.
  ///
  /// @param spec what it is to be like
  /// @return the webhook, and its secret, which is told once
  public CreateWebhookResponse create(WebhookSpec spec) {
    return calls.unary(
        ArtifactServiceGrpc.getCreateWebhookMethod(),
        CreateWebhookRequest.newBuilder().setWebhook(spec).build());
  }

  /// Lists the caller's webhooks, the newest first.
  ///
  /// @return the webhooks, fetched page by page as they are taken
  public Stream<Webhook> list() {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              ArtifactServiceGrpc.getListWebhooksMethod(),
              ListWebhooksRequest.newBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getWebhooksList(), page.getNextPageToken());
    });
  }

  /// Shows a webhook.
  ///
  /// @param webhookId which one
  /// @return the webhook
  public Webhook get(String webhookId) {
    return calls
        .unary(
            ArtifactServiceGrpc.getGetWebhookMethod(),
            GetWebhookRequest.newBuilder().setWebhookId(webhookId).build())
        .getWebhook();
  }

  /// Changes a webhook, pauses it or lets it go on.
  ///
  /// @param request the new values, and the mask of those to change
  /// @return the webhook as it is then
  public Webhook update(UpdateWebhookRequest request) {
    return calls.unary(ArtifactServiceGrpc.getUpdateWebhookMethod(), request).getWebhook();
  }

  /// Deletes a webhook with its deliveries.
  ///
  /// @param webhookId which one
  public void delete(String webhookId) {
    DeleteWebhookResponse _ =
        calls.unary(
            ArtifactServiceGrpc.getDeleteWebhookMethod(),
            DeleteWebhookRequest.newBuilder().setWebhookId(webhookId).build());
  }

  /// Gives a webhook another secret.
  ///
  /// @param request of which one, and how long the present one signs, too
  /// @return the webhook, and its new secret, which is told once
  public RotateWebhookSecretResponse rotate(RotateWebhookSecretRequest request) {
    return calls.unary(ArtifactServiceGrpc.getRotateWebhookSecretMethod(), request);
  }

  /// Sends one event that says nothing, now.
  ///
  /// @param webhookId to which webhook
  /// @return what its URL answered
  public TestWebhookResponse test(String webhookId) {
    return calls.unary(
        ArtifactServiceGrpc.getTestWebhookMethod(),
        TestWebhookRequest.newBuilder().setWebhookId(webhookId).build());
  }

  /// Lists the deliveries of a webhook, that of the latest event first.
  ///
  /// @param query of which webhook, and how far; its page token is looked after here
  /// @return the deliveries, fetched page by page as they are taken
  public Stream<WebhookDelivery> deliveries(ListWebhookDeliveriesRequest query) {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              ArtifactServiceGrpc.getListWebhookDeliveriesMethod(),
              query.toBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getDeliveriesList(), page.getNextPageToken());
    });
  }

  /// Has a dead letter tried again, or what waits sent now.
  ///
  /// @param deliveryId which one
  /// @return the delivery
  public WebhookDelivery retry(String deliveryId) {
    return calls
        .unary(
            ArtifactServiceGrpc.getRetryWebhookDeliveryMethod(),
            RetryWebhookDeliveryRequest.newBuilder().setDeliveryId(deliveryId).build())
        .getDelivery();
  }
}
