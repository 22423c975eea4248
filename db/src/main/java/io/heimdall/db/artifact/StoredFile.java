package io.heimdall.db.artifact;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Bytes in the store, immutable. Versions that are equal share them.
///
/// @param id its id, a part of its object's key
/// @param artifactId the artifact
/// @param objectKey its object
/// @param encoding how the object holds the bytes
/// @param sizeBytes how many bytes there are
/// @param storedBytes how many the object has
/// @param sha256 SHA-256 of the bytes, 64 lower-case hexadecimal digits
/// @param corruptAt when the object was found not to hold them any more; null: never
public record StoredFile(
    UUID id,
    UUID artifactId,
    String objectKey,
    FileEncoding encoding,
    long sizeBytes,
    long storedBytes,
    String sha256,
    @Nullable Instant corruptAt) {

  /// Bytes are checked in blocks of so many, counted from the first one.
  public static final int BLOCK_BYTES = 256 << 10;
}
