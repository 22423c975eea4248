package io.heimdall.server.acquisition;

/// Why a run is to stop before its work is done, and what is to become of the work; a later one
/// overrules those before it.
enum StopOrder {
  /// A user has had enough: what was received is stored and measured, and the acquisition ends.
  CANCEL,
  /// This server stops: what was received is stored, and another run goes on.
  HAND_OVER,
  /// The lease is lost or unsure: nothing more is written, and another run goes on.
  ABANDON
}
