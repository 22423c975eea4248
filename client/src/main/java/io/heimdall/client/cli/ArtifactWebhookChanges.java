package io.heimdall.client.cli;

import com.google.protobuf.FieldMask;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.CreateWebhookResponse;
import io.heimdall.v1.UpdateWebhookRequest;
import io.heimdall.v1.WebhookSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that make and change webhooks.
final class ArtifactWebhookChanges {

  private ArtifactWebhookChanges() {}

  /// What a webhook is like besides its URL.
  private static final class Options {

    @Option(
        names = "--filter",
        paramLabel = "EXPRESSION",
        description =
            "Only what happens to artifacts for which it holds, as of 'heimdall artifacts list'.")
    private @Nullable String filter;

    @Option(
        names = "--change",
        split = ",",
        paramLabel = "CHANGE",
        description = "Only these, such as create,version,delete; '' for all. Default: all.")
    private @Nullable List<String> changes;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    void applyTo(WebhookSpec.Builder spec, FieldMask.Builder mask) {
      if (filter != null) {
        spec.setFilter(filter);
        mask.addPaths("filter");
      }
      if (changes != null) {
        spec.addAllChanges(changes.stream().filter(change -> !change.isEmpty()).toList());
        mask.addPaths("changes");
      }
      if (description != null) {
        spec.setDescription(description);
        mask.addPaths("description");
      }
    }
  }

  /// `heimdall artifacts webhooks create`.
  @Command(
      name = "create",
      description = {
        "Have what happens from now on sent to a URL, and show the secret that it is signed with.",
        "The secret is shown this once."
      },
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer =
          "  heimdall artifacts webhooks create https://example.org/hook --filter 'tags:fm'"
              + " --change create,version")
  static final class Create extends ServerCommand {

    @Parameters(index = "0", paramLabel = "URL", description = "Where to, an https URL.")
    private String url = "";

    @Mixin private Options options = new Options();

    @Option(
        names = "--paused",
        description = "Let it wait for 'heimdall artifacts webhooks resume'.")
    private boolean paused;

    Create(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      WebhookSpec.Builder spec = WebhookSpec.newBuilder().setUrl(url).setPaused(paused);
      options.applyTo(spec, FieldMask.newBuilder());
      CreateWebhookResponse created = client.artifactWebhooks().create(spec.build());
      if (json()) {
        console().print(Json.of(created));
      } else {
        ArtifactWebhooksCommand.print(this, created.getWebhook());
        ArtifactWebhooksCommand.printSecret(this, created.getSecret());
      }
      return ExitCode.OK;
    }
  }

  /// `heimdall artifacts webhooks update`.
  @Command(
      name = "update",
      description = "Change what a webhook is like.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Update extends ArtifactWebhooksCommand.OfOne {

    @Option(names = "--url", paramLabel = "URL", description = "Where to, an https URL.")
    private @Nullable String url;

    @Mixin private Options options = new Options();

    Update(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      WebhookSpec.Builder spec = WebhookSpec.newBuilder();
      FieldMask.Builder mask = FieldMask.newBuilder();
      if (url != null) {
        spec.setUrl(url);
        mask.addPaths("url");
      }
      options.applyTo(spec, mask);
      if (mask.getPathsCount() == 0) {
        throw new UsageFailure("Say what to change: --url, --filter, --change or --description.");
      }
      ArtifactWebhooksCommand.print(
          this,
          client
              .artifactWebhooks()
              .update(
                  UpdateWebhookRequest.newBuilder()
                      .setWebhookId(id())
                      .setWebhook(spec)
                      .setUpdateMask(mask)
                      .build()));
      return ExitCode.OK;
    }
  }

  abstract static class Pausing extends ArtifactWebhooksCommand.OfOne {

    private final boolean paused;

    Pausing(Console console, boolean paused) {
      super(console);
      this.paused = paused;
    }

    @Override
    int run(HeimdallClient client) {
      ArtifactWebhooksCommand.print(
          this,
          client
              .artifactWebhooks()
              .update(
                  UpdateWebhookRequest.newBuilder()
                      .setWebhookId(id())
                      .setWebhook(WebhookSpec.newBuilder().setPaused(paused))
                      .setUpdateMask(FieldMask.newBuilder().addPaths("paused"))
                      .build()));
      return ExitCode.OK;
    }
  }

  /// `heimdall artifacts webhooks pause`.
  @Command(
      name = "pause",
      description = "Have nothing sent for now. What happens meanwhile is sent later.",
      mixinStandardHelpOptions = true)
  static final class Pause extends Pausing {

    Pause(Console console) {
      super(console, true);
    }
  }

  /// `heimdall artifacts webhooks resume`.
  @Command(
      name = "resume",
      description = "Let a paused webhook go on where it was.",
      mixinStandardHelpOptions = true)
  static final class Resume extends Pausing {

    Resume(Console console) {
      super(console, false);
    }
  }
}
