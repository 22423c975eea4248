package io.heimdall.db.recording;

/// Where one receiver stands within an acquisition.
public enum RecordingState {
  /// Not begun.
  WAITING,
  /// Being connected and tuned.
  CONNECTING,
  /// Did not answer or broke off; waiting to be tried again.
  RETRYING,
  /// Delivering samples.
  RECEIVING,
  /// Done delivering; the last objects are being stored.
  STORING,
  /// Everything that was asked for is stored.
  DONE,
  /// Ended early; what came is stored, and the reason says why there is no more.
  FAILED
}
