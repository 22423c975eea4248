package io.heimdall.client.cli.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// What becomes of a file that has the name another one is to get.
public enum Existing {
  /// It stays, and the other one does not get its name.
  KEPT,
  /// It is there until it is replaced as a whole.
  REPLACED;

  /// Gives a file its name.
  ///
  /// @param from the file, in the same directory
  /// @param to what it is called from now on
  /// @throws java.nio.file.FileAlreadyExistsException when another file stays that is called so
  /// @throws IOException when that fails otherwise
  public void move(Path from, Path to) throws IOException {
    switch (this) {
      case KEPT -> Files.move(from, to);
      case REPLACED -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
