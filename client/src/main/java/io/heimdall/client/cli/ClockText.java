package io.heimdall.client.cli;

import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.ClockTest;
import io.heimdall.v1.FailureReason;
import java.util.ArrayList;
import java.util.stream.Stream;

/// What tests of clocks found, in lines and tables.
final class ClockText {

  private ClockText() {}

  static String line(ClockTest test, String name) {
    return "receiver %d (%s): %s".formatted(test.getReceiverId(), name, summary(test));
  }

  private static String summary(ClockTest test) {
    if (test.getFailureReason() != FailureReason.FAILURE_REASON_UNSPECIFIED) {
      return problem(test);
    }
    var parts = new ArrayList<String>();
    parts.add(
        "%s %s %s Hz"
            .formatted(
                test.getStation(),
                Units.frequency(test.getCarrierFrequencyHz()),
                measured(test.getCarrierOffsetHz(), test.getCarrierOffsetSigmaHz(), 4)));
    parts.add(signed(test.getClockErrorPpm(), 3) + " ppm");
    parts.add(
        test.hasSecondMarkOffsetUs()
            ? "%d second marks %s us"
                .formatted(
                    test.getSecondMarks(),
                    measured(test.getSecondMarkOffsetUs(), test.getSecondMarkSigmaUs(), 0))
            : test.getSecondMarks() + " second marks");
    parts.add("score " + Text.figure(test.getScore(), 0));
    return String.join(", ", parts);
  }

  static Table table(Stream<ClockTest> tests) {
    Table table =
        new Table()
            .text("TESTED (UTC)")
            .text("STATION")
            .text("CARRIER")
            .number("OFFSET Hz")
            .number("ERROR ppm")
            .number("C/N0 dBHz")
            .number("MARKS")
            .number("MARKS LATE us")
            .number("SCORE")
            .text("PROBLEM");
    tests.forEach(test -> table.row(row(test)));
    return table;
  }

  private static String[] row(ClockTest test) {
    return new String[] {
      AcquisitionText.time(test.getTestTime()),
      test.getStation(),
      Units.frequency(test.getCarrierFrequencyHz()),
      test.hasCarrierOffsetHz()
          ? measured(test.getCarrierOffsetHz(), test.getCarrierOffsetSigmaHz(), 4)
          : Text.NONE,
      test.hasClockErrorPpm() ? signed(test.getClockErrorPpm(), 3) : Text.NONE,
      test.hasCn0Dbhz() ? Text.figure(test.getCn0Dbhz(), 1) : Text.NONE,
      String.valueOf(test.getSecondMarks()),
      test.hasSecondMarkOffsetUs()
          ? measured(test.getSecondMarkOffsetUs(), test.getSecondMarkSigmaUs(), 0)
          : Text.NONE,
      test.hasScore() ? Text.figure(test.getScore(), 0) : Text.NONE,
      test.getFailureReason() == FailureReason.FAILURE_REASON_UNSPECIFIED
          ? Text.NONE
          : problem(test)
    };
  }

  private static String problem(ClockTest test) {
    String reason = AcquisitionText.reason(test.getFailureReason());
    return test.getMessage().isEmpty() ? reason : reason + ": " + test.getMessage();
  }

  private static String measured(double value, double sigma, int decimals) {
    return signed(value, decimals) + " ± " + Text.figure(sigma, decimals);
  }

  private static String signed(double value, int decimals) {
    String figure = Text.figure(value, decimals);
    return figure.startsWith("-") || value == 0 ? figure : "+" + figure;
  }
}
