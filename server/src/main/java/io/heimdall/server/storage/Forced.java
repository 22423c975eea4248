package io.heimdall.server.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Files and directories that survive the loss of power.
final class Forced {

  private Forced() {}

  /// Forces a file and every directory that leads to it from another one: each may have been made
  /// for it. A link in its place is refused, so that nothing outside is taken for it.
  ///
  /// @param file a file below `root`
  /// @param root the directory that is there anyway
  static void file(Path file, Path root) throws IOException {
    force(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    Path directory = requireNonNull(file.getParent());
    while (directory.startsWith(root)) {
      directory(directory);
      directory = requireNonNull(directory.getParent());
    }
  }

  /// Forces what is in a directory, but not what is in the files.
  static void directory(Path directory) throws IOException {
    force(directory, StandardOpenOption.READ);
  }

  private static void force(Path path, OpenOption... options) throws IOException {
    try (FileChannel channel = FileChannel.open(path, options)) {
      channel.force(true);
    }
  }
}
