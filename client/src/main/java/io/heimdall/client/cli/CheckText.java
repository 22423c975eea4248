package io.heimdall.client.cli;

import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.v1.ReceiverCheck;
import java.util.ArrayList;
import java.util.stream.Stream;

/// What checks found, in a line or a table.
final class CheckText {

  private CheckText() {}

  static String line(ReceiverCheck check, String name) {
    return "receiver %d (%s): %s".formatted(check.getReceiverId(), name, summary(check));
  }

  static String summary(ReceiverCheck check) {
    var parts = new ArrayList<String>();
    if (check.getDeliversIq()) {
      parts.add("delivers IQ");
      parts.add(check.getGpsGood() ? "GPS time" : "no GPS time");
    } else {
      String reason = AcquisitionText.reason(check.getFailureReason());
      parts.add(check.getMessage().isEmpty() ? reason : reason + ": " + check.getMessage());
    }
    if (check.hasLatencyMs()) {
      parts.add(Text.figure(check.getLatencyMs(), 0) + " ms");
    }
    if (check.hasSampleRateHz()) {
      parts.add(Text.figure(check.getSampleRateHz(), 1) + " samples/s");
    }
    if (check.hasClockOffsetMs()) {
      parts.add("clock " + signed(check.getClockOffsetMs()) + " ms");
    }
    if (check.hasFreeSlots() && check.hasTotalSlots()) {
      parts.add("%d of %d channels free".formatted(check.getFreeSlots(), check.getTotalSlots()));
    }
    if (check.getActivated()) {
      parts.add("now active");
    }
    if (check.getDeactivated()) {
      parts.add("now inactive");
    }
    return String.join(", ", parts);
  }

  /// What checks found over time, a row each.
  static Table history(Stream<ReceiverCheck> checks) {
    Table table =
        new Table()
            .text("CHECKED (UTC)")
            .text("STATE")
            .text("REASON")
            .number("LATENCY ms")
            .text("GPS")
            .number("CLOCK ms")
            .number("RATE Hz")
            .text("FREE");
    checks.forEach(check ->
        table.row(
            AcquisitionText.time(check.getCheckTime()),
            state(check),
            AcquisitionText.reason(check.getFailureReason()),
            Text.figure(Tables.present(check.hasLatencyMs(), check.getLatencyMs()), 0),
            gps(check),
            check.hasClockOffsetMs() ? signed(check.getClockOffsetMs()) : Text.NONE,
            Text.figure(Tables.present(check.hasSampleRateHz(), check.getSampleRateHz()), 1),
            check.hasFreeSlots() && check.hasTotalSlots()
                ? check.getFreeSlots() + "/" + check.getTotalSlots()
                : Text.NONE));
    return table;
  }

  private static String state(ReceiverCheck check) {
    String found = check.getDeliversIq() ? "delivers" : check.getReachable() ? "answers" : "silent";
    if (check.getActivated()) {
      return found + ", now active";
    }
    return check.getDeactivated() ? found + ", now inactive" : found;
  }

  private static String gps(ReceiverCheck check) {
    if (!check.getDeliversIq()) {
      return Text.NONE;
    }
    return check.getGpsGood() ? "yes" : "no";
  }

  private static String signed(double milliseconds) {
    String text = Text.figure(milliseconds, 0);
    return milliseconds > 0 && !text.equals("0") ? "+" + text : text;
  }
}
