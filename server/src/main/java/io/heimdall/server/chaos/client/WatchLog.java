package io.heimdall.server.chaos.client;

import com.google.errorprone.annotations.FormatMethod;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What one watcher was told, and what of it breaks the contract. One thread writes; others read
/// once it has ended.
public final class WatchLog {

  private static final Set<AcquisitionState> TERMINAL =
      Set.of(
          AcquisitionState.ACQUISITION_STATE_SUCCEEDED,
          AcquisitionState.ACQUISITION_STATE_PARTIAL,
          AcquisitionState.ACQUISITION_STATE_FAILED,
          AcquisitionState.ACQUISITION_STATE_CANCELLED);

  private final String acquisition;
  private final List<AcquisitionEvent> events = new ArrayList<>();
  private final List<String> breaches = new ArrayList<>();
  private long last = -1;
  private int terminals;
  private int streams;
  private boolean fresh = true;
  private boolean ended;

  /// Begins empty.
  ///
  /// @param acquisition what is watched
  WatchLog(String acquisition) {
    this.acquisition = acquisition;
  }

  /// Whether a state is an end.
  ///
  /// @param state the state
  /// @return true for the four terminal ones
  public static boolean terminal(AcquisitionState state) {
    return TERMINAL.contains(state);
  }

  /// A stream begins.
  ///
  /// @param withSnapshot whether it was asked for without a sequence to go on after
  void begin(boolean withSnapshot) {
    fresh = withSnapshot;
    streams++;
  }

  /// Takes an event.
  void add(AcquisitionEvent event) {
    long sequence = event.getSequence();
    switch (event.getEventCase()) {
      case HEARTBEAT -> {
        if (sequence != last) {
          breach("a heartbeat at %d after event %d", sequence, last);
        }
        return;
      }
      case SNAPSHOT -> {
        if (sequence < last) {
          breach("a snapshot at %d after event %d", sequence, last);
        }
        terminals = 0;
        countEnd(event.getSnapshot().getState());
      }
      case EVENT_NOT_SET -> breach("an event %d without content", sequence);
      default -> {
        if (fresh) {
          breach("a watch that begins with %s instead of a snapshot", event.getEventCase());
        }
        if (sequence != last + 1) {
          breach("event %d (%s) after event %d", sequence, event.getEventCase(), last);
        }
        if (terminals > 0) {
          breach("event %d (%s) after the end", sequence, event.getEventCase());
        }
        if (event.hasStateChanged()) {
          countEnd(event.getStateChanged().getState());
        }
      }
    }
    fresh = false;
    last = sequence;
    events.add(event);
  }

  private void countEnd(AcquisitionState state) {
    if (terminal(state)) {
      terminals++;
    }
  }

  /// The stream has ended with OK.
  void end() {
    ended = true;
    if (terminals != 1) {
      breach("the watch ended after %d ends at event %d", terminals, last);
    }
  }

  /// Notes a breach of the contract.
  @FormatMethod
  void breach(String what, Object... values) {
    breaches.add(acquisition + ": " + what.formatted(values));
  }

  /// The sequence of the last event.
  ///
  /// @return -1 before the first
  long last() {
    return last;
  }

  /// What was told, heartbeats aside.
  ///
  /// @return events in the order they came
  public List<AcquisitionEvent> events() {
    return events;
  }

  /// What breaks the contract.
  ///
  /// @return sentences
  public List<String> breaches() {
    return breaches;
  }

  /// How many streams it took.
  ///
  /// @return a count
  public int streams() {
    return streams;
  }

  /// Whether the watch came to its end.
  ///
  /// @return whether it ended with OK
  public boolean ended() {
    return ended;
  }
}
