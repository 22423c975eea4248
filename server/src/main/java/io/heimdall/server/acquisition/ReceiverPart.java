package io.heimdall.server.acquisition;

import io.heimdall.db.recording.NewRecording;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.time.Duration;
import java.time.InstantSource;

/// One receiver's part of an acquisition.
///
/// @param recording the recording to be made
/// @param driver speaks its protocol
/// @param target where it is
/// @param tuning what it is to deliver
/// @param durationNanos how long the window is
/// @param backlog how much of its stream may wait for the recorder
/// @param progress its live counters
/// @param clock the host's UTC
record ReceiverPart(
    NewRecording recording,
    ReceiverDriver driver,
    ReceiverTarget target,
    Tuning tuning,
    long durationNanos,
    Duration backlog,
    RecordingProgress progress,
    InstantSource clock) {

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
