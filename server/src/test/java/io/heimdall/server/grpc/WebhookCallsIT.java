package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.heimdall.server.post.Endpoint;
import io.heimdall.server.security.Role;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.CreateWebhookRequest;
import io.heimdall.v1.CreateWebhookResponse;
import io.heimdall.v1.DeleteWebhookRequest;
import io.heimdall.v1.GetWebhookRequest;
import io.heimdall.v1.ListWebhookDeliveriesRequest;
import io.heimdall.v1.ListWebhooksRequest;
import io.heimdall.v1.ListWebhooksResponse;
import io.heimdall.v1.RetryWebhookDeliveryRequest;
import io.heimdall.v1.RotateWebhookSecretRequest;
import io.heimdall.v1.RotateWebhookSecretResponse;
import io.heimdall.v1.TestWebhookRequest;
import io.heimdall.v1.TestWebhookResponse;
import io.heimdall.v1.UpdateWebhookRequest;
import io.heimdall.v1.Webhook;
import io.heimdall.v1.WebhookDelivery;
import io.heimdall.v1.WebhookDeliveryState;
import io.heimdall.v1.WebhookSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Webhooks over gRPC, with the production interceptors, and what they send.
@Timeout(60)
class WebhookCallsIT {

  @TempDir private static Path directory;
  private static CatalogueStack stack;
  private static Endpoint endpoint;

  @BeforeAll
  static void start() throws IOException {
    stack = CatalogueStack.in(directory);
    endpoint = Endpoint.start();
  }

  @AfterAll
  static void stop() throws IOException {
    stack.close();
    endpoint.close();
  }

  private static CreateWebhookResponse create(ArtifactServiceBlockingStub stub) {
    var spec = WebhookSpec.newBuilder().setUrl(endpoint.url()).setDescription("mine");
    return stub.createWebhook(CreateWebhookRequest.newBuilder().setWebhook(spec).build());
  }

  private static void refuses(String reason, ThrowingCallable call) {
    Assertions.assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(reason(e)).isEqualTo(reason));
  }

  private static String reason(StatusRuntimeException e) {
    return Objects.requireNonNull(StatusProto.fromThrowable(e)).getDetailsList().stream()
        .filter(any -> any.is(ErrorInfo.class))
        .map(WebhookCallsIT::unpacked)
        .findAny()
        .orElse(e.toString());
  }

  private static String unpacked(Any any) {
    try {
      return any.unpack(ErrorInfo.class).getReason();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void makesChangesRotatesAndDeletes() {
    ArtifactServiceBlockingStub ann = stack.as("ann");
    CreateWebhookResponse made = create(ann);
    String id = made.getWebhook().getId();
    assertThat(made.getSecret()).startsWith("whsec_");
    assertThat(made.getWebhook().getOwner()).isEqualTo("ann");

    var update =
        UpdateWebhookRequest.newBuilder()
            .setWebhookId(id)
            .setEtag(made.getWebhook().getEtag())
            .setWebhook(WebhookSpec.newBuilder().setPaused(true).addChanges("create"))
            .setUpdateMask(FieldMask.newBuilder().addPaths("paused").addPaths("changes"));
    Webhook changed = ann.updateWebhook(update.build()).getWebhook();
    assertThat(changed.getSpec())
        .isEqualTo(
            made.getWebhook().getSpec().toBuilder().setPaused(true).addChanges("create").build());
    refuses("ETAG_MISMATCH", () -> ann.updateWebhook(update.build()));

    RotateWebhookSecretResponse rotated =
        ann.rotateWebhookSecret(RotateWebhookSecretRequest.newBuilder().setWebhookId(id).build());
    assertThat(rotated.getSecret()).startsWith("whsec_").isNotEqualTo(made.getSecret());
    assertThat(rotated.getWebhook().hasPreviousSecretExpireTime()).isTrue();
    var get = GetWebhookRequest.newBuilder().setWebhookId(id).build();
    assertThat(ann.getWebhook(get).getWebhook()).isEqualTo(rotated.getWebhook());

    var _ = ann.deleteWebhook(DeleteWebhookRequest.newBuilder().setWebhookId(id).build());
    refuses("WEBHOOK_NOT_FOUND", () -> ann.getWebhook(get));
  }

  @Test
  void listsPageByPage() {
    ArtifactServiceBlockingStub bea = stack.as("bea");
    List<String> ids =
        List.of(
            create(bea).getWebhook().getId(),
            create(bea).getWebhook().getId(),
            create(bea).getWebhook().getId());

    var query = ListWebhooksRequest.newBuilder().setPageSize(2);
    ListWebhooksResponse first = bea.listWebhooks(query.build());
    ListWebhooksResponse second =
        bea.listWebhooks(query.setPageToken(first.getNextPageToken()).build());

    assertThat(first.getWebhooksList())
        .extracting(Webhook::getId)
        .containsExactly(ids.get(2), ids.get(1));
    assertThat(second.getWebhooksList()).extracting(Webhook::getId).containsExactly(ids.get(0));
    assertThat(second.getNextPageToken()).isEmpty();
    refuses("PAGE_TOKEN_INVALID", () -> bea.listWebhooks(query.setPageToken("nonsense").build()));
  }

  @Test
  void sendsTestsAndListsWhatItSends() throws Exception {
    ArtifactServiceBlockingStub cleo = stack.as("cleo");
    String id = create(cleo).getWebhook().getId();

    TestWebhookResponse answer =
        cleo.testWebhook(TestWebhookRequest.newBuilder().setWebhookId(id).build());
    assertThat(answer.getStatusCode()).isEqualTo(204);
    assertThat(answer.getError()).isEmpty();
    assertThat(endpoint.next().body()).contains("webhook.test");
    var _ = stack.create("cleo");
    assertThat(endpoint.next().body()).contains("\"artifact.create\"");

    WebhookDelivery sent =
        cleo.listWebhookDeliveries(
                ListWebhookDeliveriesRequest.newBuilder().setWebhookId(id).build())
            .getDeliveries(0);
    assertThat(sent.getChange()).isEqualTo("create");
    assertThat(sent.getAttemptCount()).isEqualTo(1);
    assertThat(
            cleo.listWebhookDeliveries(
                    ListWebhookDeliveriesRequest.newBuilder()
                        .setWebhookId(id)
                        .setState(WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_DEAD)
                        .build())
                .getDeliveriesCount())
        .isZero();
    refuses(
        "WEBHOOK_DELIVERY_NOT_FOUND",
        () ->
            stack
                .as("dora")
                .retryWebhookDelivery(
                    RetryWebhookDeliveryRequest.newBuilder().setDeliveryId(sent.getId()).build()));
  }

  @Test
  void refusesWhatTheContractRefuses() {
    ArtifactServiceBlockingStub ann = stack.as("ann");
    var spec = WebhookSpec.newBuilder().setUrl("https://10.0.0.1/");
    refuses(
        "WEBHOOK_URL_INVALID",
        () -> ann.createWebhook(CreateWebhookRequest.newBuilder().setWebhook(spec).build()));
    refuses(
        "FIELD_INVALID",
        () ->
            ann.createWebhook(
                CreateWebhookRequest.newBuilder()
                    .setWebhook(spec.clone().addChanges("No change"))
                    .build()));
    String id = create(ann).getWebhook().getId();
    var update = UpdateWebhookRequest.newBuilder().setWebhookId(id);
    refuses("UPDATE_MASK_INVALID", () -> ann.updateWebhook(update.build()));
    refuses(
        "UPDATE_MASK_INVALID",
        () ->
            ann.updateWebhook(
                update.clone().setUpdateMask(FieldMask.newBuilder().addPaths("owner")).build()));
    refuses(
        "FIELD_INVALID",
        () ->
            ann.updateWebhook(
                update.clone().setUpdateMask(FieldMask.newBuilder().addPaths("url")).build()));
    refuses(
        "ROLE_TOO_SMALL",
        () ->
            ArtifactServiceGrpc.newBlockingStub(stack.channel("vic", Role.VIEWER))
                .listWebhooks(ListWebhooksRequest.getDefaultInstance()));
    refuses(
        "WEBHOOK_DELIVERY_NOT_FOUND",
        () ->
            ann.retryWebhookDelivery(
                RetryWebhookDeliveryRequest.newBuilder()
                    .setDeliveryId(UUID.randomUUID().toString())
                    .build()));
  }
}
