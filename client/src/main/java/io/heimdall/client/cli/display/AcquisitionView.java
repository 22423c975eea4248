package io.heimdall.client.cli.display;

import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.AcquisitionStateChanged;
import io.heimdall.v1.ReceiverProgress;
import io.heimdall.v1.ReceiverState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/// An acquisition as its events tell it: the last snapshot with every later event applied. Owned by
/// the thread that reads the events.
public final class AcquisitionView {

  private Acquisition acquisition = Acquisition.getDefaultInstance();

  /// By hop and receiver.
  private final TreeMap<Long, ReceiverProgress> receivers = new TreeMap<>();

  /// Knows nothing yet.
  public AcquisitionView() {}

  /// Takes in the next event.
  ///
  /// @param event the event
  public void apply(AcquisitionEvent event) {
    switch (event.getEventCase()) {
      case SNAPSHOT -> replace(event.getSnapshot());
      case STATE_CHANGED -> change(event.getStateChanged());
      case RECEIVER_CHANGED -> replace(event.getReceiverChanged());
      case PROGRESS -> {
        acquisition = acquisition.toBuilder().setPercent(event.getProgress().getPercent()).build();
        event.getProgress().getReceiversList().forEach(this::replace);
      }
      case TAKEN_OVER ->
          acquisition =
              acquisition.toBuilder()
                  .setNode(event.getTakenOver().getNode())
                  .setRuns(event.getTakenOver().getRun())
                  .build();
      case GAP, SEGMENT_STORED, MEASURED, HEARTBEAT, EVENT_NOT_SET -> {
        // Told by the counts of the progress that follows.
      }
    }
  }

  private void replace(Acquisition snapshot) {
    acquisition = snapshot;
    receivers.clear();
    snapshot.getReceiversList().forEach(this::replace);
  }

  private void replace(ReceiverProgress receiver) {
    receivers.put(((long) receiver.getHop() << Integer.SIZE) | receiver.getReceiverId(), receiver);
  }

  private void change(AcquisitionStateChanged change) {
    Acquisition.Builder changed = acquisition.toBuilder().setState(change.getState());
    if (change.hasWindowStartTime()) {
      changed.setWindowStartTime(change.getWindowStartTime());
    }
    if (change.hasWindowEndTime()) {
      changed.setWindowEndTime(change.getWindowEndTime());
    }
    if (ended(change.getState())) {
      changed.setPercent(100);
    }
    if (!change.getMessage().isEmpty()) {
      changed.setMessage(change.getMessage());
    }
    acquisition = changed.build();
  }

  /// The acquisition without its receivers' progress.
  ///
  /// @return plan, state, window and percentage
  public Acquisition acquisition() {
    return acquisition;
  }

  /// The receivers.
  ///
  /// @return each one's progress, by rising id
  public Collection<ReceiverProgress> receivers() {
    return receivers.values();
  }

  /// Whether the acquisition has ended.
  ///
  /// @return whether its state is a last one
  public boolean ended() {
    return ended(acquisition.getState());
  }

  /// Whether a state is a last one.
  ///
  /// @param state a state
  /// @return whether nothing comes after it
  public static boolean ended(AcquisitionState state) {
    return switch (state) {
      case ACQUISITION_STATE_SUCCEEDED,
          ACQUISITION_STATE_PARTIAL,
          ACQUISITION_STATE_FAILED,
          ACQUISITION_STATE_CANCELLED ->
          true;
      default -> false; // The contract may grow states; only these are known to be last.
    };
  }

  /// Time until the window closes.
  ///
  /// @param now the time
  /// @return what is left of the window, at least zero; empty while it is not known
  Optional<Duration> timeLeft(Instant now) {
    if (!acquisition.hasWindowEndTime()) {
      return Optional.empty();
    }
    var end = acquisition.getWindowEndTime();
    Duration left = Duration.between(now, WireTimes.instant(end));
    return Optional.of(left.isNegative() ? Duration.ZERO : left);
  }

  /// How far a receiver is.
  ///
  /// @return 0 to 1
  static double fraction(ReceiverProgress receiver) {
    if (receiver.getState() == ReceiverState.RECEIVER_STATE_DONE) {
      return 1;
    }
    if (receiver.getSamplesExpected() <= 0) {
      return 0;
    }
    double passed = (double) receiver.getSamplesReceived() + receiver.getSamplesLost();
    return Math.min(1, passed / receiver.getSamplesExpected());
  }
}
