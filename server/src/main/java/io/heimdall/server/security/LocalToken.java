package io.heimdall.server.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// The token of whoever owns this installation: a file in the data directory that only its owner
/// can read. Who can read it administers; the command line finds it there by itself.
///
/// The token is 256 random bits. Only its digest is kept in memory.
public final class LocalToken implements TokenVerifier {

  /// Who calls with this token.
  public static final Caller OWNER = new Caller("local", Role.ADMIN);

  private static final int TOKEN_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path file;
  private final byte[] digest;

  private LocalToken(Path file, String token) {
    this.file = file;
    this.digest = digest(token);
  }

  /// Reads the token of an installation; makes one at its first start.
  ///
  /// @param dataDirectory where the installation keeps its data; must exist
  /// @return the token
  /// @throws IOException when the file cannot be read or written, is empty, or others may read it
  public static LocalToken in(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve("token");
    if (!Files.exists(file)) {
      create(file);
    }
    requireOwnerOnly(file);
    String token = Files.readString(file, US_ASCII).strip();
    if (token.length() < TOKEN_BYTES) {
      throw new IOException(
          file + " holds no token; remove it, and the next start makes a new one");
    }
    return new LocalToken(file, token);
  }

  /// Where the token is.
  ///
  /// @return the file
  public Path file() {
    return file;
  }

  @Override
  public Optional<Caller> verify(String token) {
    return MessageDigest.isEqual(digest, digest(token)) ? Optional.of(OWNER) : Optional.empty();
  }

  private static void create(Path file) throws IOException {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Path draft = file.resolveSibling("token." + ProcessHandle.current().pid());
    Files.deleteIfExists(draft);
    try (var channel = FileChannel.open(draft, Set.of(CREATE_NEW, WRITE), ownerOnly(file))) {
      channel.write(ByteBuffer.wrap((token + "\n").getBytes(US_ASCII)));
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

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
