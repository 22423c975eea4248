package io.heimdall.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Bytes to upload of which any can be read at any time, and again. One thread reads.
public interface UploadContent extends AutoCloseable {

  /// Opens a file as it is.
  ///
  /// @param file the file, which must not change while it is read
  /// @return its bytes, to be closed
  /// @throws IOException when it cannot be read
  static UploadContent of(Path file) throws IOException {
    return new FileContent(file);
  }

  /// How many bytes there are.
  ///
  /// @return the size
  long sizeBytes();

  /// Reads bytes until no room is left for more.
  ///
  /// @param into takes them
  /// @param offsetBytes where the first one stands
  /// @throws IOException when they cannot be read, or are not there any more
  void read(ByteBuffer into, long offsetBytes) throws IOException;

  /// Makes sure that all that was read is of one content.
  ///
  /// @throws IOException when the content has changed since it was opened
  void checkUnchanged() throws IOException;

  @Override
  void close() throws IOException;
}
