package io.heimdall.db.artifact;

import org.jspecify.annotations.Nullable;

/// A part of an upload that is safe in the store.
///
/// @param partNumber its number there, 1 to 10000
/// @param firstByte where it begins, a multiple of [StoredFile#BLOCK_BYTES]
/// @param sizeBytes how many bytes of the upload it holds, such a multiple too unless it is the
///   last
/// @param receipt what the store gave for it
/// @param crc32c CRC-32C of each block of the upload in it
/// @param frames of a compressed part, the stored sizes of its frames; null of others
public record UploadPart(
    int partNumber,
    long firstByte,
    long sizeBytes,
    String receipt,
    PackedInts crc32c,
    @Nullable PackedInts frames) {

  /// Where it ends.
  ///
  /// @return the first byte after it
  public long endByte() {
    return firstByte + sizeBytes;
  }
}
