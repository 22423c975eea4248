package io.heimdall.client.cli;

import io.heimdall.client.cli.artifact.Existing;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file while it is written as a stream. It has its name only once it is complete.
final class NewFile implements AutoCloseable {

  private static final int BUFFER_BYTES = 256 << 10;

  private final PartFile part;
  private final OutputStream stream;

  NewFile(Path target) throws IOException {
    this.part = new PartFile(target);
    this.stream = buffered(Files.newOutputStream(part.path(), StandardOpenOption.CREATE_NEW));
  }

  /// What rows are written to, each of them small.
  static OutputStream buffered(OutputStream out) {
    return new BufferedOutputStream(out, BUFFER_BYTES);
  }

  /// Where it is written.
  OutputStream stream() {
    return stream;
  }

  /// Closes the stream and gives the file its name. One that has it is replaced.
  void finish() throws IOException {
    finish(Existing.REPLACED);
  }

  /// Closes the stream and gives the file its name.
  ///
  /// @param existing what becomes of a file that has it
  void finish(Existing existing) throws IOException {
    stream.close();
    part.finish(existing);
  }

  @Override
  public void close() throws IOException {
    try (part) {
      stream.close();
    }
  }
}
