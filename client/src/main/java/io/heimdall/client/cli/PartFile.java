package io.heimdall.client.cli;

import io.heimdall.client.cli.artifact.Existing;
import io.heimdall.client.cli.artifact.LocalName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// The place of a file until it is complete: beside where it will be, under a name of its own that
/// ends in `.part`. It goes where the writing fails or is interrupted. Of several written to one
/// place, the one that is complete last stays.
final class PartFile implements AutoCloseable {

  private final Path target;
  private final Path path;
  private final Thread whenInterrupted;

  /// Chooses the place, and makes the directory. The file is not there yet.
  ///
  /// @param target what the file is called once it is complete
  /// @throws CommandFailure when that is a directory, a device or a pipe
  PartFile(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw new CommandFailure("'%s' is a directory; name a file in it.".formatted(target));
    }
    boolean there = Files.exists(target);
    if (there && !Files.isRegularFile(target)) {
      throw new CommandFailure(
          "'%s' is no regular file, so it cannot be replaced.".formatted(target));
    }
    this.target = there ? target.toRealPath() : target;
    this.path = LocalName.beside(this.target, ".%s.part".formatted(UUID.randomUUID()));
    Path directory = this.target.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    this.whenInterrupted = Thread.ofPlatform().unstarted(this::remove);
    Runtime.getRuntime().addShutdownHook(whenInterrupted);
  }

  /// Nobody is there any more to hear of a failure.
  private void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException _) {
      // What is left ends in `.part`.
    }
  }

  /// Where to write it.
  Path path() {
    return path;
  }

  /// Has the disk keep what was written, and gives the file its name. A file of that name is there
  /// until then, and replaced as a whole.
  void finish() throws IOException {
    finish(Existing.REPLACED);
  }

  /// Has the disk keep what was written, and gives the file its name.
  ///
  /// @param existing what becomes of a file that has it
  void finish(Existing existing) throws IOException {
    try (FileChannel written = FileChannel.open(path, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    existing.move(path, target);
  }

  /// Removes a file that was not finished.
  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(whenInterrupted);
    } catch (IllegalStateException _) {
      // The program is ending, and the hook has run or runs.
    }
    Files.deleteIfExists(path);
  }
}
