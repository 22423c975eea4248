package io.heimdall.server.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files in which the embedded server keeps the parts of objects that are not complete.
///
/// They are forced to the disk, as objects are; they tell when parts were begun, which the server
/// does not; and what the server lost sight of, as when it was killed while it removed parts, or
/// when a part came after the others had been removed, is deleted. Parts of which an object is
/// being made are held until it is on the disk.
///
/// @param bucketDirectory where the server keeps the bucket
record LocalParts(Path bucketDirectory) {

  private static final String PARTS = ".mpus-";
  private static final String STUB = "stub";
  private static final String MARKS = ".s3proxy-mpu-stub-";
  private static final String MARK = "mark";

  /// Returns when the server knows of these parts even after the loss of power.
  void forceBegun(String key, String uploadId) {
    try {
      Forced.file(file(key, uploadId, STUB), bucketDirectory);
      Forced.file(mark(uploadId), bucketDirectory);
    } catch (IOException e) {
      throw SpoolFiles.failure("force the parts of " + key + " to the disk", e);
    }
  }

  /// Returns when a part survives the loss of power.
  void forcePart(String key, String uploadId, int partNumber) {
    Path file = file(key, uploadId, Integer.toString(partNumber));
    try {
      Forced.file(file, bucketDirectory);
      if (!Files.exists(mark(uploadId))) {
        remove(uploadId);
        throw gone(key, uploadId);
      }
    } catch (NoSuchFileException _) {
      throw gone(key, uploadId);
    } catch (IOException e) {
      throw SpoolFiles.failure("force " + file + " to the disk", e);
    }
  }

  /// When parts were begun.
  Optional<Instant> begunAt(String key, String uploadId) {
    try {
      return Optional.of(Files.getLastModifiedTime(file(key, uploadId, STUB)).toInstant());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Holds parts that are about to become an object until [#remove]. The server joins copies of
  /// them and removes them before the object is on the disk; the loss of power just then would take
  /// both.
  void hold(String key, String uploadId, List<Integer> partNumbers) {
    if (!Files.exists(mark(uploadId))) {
      return;
    }
    try {
      Path held = Files.createDirectories(held(uploadId));
      for (int number : partNumbers) {
        String name = Integer.toString(number);
        link(held.resolve(name), file(key, uploadId, name));
      }
      link(held.resolve(STUB), file(key, uploadId, STUB));
      link(held.resolve(MARK), mark(uploadId));
      Forced.directory(held);
      Forced.directory(bucketDirectory);
    } catch (IOException e) {
      throw SpoolFiles.failure("hold the parts of " + key, e);
    }
  }

  /// Gives the server back what it needs to make an object again, where a loss of power has left it
  /// shorter than the parts that are held, or not at all.
  void mend(String key, String uploadId) {
    Path held = held(uploadId);
    if (!Files.exists(held)) {
      return;
    }
    try (Stream<Path> files = Files.list(held)) {
      List<Path> all = files.toList();
      long heldBytes = 0;
      for (Path file : all) {
        heldBytes += Files.size(file);
      }
      Path object = bucketDirectory.resolve(key);
      if (Files.exists(object) && Files.size(object) >= heldBytes) {
        return;
      }
      for (Path file : all) {
        String name = String.valueOf(file.getFileName());
        Path back = name.equals(MARK) ? mark(uploadId) : file(key, uploadId, name);
        Files.createDirectories(requireNonNull(back.getParent()));
        link(back, file);
      }
      Files.deleteIfExists(object);
    } catch (IOException e) {
      throw SpoolFiles.failure("mend the parts of " + key, e);
    }
  }

  /// Gives a file another name. One that is not there any more has been dealt with by another.
  private static void link(Path name, Path file) throws IOException {
    try {
      Files.createLink(name, file);
    } catch (FileAlreadyExistsException | NoSuchFileException _) {
      // As it should be.
    }
  }

  private Path held(String uploadId) {
    return bucketDirectory.resolve(PARTS + uploadId + "-held");
  }

  /// Removes every file of parts that are completed or aborted.
  void remove(String uploadId) {
    try (DirectoryStream<Path> tops =
        Files.newDirectoryStream(bucketDirectory, PARTS + uploadId + "-*")) {
      for (Path top : tops) {
        removeTree(top);
      }
      Files.deleteIfExists(mark(uploadId));
    } catch (IOException e) {
      throw SpoolFiles.failure("remove the parts " + uploadId, e);
    }
  }

  private static void removeTree(Path top) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(top)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  private Path file(String key, String uploadId, String which) {
    return bucketDirectory.resolve(PARTS + uploadId + "-" + key + "-" + which);
  }

  private Path mark(String uploadId) {
    return bucketDirectory.resolve(MARKS + uploadId);
  }

  private static StorageFailure gone(String key, String uploadId) {
    return new StorageFailure(
        StorageFailure.Kind.NOT_FOUND,
        "cannot write a part of %s: the parts %s are completed or removed".formatted(key, uploadId),
        key,
        null);
  }
}
