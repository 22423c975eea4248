package io.heimdall.client.encryption;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.heimdall.client.UploadContent;
import io.heimdall.client.encryption.Derivation.Purpose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Content as it is uploaded: encrypted, frame by frame, as it is read. The same content and key
/// give the same bytes, so an upload goes on in another process, and an artifact is recognized that
/// has them already. One frame is kept in memory. One thread reads.
///
/// Its salt is a MAC of the content's SHA-256, so that content is read once before anything else.
public final class EncryptedContent implements UploadContent {

  /// The media type of encrypted files.
  public static final String MEDIA_TYPE = "application/vnd.heimdall.encrypted";

  private static final long NONE = -1;
  private static final int READ_BYTES = 1 << 20;

  private final UploadContent plain;
  private final Layout layout;
  private final FrameCipher cipher;
  private final byte[] header;
  private final byte[] content;
  private long sealedIndex = NONE;
  private byte[] sealed = {};

  /// Encrypts content under a header that is there.
  EncryptedContent(UploadContent plain, EncryptionKey key, Header header) {
    this.plain = plain;
    this.layout = header.layout();
    this.cipher = new FrameCipher(key, header);
    this.header = cipher.header();
    this.content = new byte[layout.frameBytes()];
  }

  /// Encrypts a file.
  ///
  /// @param file the file, which must not change meanwhile; it is read once here
  /// @param key the key
  /// @return what to upload, to be closed
  /// @throws IOException when the file cannot be read
  public static EncryptedContent of(Path file, EncryptionKey key) throws IOException {
    UploadContent plain = UploadContent.of(file);
    try {
      return of(plain, key);
    } catch (IOException | RuntimeException e) {
      try (plain) {
        throw e;
      }
    }
  }

  /// Encrypts content.
  ///
  /// @param plain the content, which is read once here, and closed with the result
  /// @param key the key
  /// @return what to upload, to be closed
  /// @throws IOException when the content cannot be read
  public static EncryptedContent of(UploadContent plain, EncryptionKey key) throws IOException {
    byte[] salt = Derivation.mac(key.derive(Purpose.SALT)).doFinal(sha256(plain));
    return new EncryptedContent(
        plain, key, new Header(Layout.USUAL, UnsafeByteOperations.unsafeWrap(salt)));
  }

  static byte[] sha256(UploadContent content) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    for (long offset = 0; offset < content.sizeBytes(); offset += READ_BYTES) {
      buffer.clear().limit((int) Math.min(READ_BYTES, content.sizeBytes() - offset));
      content.read(buffer, offset);
      digest.update(buffer.flip());
    }
    return digest.digest();
  }

  /// The first bytes, which are others for every content and every key.
  ///
  /// @return the header
  public ByteString header() {
    return UnsafeByteOperations.unsafeWrap(header);
  }

  @Override
  public long sizeBytes() {
    return layout.encryptedBytes(plain.sizeBytes());
  }

  @Override
  public void read(ByteBuffer into, long offsetBytes) throws IOException {
    long offset = offsetBytes;
    while (into.hasRemaining()) {
      if (offset < Layout.HEADER_BYTES) {
        offset += put(header, (int) offset, into);
      } else {
        long index = (offset - Layout.HEADER_BYTES) / layout.storedFrameBytes();
        seal(index);
        offset += put(sealed, (int) (offset - layout.frameOffset(index)), into);
      }
    }
  }

  private static int put(byte[] from, int offset, ByteBuffer into) {
    int count = Math.min(from.length - offset, into.remaining());
    into.put(from, offset, count);
    return count;
  }

  private void seal(long index) throws IOException {
    if (index == sealedIndex) {
      return;
    }
    int length = layout.frameLength(index, plain.sizeBytes());
    plain.read(ByteBuffer.wrap(content, 0, length), index * layout.frameBytes());
    boolean last = index == layout.frames(plain.sizeBytes()) - 1;
    sealed = cipher.seal(index, last, content, length);
    sealedIndex = index;
  }

  @Override
  public void checkUnchanged() throws IOException {
    plain.checkUnchanged();
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
