package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.CreateWebhookRequest;
import io.heimdall.v1.ListWebhookDeliveriesRequest;
import io.heimdall.v1.RotateWebhookSecretRequest;
import io.heimdall.v1.UpdateWebhookRequest;
import io.heimdall.v1.WebhookDeliveryState;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// `artifacts webhooks …`.
final class ArtifactWebhooksCommandIT {

  private static final String WEBHOOKS = "artifacts webhooks ";
  private static final String URL = "https://example.org/hook";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final FakeHeimdall server;
  private final Shell shell;

  ArtifactWebhooksCommandIT() throws IOException {
    server = new FakeHeimdall();
    shell = Shell.with(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private <T> T last(Class<T> request) {
    return server.artifacts().requests(request).getLast();
  }

  private String create() {
    assertThat(shell.run(WEBHOOKS + "create %s --json".formatted(URL))).isZero();
    return JsonMapper.shared().readTree(shell.out()).path("webhook").path("id").asString();
  }

  @Test
  void makesAWebhookAndShowsItsSecretOnce() {
    assertThat(
            shell.run(
                WEBHOOKS
                    + "create %s --filter tags:fm --change create,version --paused".formatted(URL)))
        .isZero();

    assertThat(shell.outLines())
        .contains("secret, shown this once: " + SECRET, "tells of: create, version", URL);
    var spec = last(CreateWebhookRequest.class).getWebhook();
    assertThat(spec.getFilter()).isEqualTo("tags:fm");
    assertThat(spec.getChangesList()).containsExactly("create", "version");
    assertThat(spec.getPaused()).isTrue();
    assertThat(shell.run(WEBHOOKS + "list")).isZero();
    assertThat(shell.outLines().getLast())
        .contains("paused")
        .contains(URL)
        .doesNotContain("whsec_");
  }

  @Test
  void changesPausesAndResumes() {
    String id = create();

    assertThat(shell.run(WEBHOOKS + "update %s --filter tags:am".formatted(id))).isZero();
    assertThat(shell.outLines()).contains("filter: tags:am", URL);
    assertThat(last(UpdateWebhookRequest.class).getUpdateMask().getPathsList())
        .containsExactly("filter");
    assertThat(shell.run(WEBHOOKS + "pause " + id)).isZero();
    assertThat(shell.outLines().getFirst()).isEqualTo(id + ", paused");
    assertThat(shell.run(WEBHOOKS + "resume " + id)).isZero();
    assertThat(shell.run(WEBHOOKS + "show " + id)).isZero();
    assertThat(shell.outLines().getFirst()).isEqualTo(id + ", active");
    assertThat(shell.run(WEBHOOKS + "update " + id)).isEqualTo(2);
  }

  @Test
  void rotatesTestsAndRemoves() {
    String id = create();

    assertThat(shell.run(WEBHOOKS + "rotate %s --overlap 1h".formatted(id))).isZero();
    assertThat(shell.out()).contains(SECRET).contains("signs with the previous secret");
    assertThat(last(RotateWebhookSecretRequest.class).getOverlap().getSeconds()).isEqualTo(3600);
    assertThat(shell.run(WEBHOOKS + "test " + id)).isEqualTo(1);
    assertThat(shell.out()).contains("It took nothing: the answer was 404 (within 2s).");
    assertThat(shell.run(WEBHOOKS + "remove " + id)).isZero();
    assertThat(shell.out().strip()).isEqualTo("Removed webhook %s.".formatted(id));
    assertThat(shell.run(WEBHOOKS + "show " + id)).isEqualTo(1);
  }

  @Test
  void listsDeadLettersAndTriesThemAgain() {
    String id = create();

    assertThat(shell.run(WEBHOOKS + "deliveries %s --state dead".formatted(id))).isZero();
    assertThat(last(ListWebhookDeliveriesRequest.class).getState())
        .isEqualTo(WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_DEAD);
    assertThat(shell.outLines().getLast())
        .contains("create")
        .contains("dead")
        .endsWith("the answer was 500");
    assertThat(shell.run(WEBHOOKS + "retry " + id)).isZero();
    assertThat(shell.out().strip()).isEqualTo("Delivery %s is sent again.".formatted(id));
  }
}
