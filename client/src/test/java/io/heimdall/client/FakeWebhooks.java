package io.heimdall.client;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.v1.ArtifactServiceGrpc;
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
import io.heimdall.v1.Webhook;
import io.heimdall.v1.WebhookDelivery;
import io.heimdall.v1.WebhookDeliveryState;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Webhooks in memory as far as commands show them. Each has one dead letter, and its URL answers
/// 404.
abstract class FakeWebhooks extends ArtifactServiceGrpc.ArtifactServiceImplBase {

  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final Timestamp MADE = Timestamp.newBuilder().setSeconds(1_763_719_200).build();

  private final Map<String, Webhook> webhooks = new ConcurrentSkipListMap<>();

  abstract void seen(Object request);

  private <T> @Nullable Webhook find(Object request, String id, StreamObserver<T> observer) {
    seen(request);
    Webhook found = webhooks.get(id);
    if (found == null) {
      observer.onError(
          FakeHeimdall.refusal(
              Status.Code.NOT_FOUND, "WEBHOOK_NOT_FOUND", "There is no such webhook."));
    }
    return found;
  }

  @Override
  public void createWebhook(
      CreateWebhookRequest request, StreamObserver<CreateWebhookResponse> observer) {
    seen(request);
    Webhook made =
        Webhook.newBuilder()
            .setId("eeeeeeee-0000-4000-8000-%012d".formatted(webhooks.size() + 1))
            .setOwner("local")
            .setSpec(request.getWebhook())
            .setEtag("\"1\"")
            .setCreateTime(MADE)
            .setUpdateTime(MADE)
            .setSequence(7)
            .build();
    webhooks.put(made.getId(), made);
    FakeHeimdall.answer(
        observer, CreateWebhookResponse.newBuilder().setWebhook(made).setSecret(SECRET).build());
  }

  @Override
  public void listWebhooks(
      ListWebhooksRequest request, StreamObserver<ListWebhooksResponse> observer) {
    FakeHeimdall.answer(
        observer, ListWebhooksResponse.newBuilder().addAllWebhooks(webhooks.values()).build());
  }

  @Override
  public void getWebhook(GetWebhookRequest request, StreamObserver<GetWebhookResponse> observer) {
    Webhook found = find(request, request.getWebhookId(), observer);
    if (found != null) {
      FakeHeimdall.answer(observer, GetWebhookResponse.newBuilder().setWebhook(found).build());
    }
  }

  @Override
  public void updateWebhook(
      UpdateWebhookRequest request, StreamObserver<UpdateWebhookResponse> observer) {
    Webhook found = find(request, request.getWebhookId(), observer);
    if (found != null) {
      var spec = found.getSpec().toBuilder();
      for (String path : request.getUpdateMask().getPathsList()) {
        var field = spec.getDescriptorForType().findFieldByName(path);
        spec.setField(field, request.getWebhook().getField(field));
      }
      Webhook changed = found.toBuilder().setSpec(spec).build();
      webhooks.put(changed.getId(), changed);
      FakeHeimdall.answer(observer, UpdateWebhookResponse.newBuilder().setWebhook(changed).build());
    }
  }

  @Override
  public void deleteWebhook(
      DeleteWebhookRequest request, StreamObserver<DeleteWebhookResponse> observer) {
    Webhook found = find(request, request.getWebhookId(), observer);
    if (found != null) {
      var _ = webhooks.remove(found.getId());
      FakeHeimdall.answer(observer, DeleteWebhookResponse.getDefaultInstance());
    }
  }

  @Override
  public void rotateWebhookSecret(
      RotateWebhookSecretRequest request, StreamObserver<RotateWebhookSecretResponse> observer) {
    Webhook found = find(request, request.getWebhookId(), observer);
    if (found != null) {
      FakeHeimdall.answer(
          observer,
          RotateWebhookSecretResponse.newBuilder()
              .setWebhook(found.toBuilder().setPreviousSecretExpireTime(MADE))
              .setSecret(SECRET)
              .build());
    }
  }

  @Override
  public void testWebhook(
      TestWebhookRequest request, StreamObserver<TestWebhookResponse> observer) {
    if (find(request, request.getWebhookId(), observer) != null) {
      var answer = TestWebhookResponse.newBuilder().setStatusCode(404);
      answer.setError("the answer was 404").getDurationBuilder().setSeconds(2);
      FakeHeimdall.answer(observer, answer.build());
    }
  }

  @Override
  public void listWebhookDeliveries(
      ListWebhookDeliveriesRequest request,
      StreamObserver<ListWebhookDeliveriesResponse> observer) {
    if (find(request, request.getWebhookId(), observer) != null) {
      FakeHeimdall.answer(
          observer,
          ListWebhookDeliveriesResponse.newBuilder()
              .addDeliveries(
                  dead().setWebhookId(request.getWebhookId()).setId(request.getWebhookId()))
              .build());
    }
  }

  private static WebhookDelivery.Builder dead() {
    return WebhookDelivery.newBuilder()
        .setSequence(8)
        .setChange("create")
        .setArtifactId("bbbbbbbb-0000-4000-8000-000000000001")
        .setState(WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_DEAD)
        .setAttemptCount(12)
        .setLastStatusCode(500)
        .setLastError("the answer was 500");
  }

  @Override
  public void retryWebhookDelivery(
      RetryWebhookDeliveryRequest request, StreamObserver<RetryWebhookDeliveryResponse> observer) {
    seen(request);
    FakeHeimdall.answer(
        observer,
        RetryWebhookDeliveryResponse.newBuilder()
            .setDelivery(
                dead()
                    .setId(request.getDeliveryId())
                    .setState(WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_WAITING))
            .build());
  }
}
