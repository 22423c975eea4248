package io.heimdall.server.iq.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The chunks of a RIFF/WAVE file, one after another. RF64, whose sizes have 64 bits, is understood
/// too. A header that states no size was left by a program that was ended; the file's own end then
/// counts, also for samples of which no size is stated.
final class WavChunks {

  private static final int HEADER_BYTES = 12;
  private static final int CHUNK_HEADER_BYTES = 8;
  private static final long UNSTATED = 0xffff_ffffL;

  private final FileBytes bytes;
  private final long end;
  private final boolean unstated;
  private final long longData;
  private long next;

  /// A chunk.
  ///
  /// @param tag its four letters
  /// @param offset where its content begins
  /// @param size how long that is, in bytes
  record Chunk(String tag, long offset, long size) {}

  private WavChunks(FileBytes bytes, long next, boolean unstated, long longData) {
    this.bytes = bytes;
    this.next = next;
    this.end = bytes.size();
    this.unstated = unstated;
    this.longData = longData;
  }

  static WavChunks open(FileBytes bytes) throws IOException {
    ByteBuffer header = bytes.read(0, HEADER_BYTES, "a header of RIFF/WAVE");
    String riff = tag(header, 0);
    if (!(riff.equals("RIFF") || riff.equals("RF64")) || !tag(header, 8).equals("WAVE")) {
      throw bytes.refused(
          "it is not RIFF/WAVE: it begins with '%s' and '%s' at byte 8"
              .formatted(printable(riff), printable(tag(header, 8))));
    }
    long stated = Integer.toUnsignedLong(header.getInt(4)) + CHUNK_HEADER_BYTES;
    long begin = HEADER_BYTES;
    long longData = UNSTATED;
    if (riff.equals("RF64")) {
      ByteBuffer sizes = bytes.read(HEADER_BYTES, 36, "a chunk 'ds64'");
      stated = sizes.getLong(8) + CHUNK_HEADER_BYTES;
      longData = sizes.getLong(16);
      begin += CHUNK_HEADER_BYTES + Integer.toUnsignedLong(sizes.getInt(4));
    }
    boolean unstated = stated == CHUNK_HEADER_BYTES || stated == UNSTATED + CHUNK_HEADER_BYTES;
    if (!unstated && (stated > bytes.size() || stated < bytes.size() - 1)) {
      throw bytes.refused(
          "its header says that it has %d bytes, and it has %d".formatted(stated, bytes.size()));
    }
    return new WavChunks(bytes, begin, unstated, longData);
  }

  /// Finds the next chunk.
  @Nullable Chunk next() throws IOException {
    if (end - next <= 1) {
      return null; // One byte may be there to make the size even.
    }
    ByteBuffer header = bytes.read(next, CHUNK_HEADER_BYTES, "the head of a chunk");
    String tag = tag(header, 0);
    long size = Integer.toUnsignedLong(header.getInt(4));
    long offset = next + CHUNK_HEADER_BYTES;
    if (tag.equals("data")) {
      size = dataSize(size, end - offset);
    }
    if (size < 0 || size > end - offset) {
      throw bytes.refused(
          "its chunk '%s' at byte %d should have %d bytes, and the file ends %d bytes into it"
              .formatted(printable(tag), next, size, end - offset));
    }
    next = offset + size + (size & 1);
    return new Chunk(tag, offset, size);
  }

  private long dataSize(long stated, long rest) {
    long size = stated == UNSTATED && longData != UNSTATED ? longData : stated;
    return size == UNSTATED || (size == 0 && unstated) ? rest : size;
  }

  private static String tag(ByteBuffer bytes, int at) {
    byte[] letters = new byte[4];
    bytes.get(at, letters);
    return new String(letters, StandardCharsets.ISO_8859_1);
  }

  private static String printable(String tag) {
    return tag.replaceAll("[^ -~]", "?");
  }
}
