package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.Upload;
import io.heimdall.server.artifact.content.ZstdFrames;
import io.heimdall.server.storage.StoredPart;
import org.jspecify.annotations.Nullable;

/// How large the parts of an object are. A store takes 10,000 of them, and one that comes to
/// nothing has used its number up: so parts grow where the numbers that are left would not do.
final class PartSizes {

  /// The largest number of a part.
  static final int MOST_PARTS = StoredPart.MAX_PARTS;

  /// The least, and the most that is written without parts.
  static final long PART_BYTES = 8 << 20;

  /// Of an upload whose size nobody knows, once it has become large.
  static final long LATER_PART_BYTES = 16 << 20;

  private static final long MOST_PART_BYTES = 64 << 20;
  private static final long PARTS = 9000;
  private static final long SMALL_PARTS = 2000;

  /// Numbers left for parts that come to nothing after the last calculation.
  private static final long SPARE_PARTS = 100;

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

  /// How much room the next part is to have.
  ///
  /// @param upload the upload
  /// @param beginsAt where it begins
  /// @param number its number
  /// @param packed whether it holds frames, of which the last may not fit
  /// @param roomBytes the most room there is
  /// @return bytes; the last part has as many as there are
  static long next(Upload upload, long beginsAt, int number, boolean packed, long roomBytes) {
    Long size = upload.declared().sizeBytes();
    long usual = upload.place().partBytes();
    long mostBytes = Math.min(roomBytes, MOST_PART_BYTES);
    long wholeBytes = size == null ? UploadConfig.MOST_BYTES : size;
    long needed = needed(wholeBytes - beginsAt, number, packed);
    if (size == null) {
      long later = beginsAt < SMALL_PARTS * usual ? usual : Math.max(usual, LATER_PART_BYTES);
      return Math.min(needed > LATER_PART_BYTES ? needed : later, mostBytes);
    }
    return Math.clamp(size - beginsAt, 1, Math.min(Math.max(usual, needed), mostBytes));
  }

  /// The size with which the rest takes no more numbers than there are.
  private static long needed(long restBytes, int number, boolean packed) {
    long left = Math.max(1, MOST_PARTS + 1 - SPARE_PARTS - number);
    long bytes = Math.ceilDiv(restBytes, left);
    if (!packed) {
      return blocks(bytes);
    }
    // Whole frames, and a block for what frames that do not shrink are larger.
    long frames = Math.ceilDiv(bytes, ZstdFrames.FRAME_BYTES);
    return frames * ZstdFrames.FRAME_BYTES + StoredFile.BLOCK_BYTES;
  }

  /// Whole blocks with room for some bytes.
  static long blocks(long sizeBytes) {
    return Math.ceilDiv(sizeBytes, StoredFile.BLOCK_BYTES) * StoredFile.BLOCK_BYTES;
  }
}
