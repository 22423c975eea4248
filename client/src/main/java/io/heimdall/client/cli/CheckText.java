package io.heimdall.client.cli;

import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Text;
import io.heimdall.v1.ReceiverCheck;
import java.util.ArrayList;

/// What a check found, in a line.
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
    if (check.hasFreeSlots() && check.hasTotalSlots()) {
      parts.add("%d of %d channels free".formatted(check.getFreeSlots(), check.getTotalSlots()));
    }
    if (check.getActivated()) {
      parts.add("now active");
    }
    return String.join(", ", parts);
  }
}
