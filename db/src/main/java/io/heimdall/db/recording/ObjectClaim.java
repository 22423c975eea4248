package io.heimdall.db.recording;

/// What the rows say about an object of a session.
public enum ObjectClaim {
  /// A row lists it.
  LISTED,
  /// No row lists it yet, but its acquisition has not ended.
  OPEN,
  /// No row lists it, and none will.
  NONE
}
