package io.heimdall.client.encryption;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import io.heimdall.client.encryption.Derivation.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/// The secret that encrypts files: 32 random bytes, in a file of 64 hexadecimal digits. It is never
/// sent, and never shows itself in a log or a message.
public final class EncryptionKey {

  /// How many bytes it has.
  public static final int BYTES = 32;

  /// How many bytes name it.
  static final int ID_BYTES = 16;

  private static final int MOST_FILE_BYTES = 200;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private static final Set<PosixFilePermission> OF_EVERYBODY =
      EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private final byte[] secret;

  private EncryptionKey(byte[] secret) {
    this.secret = secret;
  }

  /// Takes a key as it is.
  ///
  /// @param secret 32 bytes that nobody can guess
  /// @return the key
  /// @throws IllegalArgumentException where they are not 32
  public static EncryptionKey of(byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException(
          "A key has %d bytes, not %d.".formatted(BYTES, secret.length));
    }
    return new EncryptionKey(secret.clone());
  }

  /// Makes a new key.
  ///
  /// @return a random one
  public static EncryptionKey random() {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    return new EncryptionKey(secret);
  }

  /// Reads a key from a file, or from a pipe.
  ///
  /// @param file holds 64 hexadecimal digits
  /// @return the key
  /// @throws IOException when it cannot be read, holds something else, or everybody may read it
  public static EncryptionKey read(Path file) throws IOException {
    refuseOneOfEverybody(file);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_FILE_BYTES);
    }
    try {
      return of(HexFormat.of().parseHex(new String(bytes, US_ASCII).strip()));
    } catch (IllegalArgumentException _) {
      // Not with the cause, which tells what the file holds.
      throw new IOException(
          "'%s' holds no key: 64 hexadecimal digits are one, and 'heimdall artifacts keygen' makes"
                  .formatted(file)
              + " one.");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void refuseOneOfEverybody(Path file) throws IOException {
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null || !Files.isRegularFile(file)) {
      return;
    }
    Set<PosixFilePermission> granted = view.readAttributes().permissions();
    if (OF_EVERYBODY.stream().anyMatch(granted::contains)) {
      throw new IOException(
          "Everybody on this machine may read or replace the key in '%s'. If nobody has: chmod 600"
                  .formatted(file)
              + " it.");
    }
  }

  /// Writes the key to a new file that only its owner can read.
  ///
  /// @param file where; nothing may be there
  /// @throws IOException when it cannot be written, or something is there
  public void write(Path file) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] rights =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, rights)) {
      ByteBuffer line = US_ASCII.encode(HexFormat.of().formatHex(secret) + "\n");
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(true);
    }
  }

  /// Names the key. Whoever knows the name knows nothing of the key; it stands in every file that
  /// the key has encrypted.
  ///
  /// @return 32 hexadecimal digits
  public String id() {
    return HexFormat.of().formatHex(idBytes());
  }

  byte[] idBytes() {
    return Arrays.copyOf(derive(Purpose.KEY_ID), ID_BYTES);
  }

  /// Derives a key that belongs to no single file.
  byte[] derive(Purpose purpose) {
    return Derivation.derive(secret, purpose);
  }

  /// Derives a key of one file.
  byte[] derive(ByteString salt, Purpose purpose) {
    return Derivation.derive(secret, salt.toByteArray(), purpose);
  }

  @Override
  public String toString() {
    return "EncryptionKey[" + id() + "]";
  }
}
