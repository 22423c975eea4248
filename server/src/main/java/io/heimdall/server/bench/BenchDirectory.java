package io.heimdall.server.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Where a run of the bench keeps its data: a directory of its own, removed when closed, or one
/// that stays.
///
/// @param path the directory
/// @param stays whether it outlives the run
record BenchDirectory(Path path, boolean stays) implements AutoCloseable {

  /// Makes a directory for one run.
  static BenchDirectory temporary() throws IOException {
    return new BenchDirectory(Files.createTempDirectory("heimdall-bench-"), false);
  }

  @Override
  public void close() throws IOException {
    if (!stays) {
      remove();
    }
  }

  private void remove() throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure)
              throws IOException {
            Files.delete(left);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
