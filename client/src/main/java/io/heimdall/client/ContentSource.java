package io.heimdall.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.heimdall.v1.UploadFinish;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Content that can be read again from any place. Its hash is made while it is read for the first
/// time.
final class ContentSource implements UploadSource {

  private static final int READ_BYTES = 1 << 20;

  private final UploadContent content;
  private final RunningHash hash = new RunningHash();
  private long position;

  /// @param content the bytes, which stay open
  ContentSource(UploadContent content) {
    this.content = content;
  }

  @Override
  public void goTo(long offsetBytes) throws IOException {
    if (offsetBytes > content.sizeBytes()) {
      throw new IOException(
          "The server has %d bytes of an upload that has only %d: it was begun with others."
              .formatted(offsetBytes, content.sizeBytes()));
    }
    hashTo(offsetBytes);
    position = offsetBytes;
  }

  private void hashTo(long offsetBytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    while (hash.hashedBytes() < offsetBytes) {
      buffer.clear().limit((int) Math.min(READ_BYTES, offsetBytes - hash.hashedBytes()));
      long from = hash.hashedBytes();
      content.read(buffer, from);
      hash.take(from, buffer.flip());
    }
  }

  @Override
  public ByteString next(int mostBytes) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate((int) Math.min(mostBytes, content.sizeBytes() - position));
    content.read(buffer, position);
    hash.take(position, buffer.flip());
    position += buffer.remaining();
    return UnsafeByteOperations.unsafeWrap(buffer);
  }

  @Override
  public void safe(long persistedBytes) {
    // Every byte can be read again.
  }

  @Override
  public boolean isFull() {
    return false;
  }

  /// SHA-256 of the whole, 32 bytes. What of it has not been read yet is read for it.
  byte[] sha256() throws IOException {
    hashTo(content.sizeBytes());
    return hash.finish();
  }

  @Override
  public UploadFinish finish() throws IOException {
    byte[] whole = sha256();
    content.checkUnchanged();
    return UploadFinish.newBuilder()
        .setSizeBytes(content.sizeBytes())
        .setSha256(UnsafeByteOperations.unsafeWrap(whole))
        .build();
  }
}
