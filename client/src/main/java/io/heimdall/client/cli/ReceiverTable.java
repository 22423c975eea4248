package io.heimdall.client.cli;

import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverRecord;
import java.util.stream.Stream;

/// The table of receivers.
final class ReceiverTable {

  private static final String LISTEN_ONLY = "listen_only";
  private static final double PERCENT = 100;

  private ReceiverTable() {}

  static Table of(Stream<Receiver> receivers) {
    Table table =
        new Table()
            .number("ID")
            .text("NAME")
            .text("DRIVER")
            .text("STATE")
            .text("PLACE")
            .text("BAND")
            .number("UP 24 h")
            .number("UP 7 d")
            .number("SNR dB")
            .text("LAST CHECK");
    receivers.forEach(receiver -> {
      ReceiverRecord record = receiver.getTrackRecord();
      table.row(
          String.valueOf(receiver.getReceiverId()),
          receiver.getName(),
          receiver.getDriver(),
          state(receiver),
          place(receiver),
          band(receiver),
          record.hasUptime24H() ? percent(record.getUptime24H()) : Text.NONE,
          record.hasUptime7D() ? percent(record.getUptime7D()) : Text.NONE,
          record.hasLastSnrDb() ? Text.figure(record.getLastSnrDb(), 1) : Text.NONE,
          lastCheck(receiver));
    });
    return table;
  }

  private static String state(Receiver receiver) {
    if (receiver.getDriver().equals(LISTEN_ONLY)) {
      return "listen only";
    }
    if (receiver.getActive()) {
      return "active";
    }
    if (receiver.getDeactivatedByChecks()) {
      return "deactivated by checks";
    }
    return receiver.getActivateWhenProven() ? "waiting for a check" : "inactive";
  }

  private static String place(Receiver receiver) {
    String country = receiver.getCountry();
    String where = receiver.getLocationName();
    if (country.isEmpty() || where.isEmpty()) {
      return country.isEmpty() && where.isEmpty() ? Text.NONE : country + where;
    }
    return where + " (" + country + ")";
  }

  private static String band(Receiver receiver) {
    long low = receiver.getMinFrequencyHz();
    long high = receiver.getMaxFrequencyHz();
    if (low == 0 && high == 0) {
      return Text.NONE;
    }
    String from = low == 0 ? "" : Units.frequency(low) + " ";
    return from + "to " + (high == 0 ? "any" : Units.frequency(high));
  }

  private static String percent(double share) {
    return Text.figure(PERCENT * share, 0) + " %";
  }

  private static String lastCheck(Receiver receiver) {
    return receiver.hasLastCheck()
        ? AcquisitionText.time(receiver.getLastCheck().getCheckTime())
            + " "
            + CheckText.summary(receiver.getLastCheck())
        : "never";
  }
}
