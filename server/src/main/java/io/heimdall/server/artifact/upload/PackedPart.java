package io.heimdall.server.artifact.upload;

import static io.heimdall.server.artifact.content.ZstdFrames.FRAME_BYTES;

import io.heimdall.db.artifact.PackedInts;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.UploadPart;
import io.heimdall.server.artifact.content.ZstdFrames;
import io.heimdall.server.storage.ObjectBody;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A part that holds bytes of an upload in frames of zstd. Its room has the frames first, and
/// behind them the bytes of the next one, so that it needs no other room but for a frame that is
/// being packed.
final class PackedPart implements Part {

  /// A frame of bytes that do not shrink is larger than they are, by less.
  static final int SPARE_BYTES = 1 << 10;

  private final long firstByte;
  private final PartBuffers.Buffer buffer;
  private final @Nullable MessageDigest hash;
  private final long restBytes;
  private byte[] bytes;
  private int capacity;
  private int packedEnd;
  private int loose;
  private long sizeBytes;
  private int[] frames = {};
  private int[] sums = {};

  /// @param firstByte where it begins in the upload
  /// @param buffer the room, which it gives back
  /// @param before the hash of all bytes before it, which stays as it is; null where it is not
  ///   known
  /// @param restBytes how many bytes the upload has from there on, or more than it may have
  PackedPart(
      long firstByte, PartBuffers.Buffer buffer, @Nullable MessageDigest before, long restBytes) {
    this.firstByte = firstByte;
    this.buffer = buffer;
    this.hash = before == null ? null : copy(before);
    this.restBytes = restBytes;
    this.bytes = buffer.bytes().array();
    this.capacity = buffer.bytes().capacity();
  }

  /// A part whose room has its first bytes already, at most a frame of them.
  static PackedPart holding(
      long sizeBytes,
      long firstByte,
      PartBuffers.Buffer buffer,
      @Nullable MessageDigest before,
      long restBytes) {
    var part = new PackedPart(firstByte, buffer, before, restBytes);
    part.took(Math.toIntExact(sizeBytes));
    return part;
  }

  private static MessageDigest copy(MessageDigest hash) {
    try {
      return (MessageDigest) hash.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the hash cannot be gone on with", e);
    }
  }

  @Override
  public void fill(ByteBuffer more) {
    int room = Math.min(FRAME_BYTES - loose, capacity - packedEnd - loose);
    int count = Math.min(room, more.remaining());
    more.get(bytes, packedEnd + loose, count);
    took(count);
  }

  private void took(int count) {
    loose += count;
    sizeBytes += count;
    if (loose == FRAME_BYTES) {
      pack();
    }
  }

  /// A frame begins only where there is room for all of it.
  @Override
  public boolean full() {
    long next = Math.min(FRAME_BYTES, restBytes - sizeBytes);
    return loose == 0 && capacity - packedEnd < next + SPARE_BYTES;
  }

  private void pack() {
    byte[] frame = new byte[ZstdFrames.MOST_STORED_BYTES];
    int stored = ZstdFrames.pack(bytes, packedEnd, loose, frame, 0);
    sum();
    if (hash != null) {
      hash.update(bytes, packedEnd, loose);
    }
    System.arraycopy(frame, 0, bytes, packedEnd, stored);
    packedEnd += stored;
    loose = 0;
    frames = with(frames, stored);
  }

  private void sum() {
    for (int from = 0; from < loose; from += StoredFile.BLOCK_BYTES) {
      var crc = new CRC32C();
      crc.update(bytes, packedEnd + from, Math.min(StoredFile.BLOCK_BYTES, loose - from));
      sums = with(sums, (int) crc.getValue());
    }
  }

  private static int[] with(int[] values, int more) {
    int[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = more;
    return all;
  }

  /// Packs what is no whole frame: the end of the upload.
  private void end() {
    if (loose > 0) {
      pack();
    }
  }

  /// Ends the object: the list of all its frames follows the last one.
  ///
  /// @param before the frames of the parts before this one
  void endObject(FrameSizes before) {
    end();
    byte[] table = before.table(frames, endByte());
    if (capacity - packedEnd < table.length) {
      bytes = Arrays.copyOf(bytes, packedEnd + table.length);
      capacity = bytes.length;
    }
    System.arraycopy(table, 0, bytes, packedEnd, table.length);
    packedEnd += table.length;
    frames = with(frames, table.length);
  }

  @Override
  public long firstByte() {
    return firstByte;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public MessageDigest hash(MessageDigest before) {
    end();
    return hash == null ? before : hash;
  }

  @Override
  public ObjectBody body() {
    end();
    return ObjectBody.of(ByteBuffer.wrap(bytes, 0, packedEnd));
  }

  @Override
  public UploadPart stored(int partNumber, String receipt) {
    return new UploadPart(
        partNumber, firstByte, sizeBytes, receipt, PackedInts.of(sums), PackedInts.of(frames));
  }

  @Override
  public void close() {
    buffer.close();
  }
}
