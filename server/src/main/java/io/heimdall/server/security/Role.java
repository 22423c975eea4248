package io.heimdall.server.security;

/// What a caller may do. Each role includes the ones before it; the order is the meaning.
public enum Role {
  /// Reads: lists, shows, watches, downloads.
  VIEWER,
  /// Works: starts and cancels acquisitions, checks receivers.
  OPERATOR,
  /// Administers: changes the registry of receivers.
  ADMIN;

  /// Whether a holder of this role may do what `required` may.
  ///
  /// @param required the least role that may
  /// @return true when this is that role or one above it
  public boolean includes(Role required) {
    return compareTo(required) >= 0;
  }
}
