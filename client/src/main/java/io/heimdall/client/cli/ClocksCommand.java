package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.ReplyStream;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.ClockTest;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.TestClocksRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall receivers clocks`: how good the clocks of receivers are.
@Command(
    name = "clocks",
    description = {
      "Test clock and tuning of receivers on a time-signal station: the offset of its carrier, and"
          + " its second marks against the receiver's stamps. The score is 100 within 0.1 ppm and 0"
          + " from 100 ppm on.",
      "Exit code 0 if something could be said of all of them, and of one at least."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall receivers clocks",
      "  heimdall receivers clocks 1 3 --station 'WWV 10000' --duration 1m",
      "  heimdall receivers clocks --history 3"
    })
final class ClocksCommand extends ServerCommand {

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      description = "Which ones. Default: all active ones.")
  private List<Integer> ids = new ArrayList<>();

  @Option(
      names = "--station",
      description = {
        "DCF77, MSF, WWV, WWVH, RWM or CHU, with a frequency in kHz where it has several: 'WWV"
            + " 10000'. Default: the nearest that each receiver covers."
      },
      defaultValue = "")
  private String station = "";

  @Option(names = "--duration", description = "How long to listen, 2s to 2m. Default: 20s.")
  private @Nullable Duration duration;

  @Option(
      names = "--history",
      paramLabel = "ID",
      description = "Test nothing: list the earlier tests of this receiver.")
  private @Nullable Integer history;

  ClocksCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    if (history != null) {
      if (!ids.isEmpty() || !station.isEmpty() || duration != null) {
        throw new UsageFailure("--history tests nothing: it goes alone.");
      }
      return list(client, history);
    }
    return test(client);
  }

  private int list(HeimdallClient client, int receiverId) {
    if (json()) {
      client.receivers().clockTests(receiverId).forEach(test -> console().print(Json.of(test)));
    } else {
      console().print(ClockText.table(client.receivers().clockTests(receiverId)));
    }
    return ExitCode.OK;
  }

  private int test(HeimdallClient client) {
    var request = TestClocksRequest.newBuilder().addAllReceiverIds(ids).setStation(station);
    if (duration != null) {
      request.setDuration(WireTimes.duration(duration));
    }
    Map<Integer, String> names =
        client
            .receivers()
            .list(ListReceiversRequest.getDefaultInstance())
            .collect(Collectors.toMap(Receiver::getReceiverId, Receiver::getName));
    int tested = 0;
    int scored = 0;
    try (ReplyStream<ClockTest> tests = client.receivers().testClocks(request.build())) {
      while (tests.hasNext()) {
        ClockTest test = tests.next();
        String name = names.getOrDefault(test.getReceiverId(), "");
        console().print(json() ? Json.of(test) : ClockText.line(test, name));
        tested++;
        scored += test.hasScore() ? 1 : 0;
      }
    }
    if (tested == 0) {
      throw new CommandFailure(
          "No clock was tested: no receiver is active. 'heimdall receivers check' finds out which"
              + " deliver.");
    }
    console().note("%d of %d clocks could be judged.".formatted(scored, tested));
    return scored == tested ? ExitCode.OK : ExitCode.FAILED;
  }
}
