package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.Upload;
import org.jspecify.annotations.Nullable;

/// How large the parts of an object are. A store takes 10,000 of them; a tenth of the numbers is
/// left for parts that come to nothing.
final class PartSizes {

  /// The least, and the most that is written without parts.
  static final long PART_BYTES = 8 << 20;

  /// Of an upload whose size nobody knows, once it has become large.
  static final long LATER_PART_BYTES = 16 << 20;

  private static final long PARTS = 9000;
  private static final long SMALL_PARTS = 2000;

  private PartSizes() {}

  /// The size of the parts of an upload: of one whose size nobody knows, of the first ones.
  ///
  /// @param sizeBytes the size of the whole; null where it is not known
  /// @return bytes, whole blocks
  static long of(@Nullable Long sizeBytes) {
    return sizeBytes == null
        ? PART_BYTES
        : Math.max(PART_BYTES, blocks(Math.ceilDiv(sizeBytes, PARTS)));
  }

  /// How many bytes the next part is to have.
  ///
  /// @param upload the upload
  /// @param beginsAt where it begins
  /// @return bytes; the last part has as many as there are
  static long next(Upload upload, long beginsAt) {
    Long size = upload.declared().sizeBytes();
    long usual = upload.place().partBytes();
    if (size == null) {
      return beginsAt < SMALL_PARTS * usual ? usual : Math.max(usual, LATER_PART_BYTES);
    }
    return Math.clamp(size - beginsAt, 1, usual);
  }

  /// Whole blocks with room for some bytes.
  static long blocks(long sizeBytes) {
    return Math.ceilDiv(sizeBytes, StoredFile.BLOCK_BYTES) * StoredFile.BLOCK_BYTES;
  }
}
