package io.heimdall.server.artifact.content;

import static io.heimdall.db.artifact.StoredFile.BLOCK_BYTES;

import io.heimdall.db.artifact.StoredFile;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.StorageFailure.Kind;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Reads a range of a file's bytes in order, however its object holds them. Every block is checked
/// against its checksum before a byte of it is handed on; one that does not hold is asked of the
/// store once more, since it may have been damaged on its way only. Memory is a block, or a frame
/// and a block where the object is compressed.
///
/// One thread reads; any may cancel.
public final class ContentReader implements AutoCloseable {

  private final StoredFile file;
  private final BlockSums sums;
  private final long endByte;
  private final ObjectBytes bytes;
  private final BlockSource source;
  private long position;

  /// Begins to read.
  ///
  /// @param store where objects are
  /// @param file the file
  /// @param sums checksums of its blocks
  /// @param offset the first byte wanted, at most the file's size
  /// @param end the byte before which to end, from `offset` to the file's size
  public ContentReader(ObjectStore store, StoredFile file, BlockSums sums, long offset, long end) {
    if (offset < 0 || offset > end || end > file.sizeBytes()) {
      throw new IllegalArgumentException(
          "bytes %d to %d of %d".formatted(offset, end, file.sizeBytes()));
    }
    this.file = file;
    this.sums = sums;
    this.position = offset;
    this.endByte = end;
    this.bytes = new ObjectBytes(store, file.objectKey(), endOfBlocks(file, end));
    this.source =
        switch (file.encoding()) {
          case PLAIN -> new PlainBlocks(bytes, file.sizeBytes());
          case ZSTD -> new ZstdBlocks(bytes, file, end);
        };
  }

  /// The wanted blocks are read to their ends.
  private static long endOfBlocks(StoredFile file, long end) {
    return Math.min(Math.ceilDiv(end, (long) BLOCK_BYTES) * BLOCK_BYTES, file.sizeBytes());
  }

  /// Where the next byte to be handed on stands in the file.
  ///
  /// @return its offset
  public long position() {
    return position;
  }

  /// Reads on.
  ///
  /// @return the next bytes, at most a block, which nobody else has; empty after the last
  /// @throws StorageFailure of kind CORRUPT or NOT_FOUND naming the object, or UNAVAILABLE
  public Optional<ByteBuffer> next() {
    if (position == endByte) {
      return Optional.empty();
    }
    int block = Math.toIntExact(position / BLOCK_BYTES);
    long blockStart = (long) block * BLOCK_BYTES;
    byte[] verified = verified(block);
    int from = (int) (position - blockStart);
    int to = (int) Math.min(verified.length, endByte - blockStart);
    position = blockStart + to;
    return Optional.of(ByteBuffer.wrap(verified, from, to - from));
  }

  private byte[] verified(int block) {
    try {
      return check(block, source.read(block));
    } catch (StorageFailure first) {
      if (first.kind() != Kind.CORRUPT) {
        throw first;
      }
      bytes.rest();
      source.forget();
      return check(block, source.read(block));
    }
  }

  private byte[] check(int block, byte[] read) {
    var crc = new CRC32C();
    crc.update(read, 0, read.length);
    int recorded = sums.crc32c(block);
    if ((int) crc.getValue() != recorded) {
      throw new StorageFailure(
          Kind.CORRUPT,
          "%s: block %d of 256 KiB has CRC32C %08x, recorded is %08x"
              .formatted(file.objectKey(), block, (int) crc.getValue(), recorded),
          file.objectKey(),
          null);
    }
    return read;
  }

  /// Gives the connection to the store back while nobody wants bytes. Reading on makes one again.
  public void rest() {
    bytes.rest();
  }

  /// Breaks off reading, now or when it goes on; it then fails. Callable from any thread.
  public void cancel() {
    bytes.cancel();
  }

  /// Gives the connection back.
  @Override
  public void close() {
    bytes.close();
  }
}
