package io.heimdall.client.cli.artifact;

import com.google.protobuf.ByteString;
import io.heimdall.client.UploadContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A version of an artifact while it is written to a file: beside where it will be, under a name
/// that tells the version, so that a later command goes on with what is there. It has its name only
/// once it is complete.
public final class DownloadPart implements AutoCloseable {

  /// What was written last may be torn where the machine went down, so a later command writes it
  /// again from such a multiple on.
  private static final int STEP_BYTES = 1 << 20;

  /// What is made of the bytes of a version.
  public enum Form {
    /// They are kept as they are stored.
    STORED(".part"),
    /// They are decrypted.
    DECRYPTED("-decrypted.part");

    private final String ending;

    Form(String ending) {
      this.ending = ending;
    }
  }

  private final Path target;
  private final Path path;
  private final FileChannel channel;
  private boolean finished;

  private DownloadPart(Path target, Path path, FileChannel channel) {
    this.target = target;
    this.path = path;
    this.channel = channel;
  }

  /// Opens it, with what an earlier command has left.
  ///
  /// @param target what the file is called once it is complete
  /// @param artifactId which artifact
  /// @param version which version of it
  /// @param form tells what is made of its bytes, so that nothing else is taken for it
  /// @return the part, to be closed
  /// @throws IOException when it cannot be written, or another command writes it
  public static DownloadPart open(Path target, String artifactId, int version, Form form)
      throws IOException {
    Path directory = target.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Path path = LocalName.beside(target, ".%s-v%d%s".formatted(artifactId, version, form.ending));
    FileChannel channel = locked(path);
    try {
      channel.truncate(Math.max(0, channel.size() - 1) / STEP_BYTES * STEP_BYTES);
      channel.position(channel.size());
      return new DownloadPart(target, path, channel);
    } catch (IOException e) {
      try (channel) {
        throw e;
      }
    }
  }

  /// Opens the file for this command alone, and makes it where it is not there. What stands there
  /// under its name may be somebody else's, so no link is followed.
  private static FileChannel locked(Path path) throws IOException {
    try {
      Files.createFile(path);
    } catch (FileAlreadyExistsException _) {
      // An earlier command has left it.
    }
    try {
      Object key = key(path);
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      // One that has been finished since it was opened is the target by now.
      if (isLocked(channel) && Objects.equals(key, key(path))) {
        return channel;
      }
      channel.close();
    } catch (NoSuchFileException _) {
      // Another command has just finished it.
    }
    throw new IOException("Another command writes '%s'.".formatted(path));
  }

  /// What tells the file that has this name from all others, where the file system knows it.
  private static @Nullable Object key(Path path) throws IOException {
    var attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new IOException(
          "'%s' is no regular file, so nothing is written to it; remove it.".formatted(path));
    }
    return attributes.fileKey();
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  /// Bytes that are there.
  ///
  /// @return how many
  /// @throws IOException when the file cannot be asked
  public long sizeBytes() throws IOException {
    return channel.size();
  }

  /// Adds bytes.
  ///
  /// @param bytes the bytes
  /// @throws IOException when they cannot be written
  public void append(ByteString bytes) throws IOException {
    try {
      for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
    } catch (IOException e) {
      throw new IOException("'%s' cannot be written: %s".formatted(path, e.getMessage()), e);
    }
  }

  /// Forgets all that is there.
  ///
  /// @throws IOException when the file cannot be written
  public void restart() throws IOException {
    channel.truncate(0);
    channel.position(0);
  }

  /// The hash of what is there, read again from the file.
  ///
  /// @return SHA-256, 64 hexadecimal digits
  /// @throws IOException when the file cannot be read
  public String sha256() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
    ByteBuffer buffer = ByteBuffer.allocate(STEP_BYTES);
    long position = 0;
    for (int count = channel.read(buffer, position); count >= 0; ) {
      digest.update(buffer.flip());
      position += count;
      count = channel.read(buffer.clear(), position);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// What is there, to be read again.
  ///
  /// @return the bytes, which stay open
  /// @throws IOException when the file cannot be asked
  public UploadContent content() throws IOException {
    return new Content(channel, channel.size());
  }

  private record Content(FileChannel channel, long sizeBytes) implements UploadContent {

    @Override
    public void read(ByteBuffer into, long offsetBytes) throws IOException {
      long from = offsetBytes - into.position();
      while (into.hasRemaining()) {
        if (channel.read(into, from + into.position()) < 0) {
          throw new IOException("Bytes that were received are not there any more.");
        }
      }
    }

    @Override
    public void checkUnchanged() {
      // The file is locked.
    }

    @Override
    public void close() {
      // The channel is closed with the part; closing another one of the file would free the lock.
    }
  }

  /// Has the disk keep what was written, and gives the file its name.
  ///
  /// @param existing what becomes of a file that has it
  /// @throws IOException when that fails
  public void finish(Existing existing) throws IOException {
    channel.force(true);
    existing.move(path, target);
    finished = true;
  }

  /// Closes the file. What is there of one that was not finished stays for a later command.
  @Override
  public void close() throws IOException {
    boolean nothing = !finished && channel.size() == 0;
    if (nothing) {
      Files.deleteIfExists(path);
    }
    channel.close();
  }
}
