package io.heimdall.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.heimdall.v1.UploadFinish;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/// A file, which can be read again from any place. Its hash is made while it is read for the first
/// time.
final class FileSource implements UploadSource {

  private static final int READ_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final long sizeBytes;
  private final FileTime modified;
  private final RunningHash hash = new RunningHash();
  private long position;

  /// Opens the file.
  ///
  /// @param file the file
  FileSource(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file);
    this.sizeBytes = channel.size();
    this.modified = Files.getLastModifiedTime(file);
  }

  long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void goTo(long offsetBytes) throws IOException {
    if (offsetBytes > sizeBytes) {
      throw changed("it has %d bytes, and %d were sent".formatted(sizeBytes, offsetBytes));
    }
    hashTo(offsetBytes);
    position = offsetBytes;
  }

  private void hashTo(long offsetBytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    while (hash.hashedBytes() < offsetBytes) {
      buffer.clear().limit((int) Math.min(READ_BYTES, offsetBytes - hash.hashedBytes()));
      long from = hash.hashedBytes();
      fill(buffer, from);
      hash.take(from, buffer.flip());
    }
  }

  @Override
  public ByteString next(int mostBytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(mostBytes, sizeBytes - position));
    fill(buffer, position);
    hash.take(position, buffer.flip());
    position += buffer.remaining();
    return UnsafeByteOperations.unsafeWrap(buffer);
  }

  private void fill(ByteBuffer buffer, long from) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw changed("it has become shorter than %d bytes".formatted(sizeBytes));
      }
    }
  }

  @Override
  public void safe(long persistedBytes) {
    // Every byte can be read again.
  }

  @Override
  public boolean isFull() {
    return false;
  }

  /// SHA-256 of the whole file, 32 bytes. What of it has not been read yet is read for it.
  byte[] sha256() throws IOException {
    hashTo(sizeBytes);
    return hash.finish();
  }

  @Override
  public UploadFinish finish() throws IOException {
    byte[] whole = sha256();
    if (channel.size() != sizeBytes || !Files.getLastModifiedTime(file).equals(modified)) {
      throw changed("it was written to");
    }
    return UploadFinish.newBuilder()
        .setSizeBytes(sizeBytes)
        .setSha256(UnsafeByteOperations.unsafeWrap(whole))
        .build();
  }

  private IOException changed(String how) {
    return new IOException("'%s' changed while it was read: %s.".formatted(file, how));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
