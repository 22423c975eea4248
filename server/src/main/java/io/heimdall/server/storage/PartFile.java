package io.heimdall.server.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// Looks at the file of a part before an object is made of it. One that is not there is left to the
/// server, which knows whether it is needed.
final class PartFile {

  private PartFile() {}

  /// Refuses what is no file of its own, and what is reached by a link only.
  ///
  /// @param file where the part should be, below `root`
  /// @param root the directory below which no link is followed
  /// @throws StorageFailure of kind CORRUPT
  static void requireInPlace(Path file, Path root) throws IOException {
    Path directory = requireNonNull(file.getParent());
    try {
      Path expected = root.toRealPath().resolve(root.relativize(directory)).normalize();
      if (!directory.toRealPath().equals(expected) || !attributes(file).isRegularFile()) {
        throw notWritten("%s is no file of its own".formatted(file));
      }
    } catch (NoSuchFileException _) {
      // The server knows better.
    }
  }

  /// Refuses a file of another size.
  ///
  /// @param file where the part should be
  /// @param sizeBytes the size of the part that was written
  /// @throws StorageFailure of kind CORRUPT
  static void requireSize(Path file, long sizeBytes) throws IOException {
    try {
      long found = attributes(file).size();
      if (found != sizeBytes) {
        throw notWritten("%s has %d bytes, written were %d".formatted(file, found, sizeBytes));
      }
    } catch (NoSuchFileException _) {
      // The server knows better.
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static StorageFailure notWritten(String found) {
    return new StorageFailure(
        StorageFailure.Kind.CORRUPT, "a part is not what was written: " + found);
  }
}
