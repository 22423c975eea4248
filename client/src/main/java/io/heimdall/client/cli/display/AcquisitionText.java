package io.heimdall.client.cli.display;

import io.heimdall.client.cli.units.Units;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.GapCause;
import io.heimdall.v1.Hop;
import io.heimdall.v1.ReceiverState;
import io.heimdall.v1.TimingClass;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Words for the contract's values.
public final class AcquisitionText {

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private AcquisitionText() {}

  /// Names what a plan asks for.
  ///
  /// @param plan the plan
  /// @return for example `77.5 kHz for 10s`
  public static String plan(AcquisitionPlan plan) {
    String frequencies =
        plan.getCenterFrequenciesHzList().stream()
            .map(Units::frequency)
            .collect(Collectors.joining(", "));
    return frequencies + " for " + Units.duration(duration(plan.getDuration()));
  }

  /// Tells what is out of the ordinary in the course of an acquisition: where it ran, whether it
  /// began late, which plan started it, and its frequencies where there are several.
  ///
  /// @param acquisition the acquisition
  /// @return lines, possibly none
  public static List<String> course(Acquisition acquisition) {
    var lines = new ArrayList<String>();
    if (acquisition.getPlan().hasStartTime()) {
      lines.add(
          "start at %s UTC%s"
              .formatted(
                  time(acquisition.getPlan().getStartTime()),
                  acquisition.getLateStart() ? ", began late" : ""));
    }
    if (!acquisition.getNode().isEmpty()) {
      lines.add("run %d, on node %s".formatted(acquisition.getRuns(), acquisition.getNode()));
    }
    if (!acquisition.getRecurringPlanId().isEmpty()) {
      lines.add("started by recurring plan " + acquisition.getRecurringPlanId());
    }
    if (acquisition.getHopsCount() > 1) {
      acquisition.getHopsList().forEach(hop -> lines.add(hop(hop)));
    }
    return lines;
  }

  private static String hop(Hop hop) {
    return "hop %d: %s, window from %s to %s UTC"
        .formatted(
            hop.getHop(),
            Units.frequency(hop.getCenterFrequencyHz()),
            time(hop.getWindowStartTime()),
            time(hop.getWindowEndTime()));
  }

  /// Turns a duration of the contract into one of Java.
  ///
  /// @param duration the contract's
  /// @return the same
  public static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  /// Names a state.
  ///
  /// @param state of an acquisition
  /// @return in lower case
  public static String state(AcquisitionState state) {
    return Text.bare(state, "ACQUISITION_STATE_").toLowerCase(Locale.ROOT);
  }

  /// Names a state.
  ///
  /// @param state of a receiver
  /// @return in lower case
  public static String state(ReceiverState state) {
    return Text.bare(state, "RECEIVER_STATE_").toLowerCase(Locale.ROOT);
  }

  /// Names a reason.
  ///
  /// @param reason why a receiver did not deliver
  /// @return for example `BUSY`; "-" for none
  public static String reason(FailureReason reason) {
    return reason == FailureReason.FAILURE_REASON_UNSPECIFIED
        ? Text.NONE
        : Text.bare(reason, "FAILURE_REASON_");
  }

  /// Names a cause.
  ///
  /// @param cause how a loss was seen
  /// @return for example `SEQUENCE`
  public static String cause(GapCause cause) {
    return Text.bare(cause, "GAP_CAUSE_");
  }

  /// Names a class.
  ///
  /// @param timing how time is known
  /// @return for example `GPS_FIT`; "-" for none
  public static String timing(TimingClass timing) {
    return timing == TimingClass.TIMING_CLASS_UNSPECIFIED
        ? Text.NONE
        : Text.bare(timing, "TIMING_CLASS_");
  }

  /// Writes a time to the second, in UTC.
  ///
  /// @param time the contract's
  /// @return for example `2025-11-21 10:00:00`; "-" for none
  public static String time(com.google.protobuf.Timestamp time) {
    return time.getSeconds() == 0 && time.getNanos() == 0
        ? Text.NONE
        : SECONDS.format(WireTimes.instant(time));
  }
}
