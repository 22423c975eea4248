package io.heimdall.db.artifact;

/// What somebody may do with an artifact; each includes those before it.
public enum Access {
  /// Look at it and download it.
  READ,
  /// Also change what is said of it, and upload versions.
  WRITE,
  /// Also share, publish and delete it.
  OWN;

  /// Whether it is enough.
  ///
  /// @param needed what has to be allowed
  /// @return whether this allows it
  public boolean allows(Access needed) {
    return compareTo(needed) >= 0;
  }
}
