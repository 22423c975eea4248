package io.heimdall.db.acquisition;

/// Where an acquisition stands.
public enum AcquisitionState {
  /// Accepted, not begun.
  PENDING,
  /// Receivers are connected or being connected.
  RUNNING,
  /// Everything is received; the last objects and rows are being written.
  FINALIZING,
  /// Every receiver delivered everything.
  SUCCEEDED,
  /// At least as many receivers as asked for delivered samples, but not all delivered everything.
  PARTIAL,
  /// Too few receivers delivered samples.
  FAILED,
  /// A cancel was asked for; what was captured is being finished.
  CANCELLING,
  /// Ended by a cancel.
  CANCELLED;

  /// Whether nothing can change any more.
  ///
  /// @return true for SUCCEEDED, PARTIAL, FAILED and CANCELLED
  public boolean terminal() {
    return switch (this) {
      case SUCCEEDED, PARTIAL, FAILED, CANCELLED -> true;
      case PENDING, RUNNING, FINALIZING, CANCELLING -> false;
    };
  }
}
