package io.heimdall.server.artifact.content;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// Where the frames of a compressed file are, in the seekable format of zstd: a frame that decoders
/// skip, at the end of the object. All numbers are little-endian, of 4 bytes but for the flags: its
/// magic and size; of each frame the size it takes and the size of what it holds; the number of
/// frames, a byte of flags (0: no checksums, which the frames have themselves), and a magic.
///
/// Source: `contrib/seekable_format/zstd_seekable_compression_format.md` of zstd.
public final class SeekTable {

  private static final int SKIPPABLE = 0x184D2A5E;
  private static final int SEEKABLE = 0x8F92EAB1;
  private static final int HEADER_BYTES = 2 * Integer.BYTES;
  private static final int ENTRY_BYTES = 2 * Integer.BYTES;
  private static final int FOOTER_BYTES = 2 * Integer.BYTES + 1;

  private final int[] storedSizes;

  private SeekTable(int[] storedSizes) {
    this.storedSizes = storedSizes;
  }

  /// How many bytes the table of a file takes.
  ///
  /// @param sizeBytes the file's size
  /// @return bytes
  static int bytes(long sizeBytes) {
    return HEADER_BYTES + ZstdFrames.count(sizeBytes) * ENTRY_BYTES + FOOTER_BYTES;
  }

  /// Writes a table.
  ///
  /// @param storedSizes the sizes that the frames take, in order
  /// @param sizeBytes the file's size
  /// @return the bytes that follow the last frame
  public static byte[] write(int[] storedSizes, long sizeBytes) {
    if (storedSizes.length != ZstdFrames.count(sizeBytes)) {
      throw new IllegalArgumentException(
          "%d bytes are not in %d frames".formatted(sizeBytes, storedSizes.length));
    }
    ByteBuffer table = ByteBuffer.allocate(bytes(sizeBytes)).order(ByteOrder.LITTLE_ENDIAN);
    table.putInt(SKIPPABLE).putInt(table.capacity() - HEADER_BYTES);
    for (int frame = 0; frame < storedSizes.length; frame++) {
      table.putInt(storedSizes[frame]).putInt(ZstdFrames.bytesIn(frame, sizeBytes));
    }
    table.putInt(storedSizes.length).put((byte) 0).putInt(SEEKABLE);
    return table.array();
  }

  /// Reads a table.
  ///
  /// @param table its bytes
  /// @param sizeBytes the file's size
  /// @param storedBytes the object's size
  /// @return the table; empty where it is not the one of such a file
  static Optional<SeekTable> read(byte[] table, long sizeBytes, long storedBytes) {
    ByteBuffer in = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
    int[] sizes = new int[ZstdFrames.count(sizeBytes)];
    for (int frame = 0; frame < sizes.length; frame++) {
      sizes[frame] = in.getInt();
      in.getInt();
    }
    // A table has one form only, so that comparing it checks all of it.
    long stored = Arrays.stream(sizes).asLongStream().sum() + table.length;
    boolean sound =
        stored == storedBytes
            && Arrays.stream(sizes).allMatch(SeekTable::possible)
            && Arrays.equals(write(sizes, sizeBytes), table);
    return sound ? Optional.of(new SeekTable(sizes)) : Optional.empty();
  }

  private static boolean possible(int storedSize) {
    return storedSize > 0 && storedSize <= ZstdFrames.MOST_STORED_BYTES;
  }

  /// How many bytes a frame takes.
  ///
  /// @param frame which one, from 0
  /// @return its size in the object
  int storedSize(int frame) {
    return storedSizes[frame];
  }

  /// Where a frame begins.
  ///
  /// @param frame which one, from 0; the number of frames for the end of the last
  /// @return its offset in the object
  long start(int frame) {
    long start = 0;
    for (int before = 0; before < frame; before++) {
      start += storedSizes[before];
    }
    return start;
  }
}
