package io.heimdall.server.grpc;

import io.heimdall.db.Page;
import io.heimdall.db.artifact.webhook.Delivery;
import io.heimdall.db.artifact.webhook.Webhook;
import io.heimdall.db.artifact.webhook.WebhookKey;
import io.heimdall.server.artifact.webhook.WebhookRegistry;
import io.heimdall.server.artifact.webhook.Webhooks;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.call.RequestValidator;
import io.heimdall.server.grpc.message.Etags;
import io.heimdall.server.grpc.message.WebhookMessages;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.v1.CreateWebhookRequest;
import io.heimdall.v1.CreateWebhookResponse;
import io.heimdall.v1.DeleteWebhookRequest;
import io.heimdall.v1.DeleteWebhookResponse;
import io.heimdall.v1.GetWebhookRequest;
import io.heimdall.v1.GetWebhookResponse;
import io.heimdall.v1.ListWebhookDeliveriesRequest;
import io.heimdall.v1.ListWebhookDeliveriesResponse;
import io.heimdall.v1.ListWebhooksRequest;
import io.heimdall.v1.ListWebhooksResponse;
import io.heimdall.v1.RetryWebhookDeliveryRequest;
import io.heimdall.v1.RetryWebhookDeliveryResponse;
import io.heimdall.v1.RotateWebhookSecretRequest;
import io.heimdall.v1.RotateWebhookSecretResponse;
import io.heimdall.v1.TestWebhookRequest;
import io.heimdall.v1.TestWebhookResponse;
import io.heimdall.v1.UpdateWebhookRequest;
import io.heimdall.v1.UpdateWebhookResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CancellationException;

/// The calls about webhooks.
final class WebhookCalls {

  private static final int USUAL_PAGE = 100;
  private static final int MOST_PAGE = 1000;
  private static final Duration USUAL_OVERLAP = Duration.ofDays(1);

  private final Webhooks webhooks;
  private final RequestValidator validator = new RequestValidator();
  private final InstantSource clock = InstantSource.system();

  WebhookCalls(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  CreateWebhookResponse create(CreateWebhookRequest request) {
    WebhookRegistry.Told made =
        webhooks.registry().create(Callers.current(), WebhookMessages.spec(request.getWebhook()));
    return CreateWebhookResponse.newBuilder()
        .setWebhook(message(made.webhook()))
        .setSecret(made.secret().text().reveal())
        .build();
  }

  ListWebhooksResponse list(ListWebhooksRequest request) {
    WebhookKey after =
        request.getPageToken().isEmpty()
            ? null
            : PageTokens.read(request, request.getPageToken(), PageKeys::webhook);
    Page<Webhook, WebhookKey> page =
        webhooks.registry().list(Callers.current(), after, size(request.getPageSize()));
    var response = ListWebhooksResponse.newBuilder();
    Pages.fill(page, Webhook::key, this::message, response::addWebhooks)
        .ifPresent(
            key -> response.setNextPageToken(PageTokens.issue(request, PageKeys.write(key))));
    return response.build();
  }

  GetWebhookResponse get(GetWebhookRequest request) {
    Webhook found = webhooks.registry().get(Callers.current(), id(request.getWebhookId()));
    return GetWebhookResponse.newBuilder().setWebhook(message(found)).build();
  }

  UpdateWebhookResponse update(UpdateWebhookRequest request) {
    WebhookMessages.verify(request.getUpdateMask());
    Webhook changed =
        webhooks
            .registry()
            .update(
                Callers.current(),
                id(request.getWebhookId()),
                Etags.read(request.getEtag()),
                before -> WebhookMessages.apply(before, request, validator::verify));
    return UpdateWebhookResponse.newBuilder().setWebhook(message(changed)).build();
  }

  DeleteWebhookResponse delete(DeleteWebhookRequest request) {
    webhooks
        .registry()
        .delete(Callers.current(), id(request.getWebhookId()), Etags.read(request.getEtag()));
    return DeleteWebhookResponse.getDefaultInstance();
  }

  RotateWebhookSecretResponse rotate(RotateWebhookSecretRequest request) {
    Duration overlap =
        request.hasOverlap()
            ? Duration.ofSeconds(request.getOverlap().getSeconds(), request.getOverlap().getNanos())
            : USUAL_OVERLAP;
    WebhookRegistry.Told rotated =
        webhooks
            .registry()
            .rotate(
                Callers.current(),
                id(request.getWebhookId()),
                Etags.read(request.getEtag()),
                overlap);
    return RotateWebhookSecretResponse.newBuilder()
        .setWebhook(message(rotated.webhook()))
        .setSecret(rotated.secret().text().reveal())
        .build();
  }

  TestWebhookResponse test(TestWebhookRequest request) {
    try {
      return WebhookMessages.of(
          webhooks.trial().test(Callers.current(), id(request.getWebhookId())));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the test was interrupted");
    }
  }

  ListWebhookDeliveriesResponse deliveries(ListWebhookDeliveriesRequest request) {
    Long before =
        request.getPageToken().isEmpty()
            ? null
            : PageTokens.read(request, request.getPageToken(), Long::valueOf);
    Page<Delivery, Long> page =
        webhooks
            .deliveries()
            .list(
                Callers.current(),
                id(request.getWebhookId()),
                WebhookMessages.state(request.getState()),
                before,
                size(request.getPageSize()));
    var response = ListWebhookDeliveriesResponse.newBuilder();
    Pages.fill(
            page,
            delivery -> delivery.event().sequence(),
            WebhookMessages::of,
            response::addDeliveries)
        .ifPresent(key -> response.setNextPageToken(PageTokens.issue(request, Long.toString(key))));
    return response.build();
  }

  RetryWebhookDeliveryResponse retry(RetryWebhookDeliveryRequest request) {
    Delivery again = webhooks.deliveries().retry(Callers.current(), id(request.getDeliveryId()));
    return RetryWebhookDeliveryResponse.newBuilder().setDelivery(WebhookMessages.of(again)).build();
  }

  private io.heimdall.v1.Webhook message(Webhook webhook) {
    return WebhookMessages.of(webhook, clock.instant());
  }

  private static UUID id(String text) {
    return UUID.fromString(text);
  }

  private static int size(int asked) {
    return Pages.size(asked, USUAL_PAGE, MOST_PAGE);
  }
}
