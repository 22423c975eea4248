package io.heimdall.server.storage;

import java.util.Map;

/// One object to write.
///
/// @param key its key
/// @param body its bytes
/// @param contentType its media type
/// @param metadata user metadata; names in lower case, `sha256` is added by the store
/// @param mode what to do when the key is taken
public record PutRequest(
    String key, ObjectBody body, String contentType, Map<String, String> metadata, Mode mode) {

  /// What to do when the key is taken.
  public enum Mode {
    /// Fail with [StorageFailure.Kind#EXISTS].
    CREATE_ONLY,
    /// Write the object anew, as is done with documents rendered from the database.
    REPLACE
  }

  /// Freezes the metadata.
  public PutRequest {
    if (key.isEmpty() || key.startsWith("/") || key.length() > 1024) {
      throw new IllegalArgumentException("not an object key: '" + key + "'");
    }
    metadata = Map.copyOf(metadata);
  }

  /// A new immutable object.
  ///
  /// @param key its key
  /// @param body its bytes
  /// @param contentType its media type
  /// @param metadata user metadata
  /// @return the request
  public static PutRequest create(
      String key, ObjectBody body, String contentType, Map<String, String> metadata) {
    return new PutRequest(key, body, contentType, metadata, Mode.CREATE_ONLY);
  }

  /// The same, for who must not replace what another has written.
  ///
  /// @return a request that fails where the key is taken
  public PutRequest once() {
    return new PutRequest(key, body, contentType, metadata, Mode.CREATE_ONLY);
  }

  /// A document that may replace an earlier one.
  ///
  /// @param key its key
  /// @param body its bytes
  /// @param contentType its media type
  /// @return the request
  public static PutRequest replace(String key, ObjectBody body, String contentType) {
    return new PutRequest(key, body, contentType, Map.of(), Mode.REPLACE);
  }
}
