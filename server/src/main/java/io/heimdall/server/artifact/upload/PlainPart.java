package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.PackedInts;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.UploadPart;
import io.heimdall.server.storage.ObjectBody;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A part that holds bytes of an upload as they are.
final class PlainPart implements Part {

  private final long firstByte;
  private final PartBuffers.Buffer buffer;
  private final ByteBuffer bytes;

  /// @param firstByte where it begins in the upload
  /// @param buffer room for all of it, which it gives back
  PlainPart(long firstByte, PartBuffers.Buffer buffer) {
    this.firstByte = firstByte;
    this.buffer = buffer;
    this.bytes = buffer.bytes();
  }

  @Override
  public void fill(ByteBuffer more) {
    int count = Math.min(bytes.remaining(), more.remaining());
    bytes.put(more.slice(more.position(), count));
    more.position(more.position() + count);
  }

  @Override
  public boolean full() {
    return !bytes.hasRemaining();
  }

  @Override
  public long firstByte() {
    return firstByte;
  }

  @Override
  public long sizeBytes() {
    return bytes.position();
  }

  /// The first bytes, by which their type is told.
  byte[] head() {
    byte[] head = new byte[Math.min(bytes.position(), ContentTypes.HEAD_BYTES)];
    bytes.get(0, head);
    return head;
  }

  @Override
  public MessageDigest hash(MessageDigest before) {
    before.update(content());
    return before;
  }

  @Override
  public ObjectBody body() {
    return ObjectBody.of(content());
  }

  @Override
  public UploadPart stored(int partNumber, String receipt) {
    return new UploadPart(partNumber, firstByte, sizeBytes(), receipt, blocks(), null);
  }

  private PackedInts blocks() {
    ByteBuffer rest = content();
    int[] crcs = new int[Math.ceilDiv(rest.remaining(), StoredFile.BLOCK_BYTES)];
    for (int block = 0; block < crcs.length; block++) {
      int length = Math.min(StoredFile.BLOCK_BYTES, rest.remaining());
      var crc = new CRC32C();
      crc.update(rest.slice(rest.position(), length));
      rest.position(rest.position() + length);
      crcs[block] = (int) crc.getValue();
    }
    return PackedInts.of(crcs);
  }

  /// Its bytes.
  ByteBuffer content() {
    return bytes.duplicate().flip();
  }

  /// The same part with its bytes compressed, in the same room.
  ///
  /// @param before the hash of all bytes before it, which stays as it is; null where it is not
  ///   known
  /// @param restBytes how many bytes the upload has from its beginning on, or more than it may have
  /// @return the part, which takes this one's place
  PackedPart packed(@Nullable MessageDigest before, long restBytes) {
    return PackedPart.holding(sizeBytes(), firstByte, buffer, before, restBytes);
  }

  @Override
  public void close() {
    buffer.close();
  }
}
