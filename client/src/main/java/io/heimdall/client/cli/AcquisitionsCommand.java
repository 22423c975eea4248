package io.heimdall.client.cli;

import io.heimdall.client.AcquisitionWatch;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.ListAcquisitionsRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall acquisitions …`: what was and is acquired.
@Command(
    name = "acquisitions",
    description = "List, show, watch and cancel acquisitions.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class AcquisitionsCommand {

  private AcquisitionsCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new AcquisitionsCommand())
        .addSubcommand(new ListThem(console))
        .addSubcommand(new Show(console))
        .addSubcommand(new Watch(console))
        .addSubcommand(new Cancel(console));
  }

  /// The states an acquisition can be in, as they are written on the command line.
  enum State {
    PENDING,
    RUNNING,
    FINALIZING,
    SUCCEEDED,
    PARTIAL,
    FAILED,
    CANCELLING,
    CANCELLED;

    AcquisitionState inContract() {
      return AcquisitionState.valueOf("ACQUISITION_STATE_" + name());
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Command(
      name = "list",
      description = "List acquisitions, the newest first.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  heimdall acquisitions list --state running,partial --since 1d")
  private static final class ListThem extends ServerCommand {

    @Option(
        names = "--state",
        split = ",",
        description = "Only those in one of these states: ${COMPLETION-CANDIDATES}.")
    private Set<State> states = EnumSet.noneOf(State.class);

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Only those accepted since: 2025-11-21T10:00:00Z, or 2h ago.")
    private @Nullable Instant since;

    @Option(names = "--before", paramLabel = "TIME", description = "Only those accepted before.")
    private @Nullable Instant before;

    @Option(
        names = "--plan",
        paramLabel = "PLAN",
        description = "Only those that this recurring plan started: its id.")
    private String plan = "";

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "At most this many. Default: ${DEFAULT-VALUE}.")
    private int limit = 50;

    ListThem(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      ListAcquisitionsRequest.Builder query =
          ListAcquisitionsRequest.newBuilder()
              .setPageSize(Math.clamp(limit, 1, 500))
              .setRecurringPlanId(plan);
      states.forEach(state -> query.addStates(state.inContract()));
      if (since != null) {
        query.setCreatedFrom(WireTimes.timestamp(since));
      }
      if (before != null) {
        query.setCreatedBefore(WireTimes.timestamp(before));
      }
      Stream<Acquisition> found =
          client.acquisitions().list(query.build()).limit(Math.max(0, limit));
      if (json()) {
        found.forEach(acquisition -> console().print(Json.of(acquisition)));
      } else {
        console().print(Tables.acquisitions(found));
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "show",
      description = "Show an acquisition and each of its receivers.",
      mixinStandardHelpOptions = true)
  private static final class Show extends ServerCommand {

    @Parameters(paramLabel = "ACQUISITION", description = "Its id.")
    private String id = "";

    Show(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      Acquisition acquisition = client.acquisitions().get(id);
      if (json()) {
        console().print(Json.of(acquisition));
        return ExitCode.OK;
      }
      console()
          .print(
              "acquisition %s by %s: %s"
                  .formatted(
                      acquisition.getAcquisitionId(),
                      acquisition.getOwner(),
                      AcquisitionText.plan(acquisition.getPlan())));
      console()
          .print(
              "accepted %s, window from %s to %s UTC, %s, %.0f %%"
                  .formatted(
                      AcquisitionText.time(acquisition.getCreateTime()),
                      AcquisitionText.time(acquisition.getWindowStartTime()),
                      AcquisitionText.time(acquisition.getWindowEndTime()),
                      AcquisitionText.state(acquisition.getState()),
                      acquisition.getPercent()));
      AcquisitionText.course(acquisition).forEach(console()::print);
      acquisition.getPlan().getLabelsMap().forEach((k, v) -> console().print(k + "=" + v));
      if (!acquisition.getMessage().isEmpty()) {
        console().print(acquisition.getMessage());
      }
      console().print(Tables.progress(acquisition.getReceiversList()));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "watch",
      description = {
        "Follow an acquisition to its end, and show the result.",
        "Exit codes as of 'heimdall acquire'."
      },
      mixinStandardHelpOptions = true)
  private static final class Watch extends ServerCommand {

    @Parameters(paramLabel = "ACQUISITION", description = "Its id.")
    private String id = "";

    Watch(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      try (AcquisitionWatch watch = client.acquisitions().watch(id)) {
        return new Following(console(), json()).follow(client, watch);
      }
    }
  }

  @Command(
      name = "cancel",
      description = "End an acquisition now. What was received is kept.",
      mixinStandardHelpOptions = true)
  private static final class Cancel extends ServerCommand {

    @Parameters(paramLabel = "ACQUISITION", description = "Its id.")
    private String id = "";

    Cancel(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      Acquisition acquisition = client.acquisitions().cancel(id);
      console()
          .print(
              json()
                  ? Json.of(acquisition)
                  : "Acquisition %s is %s."
                      .formatted(id, AcquisitionText.state(acquisition.getState())));
      return ExitCode.OK;
    }
  }
}
