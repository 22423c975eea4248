package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.artifact.WebhookText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.ListWebhookDeliveriesRequest;
import io.heimdall.v1.WebhookDelivery;
import io.heimdall.v1.WebhookDeliveryState;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands about what webhooks send.
final class ArtifactWebhookDeliveries {

  private ArtifactWebhookDeliveries() {}

  private enum State {
    waiting(WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_WAITING),
    delivered(WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_DELIVERED),
    dead(WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_DEAD),
    dropped(WebhookDeliveryState.WEBHOOK_DELIVERY_STATE_DROPPED);

    private final WebhookDeliveryState onTheWire;

    State(WebhookDeliveryState onTheWire) {
      this.onTheWire = onTheWire;
    }
  }

  /// `heimdall artifacts webhooks deliveries`.
  @Command(
      name = "deliveries",
      description = "List what a webhook has sent, sends and could not send, the latest first.",
      mixinStandardHelpOptions = true)
  static final class ListThem extends ArtifactWebhooksCommand.OfOne {

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "Only these: one of ${COMPLETION-CANDIDATES}. Default: all.")
    private @Nullable State state;

    @Mixin private ListLimit limit = new ListLimit();

    ListThem(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      var query =
          ListWebhookDeliveriesRequest.newBuilder()
              .setWebhookId(id())
              .setPageSize(limit.pageSize());
      if (state != null) {
        query.setState(state.onTheWire);
      }
      var deliveries = client.artifactWebhooks().deliveries(query.build()).limit(limit.entries());
      if (json()) {
        deliveries.forEach(delivery -> console().print(Json.of(delivery)));
      } else {
        console().print(WebhookText.deliveries(deliveries));
      }
      return ExitCode.OK;
    }
  }

  /// `heimdall artifacts webhooks retry`.
  @Command(
      name = "retry",
      description = "Have dead letters tried again, and what waits sent now.",
      mixinStandardHelpOptions = true)
  static final class Retry extends ServerCommand {

    @Parameters(
        paramLabel = "DELIVERY",
        arity = "1..*",
        description = "Ids, as 'heimdall artifacts webhooks deliveries' shows them.")
    private List<String> ids = List.of();

    Retry(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) throws IOException {
      return new Several(console(), json(), "delivery").each(ids, 1, id -> retry(client, id));
    }

    private void retry(HeimdallClient client, String id) {
      WebhookDelivery delivery = client.artifactWebhooks().retry(id);
      console().print(json() ? Json.of(delivery) : "Delivery %s is sent again.".formatted(id));
    }
  }
}
