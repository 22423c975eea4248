package io.heimdall.client.cli.display;

import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.AcquisitionStateChanged;
import io.heimdall.v1.ReceiverProgress;
import java.io.PrintWriter;

/// Writes a line for each thing worth one: states, losses, and every tenth of the way.
public final class PlainProgress implements ProgressDisplay {

  private static final int STEP_PERCENT = 10;

  private final PrintWriter out;
  private int steps;
  private AcquisitionState state = AcquisitionState.ACQUISITION_STATE_UNSPECIFIED;
  private int windowsTold;

  /// Writes to a file, a pipe or a log.
  ///
  /// @param out where to
  public PlainProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void show(AcquisitionView view, AcquisitionEvent event) {
    switch (event.getEventCase()) {
      case SNAPSHOT -> {
        var acquisition = view.acquisition();
        say(
            "acquisition %s: %s on %d receivers, %s"
                .formatted(
                    acquisition.getAcquisitionId(),
                    AcquisitionText.plan(acquisition.getPlan()),
                    view.receivers().size(),
                    AcquisitionText.state(acquisition.getState())));
        state = acquisition.getState();
      }
      case STATE_CHANGED -> changed(event.getStateChanged());
      case RECEIVER_CHANGED -> say(receiver(event.getReceiverChanged()));
      case GAP -> {
        var gap = event.getGap().getGap();
        say(
            "receiver %d: %d samples lost at sample %d (%s)"
                .formatted(
                    event.getGap().getReceiverId(),
                    gap.getSampleCount(),
                    gap.getFirstSample(),
                    AcquisitionText.cause(gap.getCause())));
      }
      case SEGMENT_STORED -> say("stored " + event.getSegmentStored().getObjectKey());
      case TAKEN_OVER ->
          say(
              "run %d goes on, on node %s"
                  .formatted(event.getTakenOver().getRun(), event.getTakenOver().getNode()));
      case PROGRESS -> percent(event.getProgress().getPercent());
      case MEASURED, HEARTBEAT, EVENT_NOT_SET -> {
        // Shown in the table at the end, or nothing happened.
      }
    }
  }

  private void changed(AcquisitionStateChanged change) {
    if (change.getState() != state) {
      state = change.getState();
      String message = change.getMessage();
      say(
          "acquisition "
              + AcquisitionText.state(state)
              + (message.isEmpty() ? "" : ": " + message));
    }
    if (change.hasWindowStartTime() && change.getHop() >= windowsTold) {
      windowsTold = change.getHop() + 1;
      say(
          (change.getHop() == 0 ? "" : "hop %d: ".formatted(change.getHop()))
              + "window from %s to %s UTC"
                  .formatted(
                      AcquisitionText.time(change.getWindowStartTime()),
                      AcquisitionText.time(change.getWindowEndTime())));
    }
  }

  private void percent(double percent) {
    int reached = (int) (percent / STEP_PERCENT);
    if (reached > steps) {
      steps = reached;
      say("%d %%".formatted(reached * STEP_PERCENT));
    }
  }

  private static String receiver(ReceiverProgress receiver) {
    var line = new StringBuilder("receiver %d".formatted(receiver.getReceiverId()));
    line.append(" (").append(receiver.getName()).append("): ");
    line.append(AcquisitionText.state(receiver.getState()));
    if (receiver.getFailureReasonValue() != 0) {
      line.append(", ").append(AcquisitionText.reason(receiver.getFailureReason()));
      line.append(": ").append(receiver.getFailureMessage());
    } else if (receiver.hasSnrDb()) {
      line.append(", SNR ").append(Text.figure(receiver.getSnrDb(), 1)).append(" dB");
    }
    return line.toString();
  }

  @Override
  public void note(String sentence) {
    say(sentence);
  }

  private void say(String line) {
    out.println(Text.oneLine(line));
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
