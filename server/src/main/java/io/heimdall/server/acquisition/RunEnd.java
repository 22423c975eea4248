package io.heimdall.server.acquisition;

/// What became of an acquisition when its run returned.
enum RunEnd {
  /// It has reached a terminal state.
  ENDED,
  /// It goes on, and another run may take it over at once.
  HANDED_OVER,
  /// It goes on under another run, or will when the lease has passed.
  LEASE_LOST
}
