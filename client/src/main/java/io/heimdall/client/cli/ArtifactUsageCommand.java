package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.artifact.UsageText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.GetArtifactUsageRequest;
import io.heimdall.v1.GetArtifactUsageResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `heimdall artifacts usage`.
@Command(
    name = "usage",
    description = {
      "Show what is kept, and what was sent, fetched and refused within some days.",
      "What is read by a signed URL passes no server, and is not seen."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall artifacts usage --days 7",
      "  heimdall artifacts usage --all --type audio/wav"
    })
final class ArtifactUsageCommand extends ServerCommand {

  private static final int MOST_DAYS = 366;

  /// Of others.
  static final class Others {

    @Option(
        names = "--user",
        required = true,
        paramLabel = "NAME",
        description = "That of a user, for administrators. Default: your own.")
    private String user = "";

    @Option(
        names = "--all",
        required = true,
        description = "That of everybody, for administrators.")
    private boolean all;

    void applyTo(GetArtifactUsageRequest.Builder request) {
      if (all) {
        request.setEverybody(true);
      } else {
        request.setUser(user);
      }
    }
  }

  @ArgGroup(exclusive = true)
  private @Nullable Others others;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Of so many days of UTC, the last one today. Default: ${DEFAULT-VALUE}.")
  private int days = 30;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only of this media type; calls are counted whatever they are about.")
  private String type = "";

  ArtifactUsageCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    GetArtifactUsageResponse usage = client.artifacts().usage(request());
    if (json()) {
      console().print(Json.of(usage));
    } else {
      UsageText.lines(usage).forEach(console()::print);
    }
    return ExitCode.OK;
  }

  private GetArtifactUsageRequest request() {
    if (days < 1 || days > MOST_DAYS) {
      throw new UsageFailure("--days takes 1 to %d, not %d.".formatted(MOST_DAYS, days));
    }
    var request =
        GetArtifactUsageRequest.newBuilder()
            .setStartTime(
                WireTimes.timestamp(console().clock().instant().minus(Duration.ofDays(days - 1L))))
            .setContentType(type);
    if (others != null) {
      others.applyTo(request);
    }
    return request.build();
  }
}
