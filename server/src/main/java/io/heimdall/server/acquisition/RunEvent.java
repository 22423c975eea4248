package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.server.iq.Gap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that happened in the run of an acquisition, as kept in its event log.
public sealed interface RunEvent {

  /// The acquisition's state or window changed.
  ///
  /// @param state the new state
  /// @param windowStartUtcNanos start of the window; null before it is known
  /// @param windowEndUtcNanos end of the window; null before it is known
  /// @param message why it failed; null when it did not
  /// @param hop which hop the window is of, from 0
  record StateChanged(
      AcquisitionState state,
      @Nullable Long windowStartUtcNanos,
      @Nullable Long windowEndUtcNanos,
      @Nullable String message,
      int hop)
      implements RunEvent {

    /// A change of state alone.
    ///
    /// @param state the new state
    /// @param message why it failed; null when it did not
    StateChanged(AcquisitionState state, @Nullable String message) {
      this(state, null, null, message, 0);
    }
  }

  /// A receiver's state changed.
  ///
  /// @param receiver its progress
  record ReceiverChanged(ReceiverProgress receiver) implements RunEvent {}

  /// Some receivers came further.
  ///
  /// @param percent of the whole acquisition
  /// @param receivers those whose counts changed
  record Progressed(double percent, List<ReceiverProgress> receivers) implements RunEvent {}

  /// Samples were lost.
  ///
  /// @param receiverId whose
  /// @param hop on which of the plan's frequencies, from 0
  /// @param gap which
  record SamplesLost(int receiverId, int hop, Gap gap) implements RunEvent {}

  /// An object with samples is stored and listed.
  ///
  /// @param receiverId whose
  /// @param hop on which of the plan's frequencies, from 0
  /// @param objectKey its key in the bucket
  /// @param firstSample index of its first sample
  /// @param sampleCount samples in it
  record SegmentStored(
      int receiverId, int hop, String objectKey, long firstSample, long sampleCount)
      implements RunEvent {}

  /// A recording was measured and its row written.
  ///
  /// @param measurement the row
  record Measured(Measurement measurement) implements RunEvent {}

  /// Another run goes on with the acquisition.
  ///
  /// @param node the node that goes on
  /// @param run the number of its run, from 2
  record TakenOver(String node, int run) implements RunEvent {}
}
