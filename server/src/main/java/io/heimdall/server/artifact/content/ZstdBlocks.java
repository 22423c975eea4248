package io.heimdall.server.artifact.content;

import static io.heimdall.db.artifact.StoredFile.BLOCK_BYTES;
import static io.heimdall.server.artifact.content.ZstdFrames.FRAME_BYTES;

import io.heimdall.db.artifact.StoredFile;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.StorageFailure.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Blocks of an object that holds a file's bytes in frames of zstd. Keeps the frame that was
/// unpacked last, and the sizes of all.
final class ZstdBlocks implements BlockSource {

  private static final int BLOCKS_IN_FRAME = FRAME_BYTES / BLOCK_BYTES;

  private final ObjectBytes bytes;
  private final StoredFile file;
  private final int endFrame;
  private final byte[] packed = new byte[ZstdFrames.MOST_STORED_BYTES];
  private @Nullable SeekTable table;
  private byte[] unpacked = new byte[0];
  private int unpackedFrame = -1;
  private long nextStart;

  /// Begins to read.
  ///
  /// @param bytes the object's bytes
  /// @param file the file
  /// @param endByte the byte of the file before which reading will end
  ZstdBlocks(ObjectBytes bytes, StoredFile file, long endByte) {
    this.bytes = bytes;
    this.file = file;
    this.endFrame = ZstdFrames.count(endByte);
  }

  @Override
  public byte[] read(int block) {
    int frame = block / BLOCKS_IN_FRAME;
    if (frame != unpackedFrame) {
      unpack(frame);
    }
    int from = block % BLOCKS_IN_FRAME * BLOCK_BYTES;
    return Arrays.copyOfRange(unpacked, from, Math.min(unpacked.length, from + BLOCK_BYTES));
  }

  @Override
  public void forget() {
    unpackedFrame = -1;
    table = null;
  }

  private void unpack(int frame) {
    SeekTable frames = table();
    // Summing up the sizes of all frames before each would take as long as reading them.
    boolean follows = frame == unpackedFrame + 1 && unpackedFrame >= 0;
    long start = follows ? nextStart : frames.start(frame);
    int stored = frames.storedSize(frame);
    bytes.read(start, packed, stored);
    int length = ZstdFrames.bytesIn(frame, file.sizeBytes());
    if (unpacked.length != length) {
      unpacked = new byte[length];
    }
    unpackedFrame = -1;
    if (!ZstdFrames.unpack(packed, stored, unpacked)) {
      throw corrupt("frame %d cannot be unpacked".formatted(frame));
    }
    unpackedFrame = frame;
    nextStart = start + stored;
  }

  private SeekTable table() {
    SeekTable known = table;
    if (known != null) {
      return known;
    }
    byte[] read = new byte[SeekTable.bytes(file.sizeBytes())];
    long from = file.storedBytes() - read.length;
    if (from < 0) {
      throw corrupt("the object is too small for its list of frames");
    }
    bytes.endBefore(file.storedBytes());
    bytes.read(from, read, read.length);
    SeekTable found =
        SeekTable.read(read, file.sizeBytes(), file.storedBytes())
            .orElseThrow(() -> corrupt("the list of frames is damaged"));
    bytes.endBefore(found.start(endFrame));
    table = found;
    return found;
  }

  private StorageFailure corrupt(String what) {
    return new StorageFailure(Kind.CORRUPT, file.objectKey() + ": " + what, file.objectKey(), null);
  }
}
