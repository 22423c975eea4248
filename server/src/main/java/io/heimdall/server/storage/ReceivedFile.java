package io.heimdall.server.storage;

import static io.heimdall.server.storage.SpoolFiles.failure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.stream.Stream;

/// A file that is received from elsewhere and looked at before anything of it is stored. It is part
/// of the spool's bound and lives until it is closed. One thread at a time.
public final class ReceivedFile implements AutoCloseable {

  /// Room is taken in steps of so many bytes.
  private static final long STEP_BYTES = 4 << 20;

  private final SegmentSpool spool;
  private final Path path;
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.newDigest();
  private long sizeBytes;
  private long reservedBytes;
  private boolean open = true;

  private ReceivedFile(SegmentSpool spool, Path path, FileChannel channel, long reservedBytes) {
    this.spool = spool;
    this.path = path;
    this.channel = channel;
    this.reservedBytes = reservedBytes;
  }

  static ReceivedFile create(SegmentSpool spool, Path directory, long expectedBytes) {
    Path path = directory.resolve(UUID.randomUUID() + ".part");
    spool.reserveBesideSegments(expectedBytes);
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new ReceivedFile(spool, path, channel, expectedBytes);
    } catch (IOException e) {
      spool.release(expectedBytes);
      throw failure("create " + path, e);
    }
  }

  /// Removes what an earlier process was receiving.
  static void removeAll(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> left = Files.list(directory)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
  }

  /// Takes more bytes.
  ///
  /// @param bytes what comes next in the file; read to its end
  /// @throws StorageFailure of kind FULL when there is no room for them
  public void write(ByteBuffer bytes) {
    int more = bytes.remaining();
    if (sizeBytes + more > reservedBytes) {
      long missing = sizeBytes + more - reservedBytes;
      long most = Math.max(missing, spool.mostReceivedBytes() - reservedBytes);
      long step = Math.min(Math.ceilDiv(missing, STEP_BYTES) * STEP_BYTES, most);
      spool.reserveBesideSegments(step);
      reservedBytes += step;
    }
    digest.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failure("write " + path, e);
    }
    sizeBytes += more;
  }

  /// How many bytes have come.
  ///
  /// @return bytes
  public long sizeBytes() {
    return sizeBytes;
  }

  /// Where it is.
  ///
  /// @return a path that is gone once this is closed
  public Path path() {
    return path;
  }

  /// Ends the receiving.
  ///
  /// @return the SHA-256 of all bytes
  public Sha256 finish() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure("close " + path, e);
    }
    return Sha256.ofDigest(digest.digest());
  }

  /// Removes the file and frees its room. Idempotent.
  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    try (channel) {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failure("remove " + path, e);
    } finally {
      spool.release(reservedBytes);
    }
  }
}
