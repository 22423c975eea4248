package io.heimdall.server.receiver.registry;

/// What a check made of a receiver.
public enum CheckEffect {
  /// Nothing.
  NONE,
  /// It is active now.
  ACTIVATED,
  /// It is inactive now.
  DEACTIVATED
}
