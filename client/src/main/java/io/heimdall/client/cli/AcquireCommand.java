package io.heimdall.client.cli;

import io.heimdall.client.AcquisitionWatch;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.FrequencyRange;
import io.heimdall.client.cli.units.ReceiverIds;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.Passband;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall acquire`: one acquisition, followed to its end.
@Command(
    name = "acquire",
    description = {
      "Receive one frequency with many receivers over the same UTC window, measure and store it.",
      "",
      "Progress goes to standard error, the result to standard output. Ctrl-C stops the watching,"
          + " not the acquisition. With --json each event is a line, and the last line is the"
          + " result: task_id, status (SUCCESS, PARTIAL_FAILURE, FAILURE), stored_measurements,"
          + " failed_measurements.",
      "",
      "Exit code 0: every receiver delivered, or as many as --min-receivers asks for. 1: fewer, or"
          + " cancelled. 2: the command line could not be understood."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall acquire 77.5kHz --duration 10s",
      "  heimdall acquire 14.0956MHz --duration 2m --receivers 1,2,5-7 --passband 200Hz",
      "  heimdall acquire 145.5MHz --duration 1h30m --min-receivers 3 --label case=beacon --detach",
      "  heimdall acquire 10MHz --duration 10s --json | tail -1 | jq .status"
    })
final class AcquireCommand extends ServerCommand {

  @Parameters(
      paramLabel = "FREQUENCY",
      description = "What becomes 0 Hz in the samples, for example 145.5MHz.")
  private Frequency frequency = new Frequency(0);

  @Option(
      names = {"-d", "--duration"},
      required = true,
      paramLabel = "DURATION",
      description = "How long: 500ms, 10s, 1m30s, 2h; up to 24h.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = {"-r", "--receivers"},
      paramLabel = "IDS",
      description = "Which receivers: 1,2,5-7. Default: all active ones whose band includes it.")
  private ReceiverIds receivers = ReceiverIds.NONE;

  @Option(
      names = "--min-receivers",
      paramLabel = "N",
      description = "How many must deliver for the acquisition not to have failed. Default: 1.")
  private int minReceivers;

  @Option(
      names = "--passband",
      paramLabel = "RANGE",
      description = "What the receivers' filters pass: -2.5kHz..2.5kHz, or its width 5kHz.")
  private @Nullable FrequencyRange passband;

  @Option(
      names = "--sample-rate",
      paramLabel = "RATE",
      description = "Samples per second, for example 12kS/s. Default: the receiver's own.")
  private @Nullable SampleRate sampleRate;

  @Option(
      names = "--gain",
      paramLabel = "DB",
      description = "Manual gain in dB of the receiver's own scale. Default: the driver's.")
  private @Nullable Double gainDb;

  @Option(
      names = "--label",
      paramLabel = "NAME=TEXT",
      description = "A note of your own, kept with the acquisition. May be repeated.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(names = "--detach", description = "Start it and return at once.")
  private boolean detach;

  AcquireCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    if (detach) {
      return started(client.acquisitions().start(plan()));
    }
    try (AcquisitionWatch watch = client.acquisitions().acquire(plan())) {
      return new Following(console(), json()).follow(client, watch);
    }
  }

  private int started(Acquisition acquisition) {
    if (json()) {
      console().print(Json.of(acquisition));
    } else {
      String id = acquisition.getAcquisitionId();
      console().print("Started acquisition %s.".formatted(id));
      console()
          .note(
              "%s. Watch it:  heimdall acquisitions watch %s"
                  .formatted(AcquisitionText.plan(acquisition.getPlan()), id));
    }
    return ExitCode.OK;
  }

  private AcquisitionPlan plan() {
    AcquisitionPlan.Builder plan =
        AcquisitionPlan.newBuilder()
            .addCenterFrequenciesHz(frequency.hz())
            .setDuration(
                com.google.protobuf.Duration.newBuilder()
                    .setSeconds(duration.getSeconds())
                    .setNanos(duration.getNano()))
            .addAllReceiverIds(receivers.ids())
            .setMinReceivers(minReceivers)
            .putAllLabels(labels);
    if (sampleRate != null) {
      plan.setSampleRateHz(sampleRate.hz());
    }
    if (passband != null) {
      plan.setPassband(
          Passband.newBuilder().setLowHz(passband.lowHz()).setHighHz(passband.highHz()));
    }
    if (gainDb != null) {
      plan.setGainDb(gainDb);
    }
    return plan.build();
  }
}
