package io.heimdall.server.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The CRC32C of each 256 KiB of an object, so that any part of it can be verified when read
/// without reading the rest. Immutable.
public final class ChunkChecksums {

  /// The bytes one checksum covers; the last may cover fewer.
  public static final int CHUNK_BYTES = 256 * 1024;

  private final int[] crc32c;

  private ChunkChecksums(int[] crc32c) {
    this.crc32c = crc32c;
  }

  /// Wraps checksums that were computed or stored before.
  ///
  /// @param crc32c one value per chunk in order, copied
  /// @return the checksums
  public static ChunkChecksums of(int... crc32c) {
    return new ChunkChecksums(crc32c.clone());
  }

  /// Computes the checksums of a whole object.
  ///
  /// @param object the bytes; position and limit stay as they are
  /// @return its checksums
  public static ChunkChecksums over(ByteBuffer object) {
    ByteBuffer rest = object.duplicate();
    int[] values = new int[chunkCount(rest.remaining())];
    for (int chunk = 0; chunk < values.length; chunk++) {
      int length = Math.min(CHUNK_BYTES, rest.remaining());
      values[chunk] = crc32c(rest.slice(rest.position(), length));
      rest.position(rest.position() + length);
    }
    return new ChunkChecksums(values);
  }

  /// The CRC32C (Castagnoli) of some bytes.
  ///
  /// @param bytes the remaining bytes of a buffer, whose position moves to its limit
  /// @return the 32 bits
  static int crc32c(ByteBuffer bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /// How many checksums an object of a size has.
  ///
  /// @param sizeBytes the object's size
  /// @return chunks
  public static int chunkCount(long sizeBytes) {
    return Math.toIntExact(Math.ceilDiv(sizeBytes, CHUNK_BYTES));
  }

  /// How many chunks there are.
  ///
  /// @return chunks
  public int count() {
    return crc32c.length;
  }

  /// One checksum.
  ///
  /// @param chunk the chunk's index
  /// @return its 32 bits
  public int get(int chunk) {
    return crc32c[chunk];
  }

  /// All checksums, as they are stored in the database.
  ///
  /// @return a copy
  public int[] toArray() {
    return crc32c.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkChecksums that && Arrays.equals(crc32c, that.crc32c);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(crc32c);
  }

  @Override
  public String toString() {
    return crc32c.length + " CRC32C of 256 KiB each";
  }
}
