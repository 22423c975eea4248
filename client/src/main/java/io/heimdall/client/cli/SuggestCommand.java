package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.GeoPoint;
import io.heimdall.v1.SuggestReceiversRequest;
import io.heimdall.v1.SuggestReceiversResponse;
import io.heimdall.v1.SuggestedReceiver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `heimdall receivers suggest`: which receivers suit a target.
@Command(
    name = "suggest",
    description = {
      "Suggest receivers for a target, the best first: those whose band includes its frequency, by"
          + " uptime, free channels, GPS time and SNR of late, and with --near by geometry."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  heimdall receivers suggest --near 50.02,9.01 --frequency 77.5kHz --within 2000km")
final class SuggestCommand extends ServerCommand {

  @Option(
      names = "--frequency",
      required = true,
      description = "The frequency of the target, for example 77.5kHz.")
  private Frequency frequency = new Frequency(0);

  @Option(
      names = "--near",
      paramLabel = "LAT,LON",
      description = "Where the transmitter is thought to be, in degrees: 50.02,9.01.")
  private @Nullable GeoPoint near;

  @Option(names = "--count", paramLabel = "N", description = "How many. Default: 6.")
  private int count;

  @Option(
      names = "--within",
      paramLabel = "DISTANCE",
      description = "The farthest a receiver may be from --near, for example 2000km.")
  private @Nullable Distance within;

  @Option(names = "--include-inactive", description = "Look at inactive receivers too.")
  private boolean includeInactive;

  @Option(names = "--reasons", description = "Say of each why it stands where it stands.")
  private boolean reasons;

  SuggestCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    SuggestReceiversResponse suggested = client.receivers().suggest(request());
    if (json()) {
      console().print(Json.of(suggested));
    } else {
      console().print(table(suggested));
      if (reasons) {
        suggested.getReceiversList().forEach(this::explain);
      }
    }
    if (suggested.getReceiversCount() == 0) {
      console().note("No receiver covers it.");
      return ExitCode.FAILED;
    }
    if (suggested.hasGdop()) {
      console()
          .note(
              "A position from all of them is diluted by %s (GDOP, horizontal)."
                  .formatted(Text.figure(suggested.getGdop(), 2)));
    }
    return ExitCode.OK;
  }

  private SuggestReceiversRequest request() {
    var request =
        SuggestReceiversRequest.newBuilder()
            .setFrequencyHz(frequency.hz())
            .setCount(count)
            .setIncludeInactive(includeInactive);
    if (near != null) {
      request.setNear(SuggestedReceivers.position(near));
    }
    if (within != null) {
      if (near == null) {
        throw new UsageFailure("--within goes together with --near.");
      }
      request.setMaxDistanceKm(within.km());
    }
    return request.build();
  }

  private static Table table(SuggestReceiversResponse suggested) {
    Table table =
        new Table()
            .number("ID")
            .text("NAME")
            .number("SCORE")
            .number("KM")
            .number("BEARING")
            .number("UPTIME %")
            .number("SNR dB");
    suggested.getReceiversList().forEach(one -> table.row(row(one)));
    return table;
  }

  private static String[] row(SuggestedReceiver one) {
    return new String[] {
      String.valueOf(one.getReceiver().getReceiverId()),
      one.getReceiver().getName(),
      Text.figure(one.getScore(), 2),
      one.hasDistanceKm() ? Text.figure(one.getDistanceKm(), 0) : Text.NONE,
      one.hasBearingDeg() ? Text.figure(one.getBearingDeg(), 0) : Text.NONE,
      Text.figure(one.getUptime() * 100, 0),
      one.hasMedianSnrDb() ? Text.figure(one.getMedianSnrDb(), 1) : Text.NONE
    };
  }

  private void explain(SuggestedReceiver one) {
    console()
        .print(
            "receiver %d (%s): %s"
                .formatted(
                    one.getReceiver().getReceiverId(),
                    one.getReceiver().getName(),
                    String.join(" ", one.getReasonsList())));
  }
}
