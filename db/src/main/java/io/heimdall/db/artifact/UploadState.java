package io.heimdall.db.artifact;

/// How far an upload is.
public enum UploadState {
  /// Bytes are awaited.
  OPEN,
  /// All bytes are safe and are verified.
  FINISHING,
  /// It has become a version of its artifact.
  DONE,
  /// Nothing will come of it, and nothing of it is kept.
  ENDED;

  /// Whether nothing about it changes any more.
  ///
  /// @return whether it is done or has ended
  public boolean over() {
    return this == DONE || this == ENDED;
  }
}
