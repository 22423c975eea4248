package io.heimdall.server.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// The token of whoever owns this installation: a file in the data directory that only its owner
/// can read. Who can read it administers; the command line finds it there by itself.
///
/// The token is 256 random bits. Only its digest is kept in memory.
public final class LocalToken implements TokenVerifier {

  /// Who calls with this token.
  public static final Caller OWNER = new Caller("local", Role.ADMIN);

  private static final int TOKEN_BYTES = 32;

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
    String token = OwnerFile.readOrCreate(file, LocalToken::fresh);
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

  private static String fresh() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
