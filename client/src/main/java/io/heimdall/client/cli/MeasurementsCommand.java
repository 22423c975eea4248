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
    description = "List, summarise, draw and export measurements.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class MeasurementsCommand {

  private MeasurementsCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new MeasurementsCommand())
        .addSubcommand(new ListThem(console))
        .addSubcommand(new StatsCommand(console))
        .addSubcommand(new PlotCommand(console))
        .addSubcommand(new MeasurementsExportCommand(console));
  }

  @Command(
      name = "list",
      description = {
        "List measurements, the newest first. SNR is that in the signal's own bandwidth, which"
            + " stands beside it; --json has all the others."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  heimdall measurements list --receivers 1-3 --since 1d --min-snr 10",
        "  heimdall measurements list --filter 'timing_class = GPS_FIT AND NOT clipped_fraction >"
            + " 0'"
      })
  private static final class ListThem extends ServerCommand {

    @Mixin private MeasurementOptions options = new MeasurementOptions();

    @Mixin private ListLimit limit = new ListLimit();

    ListThem(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      ListMeasurementsRequest query =
          ListMeasurementsRequest.newBuilder()
              .setPageSize(limit.pageSize())
              .setFilter(options.filter())
              .build();
      Stream<Measurement> found = client.measurements().list(query).limit(limit.entries());
      if (json()) {
        found.forEach(measurement -> console().print(Json.of(measurement)));
      } else {
        console().print(Tables.measurements(found));
      }
      return ExitCode.OK;
    }
  }
}
