package io.heimdall.server.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files in which the embedded server keeps the parts of objects that are not complete.
///
/// They are forced to the disk, as objects are; they tell when parts were begun, which the server
/// does not; and what the server lost sight of, as when it was killed while it removed parts, or
/// when a part came after the others had been removed, is deleted. Parts of which an object is
/// being made are held until it is on the disk. What is held is there as a whole or not at all: as
/// long as it is there, nobody was told that the object is complete.
///
/// A part is a file of its own, below the bucket's directory: a link in the place of one, or of a
/// directory that leads to it, may lead anywhere, and is not followed.
///
/// Those who complete or remove the same parts do so one after the other, so that one who was
/// replaced, and does not know it yet, takes nothing from the other. Safe for any number of
/// threads.
final class LocalParts {

  private static final String PARTS = ".mpus-";
  private static final String STUB = "stub";
  private static final String MARKS = ".s3proxy-mpu-stub-";
  private static final String MARK = "mark";
  private static final String HELD = "-held";

  /// In what is held: the key of the object.
  private static final String KEY = "key";

  private final Path bucketDirectory;
  private final KeyLocks locks = new KeyLocks();

  /// @param bucketDirectory where the server keeps the bucket
  LocalParts(Path bucketDirectory) {
    this.bucketDirectory = bucketDirectory;
  }

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
        forget(uploadId);
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

  /// Parts that are held of which the server knows nothing any more: who completed them did not
  /// come to say that the object is on the disk.
  ///
  /// @param prefix what the keys of the objects begin with
  List<UnfinishedParts> stranded(String prefix) {
    List<UnfinishedParts> found = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(bucketDirectory, PARTS + "*" + HELD)) {
      for (Path held : all) {
        String name = String.valueOf(held.getFileName());
        String uploadId = name.substring(PARTS.length(), name.length() - HELD.length());
        if (!Files.exists(mark(uploadId))) {
          stranded(uploadId, held)
              .filter(one -> one.key().startsWith(prefix))
              .ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw SpoolFiles.failure("list the parts that are held", e);
    }
    return found;
  }

  /// Nothing where they are removed meanwhile.
  private static Optional<UnfinishedParts> stranded(String uploadId, Path held) throws IOException {
    try {
      Instant begunAt = Files.getLastModifiedTime(held.resolve(STUB)).toInstant();
      String key = Files.readString(held.resolve(KEY));
      return Optional.of(new UnfinishedParts(key, uploadId, begunAt));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /// Removes what came after the others were removed. Where they are held, they are still needed.
  private void forget(String uploadId) {
    try (var _ = locks.lock(uploadId)) {
      if (!isHeld(uploadId)) {
        remove(uploadId);
      }
    }
  }

  /// Has the server make an object of parts. It survives the loss of power when this returns, and
  /// the parts do until then.
  ///
  /// @param partNumbers the parts
  /// @param server asks the server; returns when the object is there
  void complete(String key, String uploadId, List<Integer> partNumbers, Runnable server) {
    try (var _ = locks.lock(uploadId)) {
      mend(key, uploadId);
      for (int number : partNumbers) {
        PartFile.requireInPlace(file(key, uploadId, Integer.toString(number)), bucketDirectory);
      }
      hold(key, uploadId, partNumbers);
      server.run();
      Forced.file(bucketDirectory.resolve(key), bucketDirectory);
      remove(uploadId);
    } catch (IOException e) {
      throw SpoolFiles.failure("force " + key + " to the disk", e);
    }
  }

  /// Refuses a part of another size than was written, before an object is made of it.
  ///
  /// @param sizeBytes the size that was written
  void requireSize(String key, String uploadId, int partNumber, long sizeBytes) {
    Path file = file(key, uploadId, Integer.toString(partNumber));
    try {
      PartFile.requireSize(file, sizeBytes);
    } catch (IOException e) {
      throw SpoolFiles.failure("look at " + file, e);
    }
  }

  /// Has the server remove parts.
  ///
  /// @param server asks the server; returns when it has removed them
  void abort(String uploadId, Runnable server) {
    try (var _ = locks.lock(uploadId)) {
      server.run();
      remove(uploadId);
    }
  }

  /// Holds parts that are about to become an object until [#remove]. The server joins copies of
  /// them and removes them before the object is on the disk; the loss of power just then would take
  /// both. Where one is missing none is held: the server refuses to make an object of the others.
  void hold(String key, String uploadId, List<Integer> partNumbers) {
    Path held = held(uploadId);
    if (!Files.exists(mark(uploadId)) || isHeld(uploadId)) {
      return;
    }
    try {
      removeTree(held);
      Path gathered = gathered(uploadId);
      removeTree(gathered);
      Files.createDirectory(gathered);
      for (int number : partNumbers) {
        String name = Integer.toString(number);
        Files.createLink(gathered.resolve(name), file(key, uploadId, name));
      }
      Files.createLink(gathered.resolve(STUB), file(key, uploadId, STUB));
      Files.createLink(gathered.resolve(MARK), mark(uploadId));
      Files.writeString(gathered.resolve(KEY), key);
      Forced.file(gathered.resolve(KEY), gathered);
      Files.move(gathered, held, StandardCopyOption.ATOMIC_MOVE);
      Forced.directory(bucketDirectory);
    } catch (NoSuchFileException _) {
      // The server knows better.
    } catch (IOException e) {
      throw SpoolFiles.failure("hold the parts of " + key, e);
    }
  }

  /// Gives the server back what it needs to make an object again, where it was not known to be on
  /// the disk. What there is of it is not trusted, however long it is: after a loss of power a file
  /// may have its size and not its bytes.
  private void mend(String key, String uploadId) {
    Path held = held(uploadId);
    if (!isHeld(uploadId)) {
      return;
    }
    try (Stream<Path> files = Files.list(held)) {
      for (Path file : files.filter(file -> !file.endsWith(KEY)).toList()) {
        String name = String.valueOf(file.getFileName());
        Path back = name.equals(MARK) ? mark(uploadId) : file(key, uploadId, name);
        Files.createDirectories(requireNonNull(back.getParent()));
        link(back, file);
      }
      Files.deleteIfExists(bucketDirectory.resolve(key));
    } catch (IOException e) {
      throw SpoolFiles.failure("mend the parts of " + key, e);
    }
  }

  /// Gives a file another name, unless it has it.
  private static void link(Path name, Path file) throws IOException {
    try {
      Files.createLink(name, file);
    } catch (FileAlreadyExistsException _) {
      // As it should be.
    }
  }

  private boolean isHeld(String uploadId) {
    return Files.isDirectory(held(uploadId), LinkOption.NOFOLLOW_LINKS);
  }

  private Path held(String uploadId) {
    return bucketDirectory.resolve(PARTS + uploadId + HELD);
  }

  private Path gathered(String uploadId) {
    return bucketDirectory.resolve(PARTS + uploadId + "-gathered");
  }

  /// Removes every file of parts that are completed or aborted; first what is held, as a whole.
  private void remove(String uploadId) {
    try {
      if (isHeld(uploadId)) {
        Path gathered = gathered(uploadId);
        removeTree(gathered);
        Files.move(held(uploadId), gathered, StandardCopyOption.ATOMIC_MOVE);
        Forced.directory(bucketDirectory);
      }
      removeFiles(uploadId);
    } catch (IOException e) {
      throw SpoolFiles.failure("remove the parts " + uploadId, e);
    }
  }

  private void removeFiles(String uploadId) throws IOException {
    try (DirectoryStream<Path> tops =
        Files.newDirectoryStream(bucketDirectory, PARTS + uploadId + "-*")) {
      for (Path top : tops) {
        removeTree(top);
      }
      Files.deleteIfExists(mark(uploadId));
    }
  }

  private static void removeTree(Path top) throws IOException {
    if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
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
