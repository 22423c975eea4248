package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.UploadPart;
import java.nio.ByteBuffer;
import java.util.function.LongFunction;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Bytes that are sent again although they are safe: compared with what is kept, block by block.
/// One thread.
final class Overlap {

  private final LongFunction<UploadPart> parts;
  private final long endByte;
  private final CRC32C crc = new CRC32C();
  private @Nullable UploadPart part;
  private long blockByte;
  private long position;

  /// @param parts finds the part that holds a byte
  /// @param firstByte where what is sent again begins, the beginning of a block
  /// @param endByte where what is safe ends
  Overlap(LongFunction<UploadPart> parts, long firstByte, long endByte) {
    this.parts = parts;
    this.endByte = endByte;
    this.blockByte = firstByte;
    this.position = firstByte;
  }

  /// The byte that is to come next.
  long position() {
    return position;
  }

  /// Whether all of it has been sent again.
  boolean over() {
    return position == endByte;
  }

  /// Compares bytes, as far as they are safe.
  ///
  /// @param bytes the next ones; its position moves to the first that is not safe
  /// @throws io.heimdall.server.failure.FailureException with OVERLAP_DIFFERS
  void compare(ByteBuffer bytes) {
    while (bytes.hasRemaining() && !over()) {
      long blockEnd = Math.min(blockByte + StoredFile.BLOCK_BYTES, endByte);
      int count = (int) Math.min(bytes.remaining(), blockEnd - position);
      crc.update(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      position += count;
      if (position == blockEnd) {
        verify();
        crc.reset();
        blockByte = blockEnd;
      }
    }
  }

  private void verify() {
    UploadPart holding = part;
    if (holding == null || blockByte >= holding.endByte()) {
      holding = parts.apply(blockByte);
      part = holding;
    }
    int block = Math.toIntExact((blockByte - holding.firstByte()) / StoredFile.BLOCK_BYTES);
    if (holding.crc32c().get(block) != (int) crc.getValue()) {
      throw UploadFailures.overlapDiffers(blockByte);
    }
  }
}
