package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.Measurement;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `heimdall measurements …`: what was found in the recordings.
@Command(
    name = "measurements",
    description = "List and summarise measurements.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class MeasurementsCommand {

  private MeasurementsCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new MeasurementsCommand())
        .addSubcommand(new ListThem(console))
        .addSubcommand(new StatsCommand(console));
  }

  @Command(
      name = "list",
      description = {
        "List measurements, the newest first. SNR is that in the signal's own bandwidth, which"
            + " stands beside it; --json has all the others."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  heimdall measurements list --receivers 1-3 --since 1d --min-snr 10")
  private static final class ListThem extends ServerCommand {

    @Mixin private MeasurementChoice choice = new MeasurementChoice();

    ListThem(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      Stream<Measurement> found = client.measurements().list(query()).limit(choice.limit());
      if (json()) {
        found.forEach(measurement -> console().print(Json.of(measurement)));
      } else {
        console().print(Tables.measurements(found));
      }
      return ExitCode.OK;
    }

    private ListMeasurementsRequest query() {
      return ListMeasurementsRequest.newBuilder()
          .setPageSize(choice.pageSize())
          .setFilter(choice.filter())
          .build();
    }
  }
}
