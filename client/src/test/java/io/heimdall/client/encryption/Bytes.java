package io.heimdall.client.encryption;

import com.google.protobuf.ByteString;
import io.heimdall.client.UploadContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/// Content in memory, and what encryption makes of it.
///
/// @param bytes the content
record Bytes(ByteString bytes) implements UploadContent {

  static final EncryptionKey KEY = EncryptionKey.of(new byte[EncryptionKey.BYTES]);

  static Bytes random(int count, Random random) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return new Bytes(ByteString.copyFrom(bytes));
  }

  /// A header for frames of a size.
  static Header header(int frameBytes, Random random) {
    return new Header(new Layout(frameBytes), random(Header.SALT_BYTES, random).bytes());
  }

  /// All bytes of what is uploaded.
  static byte[] all(UploadContent content) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) content.sizeBytes());
    content.read(all, 0);
    return all.array();
  }

  byte[] encrypted(Header header) throws IOException {
    return all(new EncryptedContent(this, KEY, header));
  }

  /// Decrypts a range of a stored file as far as it goes.
  ///
  /// @param into takes what was proved before anything is thrown
  static void decrypt(byte[] stored, long offset, long limit, ByteArrayOutputStream into)
      throws IOException {
    var start = ByteString.copyFrom(stored, 0, Math.min(stored.length, Layout.HEADER_BYTES));
    var range = new DecryptedRange(KEY, start, stored.length, offset, limit);
    int from = (int) range.storedFrom();
    for (int count = range.nextStoredBytes(); count > 0; count = range.nextStoredBytes()) {
      range.open(ByteString.copyFrom(stored, from, count).toByteArray()).writeTo(into);
      from += count;
    }
    if (from != range.storedTo()) {
      throw new AssertionError("%d, not %d".formatted(from, range.storedTo()));
    }
  }

  static byte[] decrypted(byte[] stored, long offset, long limit) throws IOException {
    var into = new ByteArrayOutputStream();
    decrypt(stored, offset, limit, into);
    return into.toByteArray();
  }

  @Override
  public long sizeBytes() {
    return bytes.size();
  }

  @Override
  public void read(ByteBuffer into, long offsetBytes) {
    into.put(
        bytes
            .substring((int) offsetBytes, (int) offsetBytes + into.remaining())
            .asReadOnlyByteBuffer());
  }

  @Override
  public void checkUnchanged() {
    // It cannot change.
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
