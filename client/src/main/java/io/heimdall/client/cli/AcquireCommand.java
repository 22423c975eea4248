package io.heimdall.client.cli;

import io.heimdall.client.AcquisitionWatch;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.GeoPoint;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.Receiver;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "  heimdall acquire 77.5kHz --duration 10s --auto 4 --near 50.02,9.01",
      "  heimdall acquire 77.5kHz,60kHz --duration 1m --start 2026-11-22T03:00:00Z --retries 2",
      "  heimdall acquire 10MHz --duration 10s --json | tail -1 | jq .status"
    })
final class AcquireCommand extends ServerCommand {

  @Parameters(
      paramLabel = "FREQUENCY",
      description = {
        "What becomes 0 Hz in the samples, for example 145.5MHz. Several with commas between them:"
            + " one after another, each for the whole duration."
      })
  private Frequencies frequencies = Frequencies.NONE;

  @Mixin private PlanOptions options = new PlanOptions();

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "When the window begins: 2026-11-22T03:00:00Z, or +30s. Default: at once.")
  private @Nullable StartTime start;

  @Option(
      names = "--auto",
      paramLabel = "N",
      description = {
        "Choose the N receivers that suit it best, as 'receivers suggest' does; with --near also by"
            + " geometry."
      })
  private @Nullable Integer auto;

  @Option(
      names = "--near",
      paramLabel = "LAT,LON",
      description = "With --auto: where the transmitter is thought to be, for example 50.02,9.01.")
  private @Nullable GeoPoint near;

  @Option(names = "--detach", description = "Start it and return at once.")
  private boolean detach;

  AcquireCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    AcquisitionPlan plan = plan(client);
    if (detach) {
      return started(client.acquisitions().start(plan));
    }
    try (AcquisitionWatch watch = client.acquisitions().acquire(plan)) {
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

  private AcquisitionPlan plan(HeimdallClient client) {
    AcquisitionPlan.Builder plan = options.plan(frequencies);
    if (auto != null) {
      chooseReceivers(client, plan, auto);
    } else if (near != null) {
      throw new UsageFailure("--near goes together with --auto.");
    }
    if (start != null) {
      plan.setStartTime(WireTimes.timestamp(start.time()));
    }
    return plan.build();
  }

  private void chooseReceivers(HeimdallClient client, AcquisitionPlan.Builder plan, int count) {
    if (plan.getReceiverIdsCount() > 0) {
      throw new UsageFailure("--auto and --receivers exclude each other.");
    }
    if (count < 1 || count > 1000) {
      throw new UsageFailure("--auto takes 1 to 1000 receivers.");
    }
    List<Receiver> chosen = new SuggestedReceivers(client, near).forAll(frequencies.hz(), count);
    if (chosen.size() < count) {
      console()
          .note("Only %d of %d receivers cover it and are active.".formatted(chosen.size(), count));
    }
    plan.addAllReceiverIds(chosen.stream().map(Receiver::getReceiverId).toList());
    console()
        .note(
            "Chosen: "
                + chosen.stream()
                    .map(one -> "%d (%s)".formatted(one.getReceiverId(), one.getName()))
                    .collect(Collectors.joining(", "))
                + ".");
  }
}
