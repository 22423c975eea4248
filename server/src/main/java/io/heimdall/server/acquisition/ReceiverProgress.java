package io.heimdall.server.acquisition;

import io.heimdall.db.recording.RecordingState;
import io.heimdall.server.receiver.FailureReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far one receiver of an acquisition is.
///
/// @param receiverId the receiver
/// @param hop which of the plan's frequencies, from 0
/// @param centerFrequencyHz that frequency
/// @param name its name when the acquisition began
/// @param state where it stands
/// @param reason why it failed, is incomplete or is tried again; null when none of them
/// @param message the same in a sentence; null when none of them
/// @param samplesExpected samples the window should hold; 0 until its rate is known
/// @param samplesReceived samples received so far
/// @param samplesLost samples known to be lost so far
/// @param snrDb signal to noise ratio so far, in the signal's own bandwidth; null without a signal
/// @param lateStart whether it was ready only after the window had begun
/// @param sampleRateHz the rate it states; 0 until known
/// @param retries how often it was tried again
/// @param nextAttempt when it is tried again; null when it does not wait for that
public record ReceiverProgress(
    int receiverId,
    int hop,
    long centerFrequencyHz,
    String name,
    RecordingState state,
    @Nullable FailureReason reason,
    @Nullable String message,
    long samplesExpected,
    long samplesReceived,
    long samplesLost,
    @Nullable Double snrDb,
    boolean lateStart,
    double sampleRateHz,
    int retries,
    @Nullable Instant nextAttempt) {

  /// Whether nothing more happens to it.
  ///
  /// @return true for DONE and FAILED
  public boolean ended() {
    return state == RecordingState.DONE || state == RecordingState.FAILED;
  }

  /// Whether samples are still to come.
  ///
  /// @return true before STORING
  boolean receiving() {
    return state.compareTo(RecordingState.STORING) < 0;
  }

  /// The part of its work that is behind it.
  ///
  /// @return 0 to 1, 1 exactly when it has ended
  double doneFraction() {
    if (ended()) {
      return 1;
    }
    if (samplesExpected == 0) {
      return 0;
    }
    double accounted = (double) (samplesReceived + samplesLost) / samplesExpected;
    // Storing and measuring the rest is counted as the last hundredth.
    return Math.min(accounted, 1) * 0.99;
  }
}
