package io.heimdall.server.artifact;

import io.heimdall.db.artifact.StoredFile;

/// Copies the bytes of files to where the public can be given them.
public interface PublicCopies {

  /// Writes the bytes of a file, as they were uploaded, to an object of their own. Every byte is
  /// checked before it is written.
  ///
  /// @param file the file
  /// @param contentType its media type
  /// @param key the object, which is not there yet
  void copy(StoredFile file, String contentType, String key);
}
