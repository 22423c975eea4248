package io.heimdall.server.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/// A file with a secret that only its owner can read, made once.
final class OwnerFile {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private OwnerFile() {}

  /// Reads the file; makes it where it is not there.
  ///
  /// @param file the file, in a directory that exists
  /// @param secret makes the content of a new file, one line of ASCII
  /// @return the content without blanks around it
  /// @throws IOException when the file cannot be read or written, or others may read it
  static String readOrCreate(Path file, Supplier<String> secret) throws IOException {
    if (!Files.exists(file)) {
      create(file, secret.get());
    }
    requireOwnerOnly(file);
    return Files.readString(file, US_ASCII).strip();
  }

  private static void create(Path file, String secret) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(draft);
    try (var channel = FileChannel.open(draft, Set.of(CREATE_NEW, WRITE), ownerOnly(file))) {
      channel.write(ByteBuffer.wrap((secret + "\n").getBytes(US_ASCII)));
      channel.force(true);
    }
    try {
      // Of two first starts one wins; both then read the winner's.
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException _) {
      // The other start has made it.
    } catch (UnsupportedOperationException _) {
      Files.move(draft, file, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return posix(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    if (posix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(
          "%s may be read by others than its owner (%s); run: chmod 600 %s"
              .formatted(
                  file, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), file));
    }
  }

  private static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
