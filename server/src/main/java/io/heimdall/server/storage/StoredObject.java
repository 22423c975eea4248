package io.heimdall.server.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What is known about an object in the store.
///
/// @param key its key
/// @param sizeBytes its size
/// @param modifiedAt when it was last written, by the store's clock; absent for what was just
///   written
/// @param sha256 the hash it was written with; absent in listings and for objects of others
/// @param contentType its media type; absent in listings
/// @param metadata user metadata with lower-case names; empty in listings
public record StoredObject(
    String key,
    long sizeBytes,
    Optional<Instant> modifiedAt,
    Optional<Sha256> sha256,
    Optional<String> contentType,
    Map<String, String> metadata) {

  /// Freezes the metadata.
  public StoredObject {
    metadata = Map.copyOf(metadata);
  }
}
