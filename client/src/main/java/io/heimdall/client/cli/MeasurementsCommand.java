package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.MeasurementFilter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `heimdall measurements …`: what was found in the recordings.
@Command(
    name = "measurements",
    description = "List measurements.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class MeasurementsCommand {

  private MeasurementsCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new MeasurementsCommand()).addSubcommand(new ListThem(console));
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

    @Mixin private RecordingFilter filter = new RecordingFilter();

    @Option(names = "--min-snr", paramLabel = "DB", description = "Only with at least this SNR.")
    private @Nullable Double lowestSnr;

    @Option(names = "--max-snr", paramLabel = "DB", description = "Only with at most this SNR.")
    private @Nullable Double highestSnr;

    ListThem(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      Stream<Measurement> found = client.measurements().list(query()).limit(filter.limit());
      if (json()) {
        found.forEach(measurement -> console().print(Json.of(measurement)));
      } else {
        console().print(Tables.measurements(found));
      }
      return ExitCode.OK;
    }

    private ListMeasurementsRequest query() {
      MeasurementFilter.Builder query =
          MeasurementFilter.newBuilder()
              .setAcquisitionId(filter.acquisition())
              .addAllReceiverIds(filter.receivers().ids())
              .setMinFrequencyHz(filter.lowestHz())
              .setMaxFrequencyHz(filter.highestHz());
      if (filter.since() != null) {
        query.setStartFrom(AcquisitionsCommand.timestamp(filter.since()));
      }
      if (filter.before() != null) {
        query.setStartBefore(AcquisitionsCommand.timestamp(filter.before()));
      }
      if (lowestSnr != null) {
        query.setMinSnrDb(lowestSnr);
      }
      if (highestSnr != null) {
        query.setMaxSnrDb(highestSnr);
      }
      return ListMeasurementsRequest.newBuilder()
          .setPageSize(filter.pageSize())
          .setFilter(query)
          .build();
    }
  }
}
