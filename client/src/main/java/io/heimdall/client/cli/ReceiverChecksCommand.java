package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.ListReceiverChecksRequest;
import io.heimdall.v1.ReceiverCheck;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall receivers checks ID`: what checks of a receiver have found over time.
@Command(
    name = "checks",
    description = {
      "Show what checks of a receiver have found, the newest first: those people asked for and"
          + " those the server makes by itself. CLOCK is by how much the receiver's stamps are"
          + " ahead of the server's clock, FREE the channels left for programs."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  heimdall receivers checks 3 --since 7d")
final class ReceiverChecksCommand extends ServerCommand {

  private static final int LARGEST_PAGE = 1_000;

  @Parameters(paramLabel = "ID", description = "Which receiver.")
  private int id;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only from then on: 2025-11-21T10:00:00Z, or 2h ago.")
  private @Nullable Instant since;

  @Option(names = "--before", paramLabel = "TIME", description = "Only before then.")
  private @Nullable Instant before;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most this many. Default: ${DEFAULT-VALUE}.")
  private int limit = 50;

  ReceiverChecksCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    Stream<ReceiverCheck> found = client.receivers().checks(query()).limit(Math.max(0, limit));
    if (json()) {
      found.forEach(check -> console().print(Json.of(check)));
    } else {
      console().print(CheckText.history(found));
    }
    return ExitCode.OK;
  }

  private ListReceiverChecksRequest query() {
    var query =
        ListReceiverChecksRequest.newBuilder()
            .setReceiverId(id)
            .setPageSize(Math.clamp(limit, 1, LARGEST_PAGE));
    if (since != null) {
      query.setFromTime(WireTimes.timestamp(since));
    }
    if (before != null) {
      query.setBeforeTime(WireTimes.timestamp(before));
    }
    return query.build();
  }
}
