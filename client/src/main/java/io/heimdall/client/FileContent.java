package io.heimdall.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/// A file, as it was when it was opened.
final class FileContent implements UploadContent {

  private final Path file;
  private final FileChannel channel;
  private final long sizeBytes;
  private final FileTime modified;

  FileContent(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file);
    this.sizeBytes = channel.size();
    this.modified = Files.getLastModifiedTime(file);
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void read(ByteBuffer into, long offsetBytes) throws IOException {
    long from = offsetBytes - into.position();
    while (into.hasRemaining()) {
      if (channel.read(into, from + into.position()) < 0) {
        throw changed("it has become shorter than %d bytes".formatted(sizeBytes));
      }
    }
  }

  @Override
  public void checkUnchanged() throws IOException {
    if (channel.size() != sizeBytes || !Files.getLastModifiedTime(file).equals(modified)) {
      throw changed("it was written to");
    }
  }

  private IOException changed(String how) {
    return new IOException("'%s' changed while it was read: %s.".formatted(file, how));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
