package io.heimdall.server.storage;

import java.net.URI;
import java.util.Optional;

/// What is asked of the object store, wherever it is.
///
/// @param publicEndpoint the address under which others reach it, for URLs that are given to them;
///   empty where that is the one by which we do
/// @param encryption how it is to encrypt what is written
public record StoreOptions(Optional<URI> publicEndpoint, StoreEncryption encryption) {

  /// What holds where nothing is said.
  public static final StoreOptions NONE =
      new StoreOptions(Optional.empty(), new StoreEncryption.None());

  /// Refuses an address that no request could be sent to.
  public StoreOptions {
    publicEndpoint = publicEndpoint.map(StoreConfig::endpoint);
  }
}
