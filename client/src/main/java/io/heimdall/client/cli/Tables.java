package io.heimdall.client.cli;

import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.PlanText;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.ReceiverProgress;
import io.heimdall.v1.ReceiverState;
import io.heimdall.v1.Recording;
import io.heimdall.v1.RecurringPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// The tables of the commands.
final class Tables {

  private Tables() {}

  static Table acquisitions(Stream<Acquisition> acquisitions) {
    Table table =
        new Table()
            .text("ACQUISITION")
            .text("ACCEPTED (UTC)")
            .text("PLAN")
            .number("DONE")
            .number("%")
            .text("STATE");
    acquisitions.forEach(acquisition ->
        table.row(
            acquisition.getAcquisitionId(),
            AcquisitionText.time(acquisition.getCreateTime()),
            AcquisitionText.plan(acquisition.getPlan()),
            done(acquisition),
            Text.figure(acquisition.getPercent(), 0),
            AcquisitionText.state(acquisition.getState())));
    return table;
  }

  private static String done(Acquisition acquisition) {
    long done =
        acquisition.getReceiversList().stream()
            .filter(r -> r.getState() == ReceiverState.RECEIVER_STATE_DONE)
            .count();
    return done + "/" + acquisition.getReceiversCount();
  }

  /// Hops and retries have columns where there are any.
  static Table progress(List<ReceiverProgress> receivers) {
    boolean hops = receivers.stream().anyMatch(one -> one.getHop() > 0);
    boolean retries = receivers.stream().anyMatch(one -> one.getRetries() > 0);
    Table table = new Table().number("ID").text("NAME");
    if (hops) {
      table.number("HOP");
    }
    table.text("STATE");
    if (retries) {
      table.number("RETRIES");
    }
    table.number("SAMPLES").number("OF").number("LOST").number("SNR dB").text("REASON");
    receivers.forEach(one -> table.row(progress(one, hops, retries).toArray(String[]::new)));
    return table;
  }

  private static List<String> progress(ReceiverProgress receiver, boolean hops, boolean retries) {
    var row =
        new ArrayList<>(List.of(String.valueOf(receiver.getReceiverId()), receiver.getName()));
    if (hops) {
      row.add(String.valueOf(receiver.getHop()));
    }
    row.add(AcquisitionText.state(receiver.getState()));
    if (retries) {
      row.add(String.valueOf(receiver.getRetries()));
    }
    row.add(String.valueOf(receiver.getSamplesReceived()));
    row.add(String.valueOf(receiver.getSamplesExpected()));
    row.add(String.valueOf(receiver.getSamplesLost()));
    row.add(receiver.hasSnrDb() ? Text.figure(receiver.getSnrDb(), 1) : Text.NONE);
    row.add(reason(receiver));
    return row;
  }

  static Table plans(Stream<RecurringPlan> plans) {
    Table table =
        new Table()
            .text("PLAN")
            .text("NAME")
            .text("OWNER")
            .text("SCHEDULE")
            .text("ACQUIRES")
            .text("NEXT (UTC)")
            .text("LAST FAILURE");
    plans.forEach(plan ->
        table.row(
            plan.getRecurringPlanId(),
            plan.getName(),
            plan.getOwner(),
            PlanText.schedule(plan.getSchedule()),
            AcquisitionText.plan(plan.getPlan()),
            PlanText.next(plan),
            plan.getLastFailureMessage().isEmpty() ? Text.NONE : plan.getLastFailureMessage()));
    return table;
  }

  private static String reason(ReceiverProgress receiver) {
    String reason = AcquisitionText.reason(receiver.getFailureReason());
    String message = receiver.getFailureMessage();
    return message.isEmpty() ? reason : reason + ": " + message;
  }

  static Table measurements(Stream<Measurement> measurements) {
    Table table =
        new Table()
            .text("START (UTC)")
            .text("ACQUISITION")
            .number("ID")
            .text("NAME")
            .text("FREQUENCY")
            .number("SNR dB")
            .number("IN Hz")
            .number("OFFSET Hz")
            .number("LEVEL")
            .text("UNIT")
            .number("SAMPLES")
            .number("LOST")
            .text("TIMING");
    measurements.forEach(m -> table.row(measurement(m)));
    return table;
  }

  private static String[] measurement(Measurement m) {
    boolean calibrated = m.hasSignalPowerDbm();
    OptionalDouble level =
        calibrated
            ? OptionalDouble.of(m.getSignalPowerDbm())
            : present(m.hasSignalPowerDbfs(), m.getSignalPowerDbfs());
    return new String[] {
      AcquisitionText.time(m.getStartTime()),
      m.getAcquisitionId(),
      String.valueOf(m.getReceiverId()),
      m.getReceiverName(),
      Units.frequency(m.getCenterFrequencyHz()),
      Text.figure(present(m.hasSnrDb(), m.getSnrDb()), 2),
      Text.figure(present(m.hasSignalBandwidthHz(), m.getSignalBandwidthHz()), 0),
      Text.figure(present(m.hasFrequencyOffsetHz(), m.getFrequencyOffsetHz()), 3),
      Text.figure(level, 1),
      calibrated ? "dBm" : "dBFS",
      String.valueOf(m.getSamplesCount()),
      String.valueOf(m.getSamplesLost()),
      AcquisitionText.timing(m.getAnchor().getTimingClass())
    };
  }

  static OptionalDouble present(boolean has, double value) {
    return has ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  static Table recordings(Stream<Recording> recordings) {
    Table table =
        new Table()
            .text("ACQUISITION")
            .number("ID")
            .text("NAME")
            .text("FREQUENCY")
            .text("START (UTC)")
            .number("SAMPLES")
            .number("LOST")
            .text("STATE")
            .text("REASON")
            .text("OBJECTS");
    recordings.forEach(recording ->
        table.row(
            recording.getAcquisitionId(),
            String.valueOf(recording.getReceiverId()),
            recording.getReceiverName(),
            Units.frequency(recording.getCenterFrequencyHz()),
            AcquisitionText.time(recording.getStartTime()),
            String.valueOf(recording.getSamplesStored()),
            String.valueOf(recording.getSamplesLost()),
            AcquisitionText.state(recording.getState()),
            AcquisitionText.reason(recording.getFailureReason()),
            objects(recording)));
    return table;
  }

  private static String objects(Recording recording) {
    return switch (recording.getSegmentsCount()) {
      case 0 -> Text.NONE;
      case 1 -> recording.getSegments(0).getObjectKey();
      default ->
          recording.getSegments(0).getObjectKey()
              + " and %d more".formatted(recording.getSegmentsCount() - 1);
    };
  }
}
