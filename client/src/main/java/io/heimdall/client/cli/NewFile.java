package io.heimdall.client.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// A file while it is written. It has its name only once it is complete; until then it is beside it
/// under a name of its own with `.part` at the end, which goes when the writing fails. Of several
/// written to one place, the one that is complete last stays.
final class NewFile implements AutoCloseable {

  private static final int BUFFER_BYTES = 256 << 10;

  private final Path target;
  private final Path part;
  private final OutputStream stream;
  private boolean complete;

  NewFile(Path target) throws IOException {
    this.target = target;
    this.part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
    Path directory = target.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    this.stream = buffered(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW));
  }

  /// What rows are written to, each of them small.
  static OutputStream buffered(OutputStream out) {
    return new BufferedOutputStream(out, BUFFER_BYTES);
  }

  /// Where the rows go, to be closed before the file is finished.
  OutputStream stream() {
    return stream;
  }

  /// Gives the file its name.
  void finish() throws IOException {
    try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    complete = true;
  }

  @Override
  public void close() throws IOException {
    stream.close();
    if (!complete) {
      Files.deleteIfExists(part);
    }
  }
}
