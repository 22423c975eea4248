package io.heimdall.server.chaos.check;

import io.heimdall.server.chaos.client.Job;
import io.heimdall.server.chaos.client.WatchLog;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.ReceiverState;
import java.util.ArrayList;
import java.util.List;

/// How far from their start times scheduled acquisitions began.
public final class StartErrors {

  private static final double MILLI = 1e6;

  private final List<Double> windowMillis = new ArrayList<>();
  private final List<Double> receivingMillis = new ArrayList<>();
  private int late;

  /// Begins with none.
  public StartErrors() {}

  /// Takes an acquisition that has ended.
  ///
  /// @param job what was asked for
  /// @param acquisition what became of it
  public void add(Job job, Acquisition acquisition) {
    if (!job.plan().hasStartTime() || !acquisition.hasWindowStartTime()) {
      return;
    }
    if (acquisition.getLateStart()) {
      late++;
      return;
    }
    long wanted = Times.nanos(job.plan().getStartTime());
    windowMillis.add(Math.abs(Times.nanos(acquisition.getWindowStartTime()) - wanted) / MILLI);
    for (WatchLog watch : job.watches()) {
      for (AcquisitionEvent event : watch.events()) {
        if (event.hasReceiverChanged()
            && event.getReceiverChanged().getHop() == 0
            && event.getReceiverChanged().getState() == ReceiverState.RECEIVER_STATE_RECEIVING) {
          receivingMillis.add((Times.nanos(event.getEventTime()) - wanted) / MILLI);
          return;
        }
      }
    }
  }

  /// From the start time to the beginning of the window, in either direction.
  ///
  /// @return milliseconds
  public Percentiles window() {
    return Percentiles.of(windowMillis);
  }

  /// From the start time to the server's own time when the first receiver delivered samples of the
  /// window.
  ///
  /// @return milliseconds
  public Percentiles receiving() {
    return Percentiles.of(receivingMillis);
  }

  /// Acquisitions that began late and say so.
  ///
  /// @return how many
  public int late() {
    return late;
  }
}
