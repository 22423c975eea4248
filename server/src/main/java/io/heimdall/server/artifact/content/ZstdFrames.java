package io.heimdall.server.artifact.content;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

/// Frames of zstd, of 1 MiB of a file each, the last one less: each can be unpacked by itself, and
/// says its size and a checksum of what it holds. What `zstd -d` makes of all of them, one after
/// another, is the file.
public final class ZstdFrames {

  /// A frame holds so many bytes of the file.
  public static final int FRAME_BYTES = 1 << 20;

  /// The most that a frame takes.
  public static final int MOST_STORED_BYTES = Math.toIntExact(Zstd.compressBound(FRAME_BYTES));

  /// About 300 MB/s on one core, and a tenth larger than the slow levels make it.
  private static final int LEVEL = 3;

  private ZstdFrames() {}

  /// Packs a frame. Memory outside the heap, some MiB, is taken for as long as this runs.
  ///
  /// @param from the file's bytes
  /// @param offset where they begin
  /// @param length how many, at most [#FRAME_BYTES]
  /// @param into where the frame goes
  /// @param at where it begins there; [#MOST_STORED_BYTES] are enough for any
  /// @return the frame's size
  public static int pack(byte[] from, int offset, int length, byte[] into, int at) {
    try (var packing = new ZstdCompressCtx()) {
      packing.setLevel(LEVEL).setContentSize(true).setChecksum(true);
      return packing.compressByteArray(into, at, into.length - at, from, offset, length);
    }
  }

  /// Unpacks a frame.
  ///
  /// @param frame the frame
  /// @param length its size
  /// @param into where its bytes go, from index 0
  /// @return whether there were as many as `into` has room for, and their checksum holds
  static boolean unpack(byte[] frame, int length, byte[] into) {
    try (var unpacking = new ZstdDecompressCtx()) {
      return unpacking.decompressByteArray(into, 0, into.length, frame, 0, length) == into.length;
    } catch (ZstdException _) {
      return false;
    }
  }

  /// How many frames a file has.
  ///
  /// @param sizeBytes its size
  /// @return frames
  public static int count(long sizeBytes) {
    return Math.toIntExact(Math.ceilDiv(sizeBytes, (long) FRAME_BYTES));
  }

  /// How many bytes of the file a frame holds.
  ///
  /// @param frame which one, from 0
  /// @param sizeBytes the file's size
  /// @return [#FRAME_BYTES], or what is left for the last one
  static int bytesIn(int frame, long sizeBytes) {
    return (int) Math.min(FRAME_BYTES, sizeBytes - (long) frame * FRAME_BYTES);
  }
}
