package io.heimdall.server.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The directory of an installation, locked by this process. Whoever opens it closes it last.
///
/// The lock is the operating system's: it is gone when the process is, however that ended.
public final class DataDirectory implements AutoCloseable {

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /// Makes the directory unless it is there, for its owner only, and locks it.
  ///
  /// @param path the directory
  /// @return the locked directory
  /// @throws IOException when it cannot be made or another server uses it, with a sentence for the
  ///   user
  public static DataDirectory open(Path path) throws IOException {
    Path directory = path.toAbsolutePath().normalize();
    OwnerOnly.directory(directory);
    Path lock = directory.resolve("lock");
    if (Files.isSymbolicLink(lock)) {
      throw new IOException(lock + " is a link, which is not followed; remove it");
    }
    FileChannel channel =
        FileChannel.open(
            lock,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    if (!locked(channel)) {
      String owner = Files.readString(lock, US_ASCII).strip();
      channel.close();
      throw new IOException(
          "%s is in use by another Heimdall server (process %s); stop it or choose another directory"
              .formatted(directory, owner.isEmpty() ? "unknown" : owner));
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)));
    return new DataDirectory(directory, channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  /// The directory itself.
  ///
  /// @return an absolute path
  public Path path() {
    return path;
  }

  /// Where open segments are spooled.
  ///
  /// @return a path inside the directory
  public Path spool() {
    return path.resolve("spool");
  }

  /// Where the embedded PostgreSQL lives.
  ///
  /// @return a path inside the directory
  public Path postgres() {
    return path.resolve("postgres");
  }

  /// Where the embedded S3 server lives.
  ///
  /// @return a path inside the directory
  public Path objectStore() {
    return path.resolve("s3");
  }

  /// Unlocks the directory: another server may use it when this returns.
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
