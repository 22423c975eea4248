package io.heimdall.client.encryption;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;

/// A range of the content of an encrypted file: which stored bytes hold it, and what they hold,
/// frame by frame. One thread uses it.
final class DecryptedRange {

  private final Header header;
  private final Layout layout;
  private final FrameCipher cipher;
  private final long storedBytes;
  private final long plainBytes;
  private final long begin;
  private final long end;
  private final long firstIndex;
  private final long lastIndex;
  private long index;

  /// Reads the header.
  ///
  /// @param key what the file was encrypted with
  /// @param start its first bytes, [Layout#HEADER_BYTES] where it has so many
  /// @param storedBytes how many it has
  /// @param offset where the range begins
  /// @param limit how many bytes it has, at most; 0: to the end
  /// @throws DecryptionException when the file is not encrypted with this key, or not whole
  /// @throws BehindEndException when the range begins behind the end
  DecryptedRange(EncryptionKey key, ByteString start, long storedBytes, long offset, long limit)
      throws IOException {
    this.header = Header.parse(start.toByteArray(), key);
    this.layout = header.layout();
    this.cipher = new FrameCipher(key, header);
    this.storedBytes = storedBytes;
    this.plainBytes = layout.plainBytes(storedBytes);
    if (offset > plainBytes) {
      throw new BehindEndException(plainBytes, offset);
    }
    this.begin = offset;
    this.end = begin + Math.min(limit == 0 ? plainBytes : limit, plainBytes - begin);
    this.firstIndex = Math.min(begin / layout.frameBytes(), layout.frames(plainBytes) - 1);
    this.lastIndex = Math.max(firstIndex, (end - 1) / layout.frameBytes());
    this.index = firstIndex;
  }

  Header header() {
    return header;
  }

  /// How many bytes the content has, those outside the range included.
  long plainBytes() {
    return plainBytes;
  }

  boolean isWhole() {
    return begin == 0 && end == plainBytes;
  }

  /// Where the first frame begins.
  long storedFrom() {
    return layout.frameOffset(firstIndex);
  }

  /// Where the last frame ends.
  long storedTo() {
    return Math.min(layout.frameOffset(lastIndex + 1), storedBytes);
  }

  /// How many bytes the next frame has as it is stored; 0 when there is none.
  int nextStoredBytes() {
    return index > lastIndex
        ? 0
        : Layout.NONCE_BYTES + layout.frameLength(index, plainBytes) + Layout.TAG_BYTES;
  }

  /// Decrypts the next frame.
  ///
  /// @param stored the frame
  /// @return what of it is in the range; empty where nothing is
  /// @throws DecryptionException when it is not the frame that was written there
  ByteString open(byte[] stored) throws DecryptionException {
    boolean last = index == layout.frames(plainBytes) - 1;
    byte[] content = cipher.open(index, last, stored);
    long from = index * layout.frameBytes();
    index++;
    return UnsafeByteOperations.unsafeWrap(content)
        .substring((int) Math.max(0, begin - from), (int) Math.min(content.length, end - from));
  }
}
