package io.heimdall.client.cli;

import com.google.protobuf.FieldMask;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.ReplyStream;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.GeoPoint;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall receivers …`: the registry of receivers.
@Command(
    name = "receivers",
    description = "List, add, import, change, remove, check, choose and test receivers.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ReceiversCommand {

  private ReceiversCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new ReceiversCommand())
        .addSubcommand(new ListThem(console))
        .addSubcommand(new Add(console))
        .addSubcommand(new ReceiversUpdate(console))
        .addSubcommand(new Remove(console))
        .addSubcommand(new ReceiversImport(console))
        .addSubcommand(new Check(console))
        .addSubcommand(new ReceiverChecksCommand(console))
        .addSubcommand(new SuggestCommand(console))
        .addSubcommand(new ClocksCommand(console));
  }

  /// Whether acquisitions that name no receivers are to use it.
  static final class Activity {
    @Option(names = "--active", required = true, description = "Used when none is named.")
    private boolean active;

    @Option(names = "--inactive", required = true, description = "Used only when named.")
    private boolean inactive;

    boolean wanted() {
      return active && !inactive;
    }
  }

  @Command(name = "list", description = "List the receivers.", mixinStandardHelpOptions = true)
  private static final class ListThem extends ServerCommand {

    @ArgGroup(exclusive = true)
    private @Nullable Activity activity;

    @Option(names = "--driver", description = "Only those of this driver.", defaultValue = "")
    private String driver = "";

    @Option(
        names = "--frequency",
        description = "Only those whose band includes it, or is not known.")
    private @Nullable Frequency frequency;

    @Option(
        names = "--country",
        paramLabel = "CODE",
        description = "Only those in this country, two letters (ISO 3166-1).",
        defaultValue = "")
    private String country = "";

    @Option(
        names = "--near",
        paramLabel = "LAT,LON",
        description = "Only those around this place; needs --within.")
    private @Nullable GeoPoint near;

    @Option(
        names = "--within",
        paramLabel = "DISTANCE",
        description = "The largest distance from --near, such as 500km.")
    private @Nullable Distance within;

    ListThem(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      ListReceiversRequest.Builder query = ListReceiversRequest.newBuilder().setDriver(driver);
      if (activity != null) {
        query.setActive(activity.wanted());
      }
      if (frequency != null) {
        query.setFrequencyHz(frequency.hz());
      }
      query.setCountry(country.toUpperCase(Locale.ROOT));
      if (near == null ? within != null : within == null) {
        throw new UsageFailure("--near and --within go together.");
      }
      if (near != null && within != null) {
        query.setNear(SuggestedReceivers.position(near)).setMaxDistanceKm(within.km());
      }
      if (json()) {
        client.receivers().list(query.build()).forEach(r -> console().print(Json.of(r)));
      } else {
        console().print(ReceiverTable.of(client.receivers().list(query.build())));
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "add",
      description = "Add a receiver.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  heimdall receivers add Twente http://kiwi.example.org:8073",
        "  heimdall receivers add Roof http://10.0.0.7:8000 --driver http --latitude 52.2 \\",
        "      --longitude 6.9 --min-frequency 24MHz --max-frequency 1.7GHz",
        "  heimdall receivers add Club http://club.example.org:8073 --password-file club.txt"
      })
  private static final class Add extends ServerCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "Name for people, unique.")
    private String name = "";

    @Parameters(
        index = "1",
        paramLabel = "URL",
        description = "Where it listens, for example http://kiwi.example.org:8073.")
    private String url = "";

    @Option(names = "--inactive", description = "Use it only when it is named.")
    private boolean inactive;

    @Mixin private ReceiverFields fields = new ReceiverFields();

    Add(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      Receiver.Builder receiver = Receiver.newBuilder().setName(name).setUrl(url).setDriver("kiwi");
      fields.applyTo(receiver, FieldMask.newBuilder(), console());
      // A station that gives no IQ is inactive without a word.
      if (inactive || !receiver.getDriver().equals("listen_only")) {
        receiver.setActive(!inactive);
      }
      Receiver added = client.receivers().create(receiver.build());
      console()
          .print(
              json()
                  ? Json.of(added)
                  : "Added receiver %d, %s.".formatted(added.getReceiverId(), added.getName()));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "remove",
      description = "Remove receivers. Their recordings and measurements stay.",
      mixinStandardHelpOptions = true)
  private static final class Remove extends ServerCommand {

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Which receivers.")
    private List<Integer> ids = new ArrayList<>();

    Remove(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      for (int id : ids) {
        client.receivers().delete(id);
        console().print(json() ? Json.of(Map.of("removed", id)) : "Removed receiver " + id + ".");
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "check",
      description = {
        "Find out which receivers would deliver now, by receiving samples from each.",
        "Exit code 0 if all of them deliver."
      },
      mixinStandardHelpOptions = true)
  private static final class Check extends ServerCommand {

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Which ones. Default: all.")
    private List<Integer> ids = new ArrayList<>();

    @Option(names = "--frequency", description = "Where to receive. Default: where each can.")
    private @Nullable Frequency frequency;

    Check(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      CheckReceiversRequest.Builder request =
          CheckReceiversRequest.newBuilder().addAllReceiverIds(ids);
      if (frequency != null) {
        request.setCenterFrequencyHz(frequency.hz());
      }
      Map<Integer, String> names =
          client
              .receivers()
              .list(ListReceiversRequest.getDefaultInstance())
              .collect(Collectors.toMap(Receiver::getReceiverId, Receiver::getName));
      int delivering = 0;
      int checked = 0;
      try (ReplyStream<ReceiverCheck> checks = client.receivers().check(request.build())) {
        while (checks.hasNext()) {
          ReceiverCheck check = checks.next();
          String name = names.getOrDefault(check.getReceiverId(), "");
          console().print(json() ? Json.of(check) : CheckText.line(check, name));
          delivering += check.getDeliversIq() ? 1 : 0;
          checked++;
        }
      }
      console().note("%d of %d receivers deliver.".formatted(delivering, checked));
      return delivering == checked ? ExitCode.OK : ExitCode.FAILED;
    }
  }
}
