package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.artifact.WebhookText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.RotateWebhookSecretRequest;
import io.heimdall.v1.RotateWebhookSecretResponse;
import io.heimdall.v1.TestWebhookResponse;
import io.heimdall.v1.Webhook;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall artifacts webhooks …`: URLs that are told what happens to artifacts.
@Command(
    name = "webhooks",
    description = "Have what happens to the artifacts that you may see sent to URLs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall artifacts webhooks create https://example.org/hook --change create,version",
      "  heimdall artifacts webhooks deliveries WEBHOOK --state dead"
    })
final class ArtifactWebhooksCommand {

  /// How the help describes the id of a webhook.
  static final String NAMED_SO = "Its id, as 'heimdall artifacts webhooks list' shows it.";

  private ArtifactWebhooksCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new ArtifactWebhooksCommand())
        .addSubcommand(new ListThem(console))
        .addSubcommand(new ArtifactWebhookChanges.Create(console))
        .addSubcommand(new Show(console))
        .addSubcommand(new ArtifactWebhookChanges.Update(console))
        .addSubcommand(new ArtifactWebhookChanges.Pause(console))
        .addSubcommand(new ArtifactWebhookChanges.Resume(console))
        .addSubcommand(new Remove(console))
        .addSubcommand(new Rotate(console))
        .addSubcommand(new Test(console))
        .addSubcommand(new ArtifactWebhookDeliveries.ListThem(console))
        .addSubcommand(new ArtifactWebhookDeliveries.Retry(console));
  }

  static void print(ServerCommand command, Webhook webhook) {
    if (command.json()) {
      command.console().print(Json.of(webhook));
    } else {
      WebhookText.lines(webhook).forEach(command.console()::print);
    }
  }

  static void printSecret(ServerCommand command, String secret) {
    command.console().print("secret, shown this once: " + secret);
  }

  @Command(
      name = "list",
      description = "List your webhooks, the newest first.",
      mixinStandardHelpOptions = true)
  private static final class ListThem extends ServerCommand {

    @Mixin private ListLimit limit = new ListLimit();

    ListThem(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      var webhooks = client.artifactWebhooks().list().limit(limit.entries());
      if (json()) {
        webhooks.forEach(webhook -> console().print(Json.of(webhook)));
      } else {
        console().print(WebhookText.webhooks(webhooks));
      }
      return ExitCode.OK;
    }
  }

  /// A command about one webhook.
  abstract static class OfOne extends ServerCommand {

    @Parameters(index = "0", paramLabel = "WEBHOOK", description = NAMED_SO)
    private String id = "";

    OfOne(Console console) {
      super(console);
    }

    final String id() {
      return id;
    }
  }

  @Command(name = "show", description = "Show a webhook.", mixinStandardHelpOptions = true)
  private static final class Show extends OfOne {

    Show(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      print(this, client.artifactWebhooks().get(id()));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "remove",
      description = "Remove webhooks with their deliveries. Nothing more is sent.",
      mixinStandardHelpOptions = true)
  private static final class Remove extends ServerCommand {

    @Parameters(paramLabel = "WEBHOOK", arity = "1..*", description = NAMED_SO)
    private List<String> ids = List.of();

    Remove(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) throws IOException {
      return new Several(console(), json(), "webhook").each(ids, 1, id -> remove(client, id));
    }

    private void remove(HeimdallClient client, String id) {
      client.artifactWebhooks().delete(id);
      console().print(json() ? Json.of(Map.of("removed", id)) : "Removed webhook " + id + ".");
    }
  }

  @Command(
      name = "rotate",
      description = {
        "Give a webhook another secret, which is shown once.",
        "For a while deliveries are signed with the one before, too."
      },
      mixinStandardHelpOptions = true)
  private static final class Rotate extends OfOne {

    @Option(
        names = "--overlap",
        paramLabel = "DURATION",
        description =
            "How long the present one signs, too, 7d at most; 0s for no more. Default: 24h.")
    private @Nullable Duration overlap;

    Rotate(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      var request = RotateWebhookSecretRequest.newBuilder().setWebhookId(id());
      if (overlap != null) {
        request.setOverlap(WireTimes.duration(overlap));
      }
      RotateWebhookSecretResponse rotated = client.artifactWebhooks().rotate(request.build());
      if (json()) {
        console().print(Json.of(rotated));
      } else {
        print(this, rotated.getWebhook());
        printSecret(this, rotated.getSecret());
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "test",
      description = "Send one event of type webhook.test now, and show what the URL answers.",
      mixinStandardHelpOptions = true)
  private static final class Test extends OfOne {

    Test(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      TestWebhookResponse answer = client.artifactWebhooks().test(id());
      console().print(json() ? Json.of(answer) : WebhookText.answer(answer));
      return answer.getError().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
  }
}
