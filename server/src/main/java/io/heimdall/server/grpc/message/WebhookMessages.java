package io.heimdall.server.grpc.message;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import io.heimdall.db.artifact.webhook.Delivery;
import io.heimdall.db.artifact.webhook.DeliveryState;
import io.heimdall.db.artifact.webhook.Webhook;
import io.heimdall.db.artifact.webhook.WebhookSpec;
import io.heimdall.server.artifact.webhook.WebhookTrial;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.v1.CreateWebhookRequest;
import io.heimdall.v1.TestWebhookResponse;
import io.heimdall.v1.UpdateWebhookRequest;
import io.heimdall.v1.WebhookDelivery;
import io.heimdall.v1.WebhookDeliveryState;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Webhooks on the wire.
public final class WebhookMessages {

  private WebhookMessages() {}

  /// A webhook.
  ///
  /// @param webhook the domain's
  /// @param now previous secrets that have ended by then are not told of
  /// @return the wire's
  public static io.heimdall.v1.Webhook of(Webhook webhook, Instant now) {
    var standing = webhook.standing();
    var message =
        io.heimdall.v1.Webhook.newBuilder()
            .setId(webhook.id().toString())
            .setOwner(webhook.owner().name())
            .setSpec(of(webhook.spec()))
            .setPauseReason(standing.pauseReason())
            .setEtag(Etags.of(standing.revision()))
            .setCreateTime(Times.of(webhook.createdAt()))
            .setUpdateTime(Times.of(webhook.updatedAt()))
            .setSequence(standing.sequence())
            .setFailureCount(standing.failures())
            .setMissedEventCount(standing.missedEvents());
    Instant until = webhook.secrets().previousUntil();
    if (until != null && now.isBefore(until)) {
      message.setPreviousSecretExpireTime(Times.of(until));
    }
    return message.build();
  }

  private static io.heimdall.v1.WebhookSpec of(WebhookSpec spec) {
    return io.heimdall.v1.WebhookSpec.newBuilder()
        .setUrl(spec.url())
        .setDescription(spec.description())
        .setFilter(spec.filter())
        .addAllChanges(spec.changes())
        .setPaused(spec.paused())
        .build();
  }

  /// What a webhook is to be like.
  ///
  /// @param spec the wire's
  /// @return the domain's
  public static WebhookSpec spec(io.heimdall.v1.WebhookSpec spec) {
    return new WebhookSpec(
        spec.getUrl(),
        spec.getDescription(),
        spec.getFilter(),
        spec.getChangesList(),
        spec.getPaused());
  }

  /// Refuses a mask that names no field, or another than those of a webhook.
  ///
  /// @param mask what came
  /// @throws FailureException with UPDATE_MASK_INVALID
  public static void verify(FieldMask mask) {
    if (mask.getPathsList().isEmpty()) {
      throw invalid("update_mask names no field; name those to change");
    }
    for (String path : mask.getPathsList()) {
      if (io.heimdall.v1.WebhookSpec.getDescriptor().findFieldByName(path) == null) {
        throw invalid(
            "'%s' cannot be changed; url, description, filter, changes, paused can"
                .formatted(path));
      }
    }
  }

  /// Makes the changes of an update.
  ///
  /// @param before what the webhook was like
  /// @param request the update, whose mask was verified
  /// @param verify holds a message to the contract's limits
  /// @return what it is like from now on
  /// @throws FailureException with FIELD_INVALID
  public static WebhookSpec apply(
      WebhookSpec before, UpdateWebhookRequest request, Consumer<CreateWebhookRequest> verify) {
    io.heimdall.v1.WebhookSpec.Builder merged = of(before).toBuilder();
    for (String path : request.getUpdateMask().getPathsList()) {
      FieldDescriptor field = io.heimdall.v1.WebhookSpec.getDescriptor().findFieldByName(path);
      merged.setField(field, request.getWebhook().getField(field));
    }
    verify.accept(CreateWebhookRequest.newBuilder().setWebhook(merged).build());
    return spec(merged.build());
  }

  private static FailureException invalid(String sentence) {
    return new Failure.Invalid(Reason.UPDATE_MASK_INVALID, "update_mask", sentence).exception();
  }

  /// A delivery.
  ///
  /// @param delivery the domain's
  /// @return the wire's
  public static WebhookDelivery of(Delivery delivery) {
    var attempts = delivery.attempts();
    var message =
        WebhookDelivery.newBuilder()
            .setId(delivery.id().toString())
            .setWebhookId(delivery.webhookId().toString())
            .setSequence(delivery.event().sequence())
            .setEventTime(Times.of(delivery.event().at()))
            .setChange(delivery.event().change())
            .setArtifactId(delivery.event().artifactId().toString())
            .setState(of(delivery.state()))
            .setAttemptCount(attempts.count())
            .setLastError(attempts.error());
    if (delivery.state() == DeliveryState.WAITING) {
      message.setNextAttemptTime(Times.of(delivery.dueAt()));
    }
    Instant lastAt = attempts.lastAt();
    if (lastAt != null) {
      message.setLastAttemptTime(Times.of(lastAt));
    }
    Integer status = attempts.status();
    if (status != null) {
      message.setLastStatusCode(status);
    }
    Instant endedAt = delivery.endedAt();
    if (endedAt != null) {
      message.setEndTime(Times.of(endedAt));
    }
    return message.build();
  }

  private static WebhookDeliveryState of(DeliveryState state) {
    return switch (state) {
      case WAITING -> WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_WAITING;
      case DELIVERED -> WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_DELIVERED;
      case DEAD -> WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_DEAD;
      case DROPPED -> WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_DROPPED;
    };
  }

  /// How far deliveries are to be.
  ///
  /// @param state the wire's, which is one of the contract's
  /// @return the domain's; null for any
  public static @Nullable DeliveryState state(WebhookDeliveryState state) {
    return switch (state) {
      case WEBHOOK_DELIVERY_STATE_WAITING -> DeliveryState.WAITING;
      case WEBHOOK_DELIVERY_STATE_DELIVERED -> DeliveryState.DELIVERED;
      case WEBHOOK_DELIVERY_STATE_DEAD -> DeliveryState.DEAD;
      case WEBHOOK_DELIVERY_STATE_DROPPED -> DeliveryState.DROPPED;
      case WEBHOOK_DELIVERY_STATE_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  /// What a URL answered that was tried.
  ///
  /// @param result the domain's
  /// @return the wire's
  public static TestWebhookResponse of(WebhookTrial.Result result) {
    var message =
        TestWebhookResponse.newBuilder()
            .setError(result.error())
            .setDuration(Durations.fromNanos(result.duration().toNanos()));
    Integer status = result.status();
    if (status != null) {
      message.setStatusCode(status);
    }
    return message.build();
  }
}
