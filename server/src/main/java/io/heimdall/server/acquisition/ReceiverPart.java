package io.heimdall.server.acquisition;

import io.heimdall.db.recording.NewRecording;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.storage.RecordingName;
import java.time.Duration;
import java.time.InstantSource;

/// One receiver's part of a hop.
///
/// @param recording the recording to be made
/// @param name what names it in the store
/// @param connection how the receiver is reached
/// @param durationNanos how long the window is
/// @param earlier what earlier runs have left of it
/// @param progress its live counters
/// @param clock the host's UTC
record ReceiverPart(
    NewRecording recording,
    RecordingName name,
    Connection connection,
    long durationNanos,
    Earlier earlier,
    RecordingProgress progress,
    InstantSource clock) {

  /// How a receiver is reached.
  ///
  /// @param opening connects and tunes
  /// @param tuning what it is to deliver
  /// @param backlog how much of its stream may wait for the recorder
  /// @param pauses when it is tried again
  /// @param timeout how long it may be silent
  record Connection(
      Opening opening, Tuning tuning, Duration backlog, RetryPauses pauses, Duration timeout) {

    IqStream open() throws ReceiverFailure, InterruptedException {
      return opening.open(tuning);
    }
  }

  /// Connects to one receiver, or says why nothing can.
  @FunctionalInterface
  interface Opening {

    /// Connects and tunes.
    ///
    /// @param tuning what it is to deliver
    /// @return the running stream, which the caller closes
    /// @throws ReceiverFailure with the typed reason
    IqStream open(Tuning tuning) throws ReceiverFailure;
  }

  /// The receiver.
  ///
  /// @return its id
  int receiverId() {
    return recording.id().receiverId();
  }

  /// The window that begins at a time.
  ///
  /// @param startUtcNanos UTC nanoseconds since 1970
  /// @return the window
  CaptureWindow windowFrom(long startUtcNanos) {
    return new CaptureWindow(startUtcNanos, durationNanos);
  }
}
