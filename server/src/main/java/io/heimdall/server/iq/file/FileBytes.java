package io.heimdall.server.iq.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The bytes of a file, read where they are asked for. What is asked for is checked against the
/// file's size before memory is taken for it. One thread.
final class FileBytes implements AutoCloseable {

  private final String name;
  private final FileChannel channel;
  private final long size;

  private FileBytes(String name, FileChannel channel) throws IOException {
    this.name = name;
    this.channel = channel;
    this.size = channel.size();
  }

  static FileBytes open(Path path, String name) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new FileBytes(name, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// What people call the file.
  String name() {
    return name;
  }

  long size() {
    return size;
  }

  /// Reads a few bytes.
  ///
  /// @param offset where
  /// @param count how many
  /// @param what they are, for the message where the file ends before them
  /// @return the bytes, little-endian
  ByteBuffer read(long offset, int count, String what) throws IOException {
    if (offset < 0 || offset > size - count) {
      throw refused(
          "%s of %d bytes is expected at byte %d, and the file ends at byte %d"
              .formatted(what, count, offset, size));
    }
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    fill(offset, bytes);
    return bytes.flip();
  }

  /// Reads a few bytes.
  ///
  /// @param offset where
  /// @param count how many
  /// @param what they are, for the message where the file ends before them
  /// @return the bytes
  byte[] array(long offset, int count, String what) throws IOException {
    byte[] bytes = new byte[count];
    read(offset, count, what).get(bytes);
    return bytes;
  }

  /// Fills the rest of a buffer.
  void fill(long offset, ByteBuffer into) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        throw refused("it became shorter while it was read: it ends at byte " + at);
      }
      at += read;
    }
  }

  /// The whole samples in a range of bytes.
  ///
  /// @param offset where the range begins
  /// @param bytes how long it is
  /// @param type how samples are written
  /// @return how many samples
  long samples(long offset, long bytes, Datatype type) throws IqFileException {
    long samples = bytes / type.bytesPerSample();
    long rest = bytes % type.bytesPerSample();
    if (rest != 0) {
      throw refused(
          "it ends in the middle of a sample: %d bytes of the %d of sample %d, from byte %d on"
              .formatted(rest, type.bytesPerSample(), samples, offset + bytes - rest));
    }
    if (samples == 0) {
      throw refused("it holds no sample: it has %d bytes in all".formatted(size));
    }
    return samples;
  }

  IqFileException refused(String why) {
    return new IqFileException("%s: %s".formatted(name, why));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
