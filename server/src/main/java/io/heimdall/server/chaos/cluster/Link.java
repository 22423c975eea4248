package io.heimdall.server.chaos.cluster;

/// What a server is connected to.
public enum Link {
  /// The database.
  DATABASE,
  /// The object store.
  STORE,
  /// All receivers.
  RECEIVERS
}
