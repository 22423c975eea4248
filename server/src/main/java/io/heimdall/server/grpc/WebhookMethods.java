package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.server.artifact.webhook.Webhooks;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceImplBase;
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

/// What the service of artifacts has to do with webhooks.
abstract class WebhookMethods extends ArtifactServiceImplBase {

  private final WebhookCalls webhookCalls;

  WebhookMethods(Webhooks webhooks) {
    this.webhookCalls = new WebhookCalls(webhooks);
  }

  @Override
  public final void createWebhook(
      CreateWebhookRequest request, StreamObserver<CreateWebhookResponse> observer) {
    answer(observer, webhookCalls.create(request));
  }

  @Override
  public final void listWebhooks(
      ListWebhooksRequest request, StreamObserver<ListWebhooksResponse> observer) {
    answer(observer, webhookCalls.list(request));
  }

  @Override
  public final void getWebhook(
      GetWebhookRequest request, StreamObserver<GetWebhookResponse> observer) {
    answer(observer, webhookCalls.get(request));
  }

  @Override
  public final void updateWebhook(
      UpdateWebhookRequest request, StreamObserver<UpdateWebhookResponse> observer) {
    answer(observer, webhookCalls.update(request));
  }

  @Override
  public final void deleteWebhook(
      DeleteWebhookRequest request, StreamObserver<DeleteWebhookResponse> observer) {
    answer(observer, webhookCalls.delete(request));
  }

  @Override
  public final void rotateWebhookSecret(
      RotateWebhookSecretRequest request, StreamObserver<RotateWebhookSecretResponse> observer) {
    answer(observer, webhookCalls.rotate(request));
  }

  @Override
  public final void testWebhook(
      TestWebhookRequest request, StreamObserver<TestWebhookResponse> observer) {
    answer(observer, webhookCalls.test(request));
  }

  @Override
  public final void listWebhookDeliveries(
      ListWebhookDeliveriesRequest request,
      StreamObserver<ListWebhookDeliveriesResponse> observer) {
    answer(observer, webhookCalls.deliveries(request));
  }

  @Override
  public final void retryWebhookDelivery(
      RetryWebhookDeliveryRequest request, StreamObserver<RetryWebhookDeliveryResponse> observer) {
    answer(observer, webhookCalls.retry(request));
  }

  static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }
}
