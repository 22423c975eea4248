package io.heimdall.db.artifact;

/// Who may read an artifact besides its owner and those it is shared with.
public enum Visibility {
  /// Nobody.
  PRIVATE,
  /// Every caller.
  PUBLIC
}
