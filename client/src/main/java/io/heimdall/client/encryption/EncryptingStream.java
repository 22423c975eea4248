package io.heimdall.client.encryption;

import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;

/// What a stream gives, encrypted as it is read. Its salt is random, as nothing is known of what
/// will come, so that the same content gives other bytes each time. One frame is kept in memory,
/// and the one after it, which tells whether it is the last. One thread reads.
public final class EncryptingStream extends InputStream {

  private final InputStream plain;
  private final Layout layout = Layout.USUAL;
  private final FrameCipher cipher;
  private byte[] following;
  private long index;
  private boolean ended;
  private byte[] current;
  private int position;

  /// Begins to read.
  ///
  /// @param plain the content, which is closed with this stream
  /// @param key the key
  /// @throws IOException when it cannot be read
  public EncryptingStream(InputStream plain, EncryptionKey key) throws IOException {
    byte[] salt = new byte[Header.SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    this.plain = plain;
    this.cipher = new FrameCipher(key, new Header(layout, UnsafeByteOperations.unsafeWrap(salt)));
    this.current = cipher.header();
    this.following = plain.readNBytes(layout.frameBytes());
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == current.length) {
      if (ended) {
        return -1;
      }
      seal();
    }
    int count = Math.min(length, current.length - position);
    System.arraycopy(current, position, into, offset, count);
    position += count;
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  private void seal() throws IOException {
    byte[] content = following;
    following = plain.readNBytes(layout.frameBytes());
    ended = following.length == 0;
    current = cipher.seal(index, ended, content, content.length);
    index++;
    position = 0;
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
