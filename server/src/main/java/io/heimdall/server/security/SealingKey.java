package io.heimdall.server.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The key by which small texts stay secret where others can read: AES-256-GCM. A text is sealed
/// for a purpose, such as `receiver/7/password`, and opens for no other one, so that nobody who can
/// write rows can have one receiver's password sent to another.
///
/// Layout of what is sealed: version (1 byte), id of the key (8 bytes), nonce (12 random bytes),
/// ciphertext and tag (16 bytes longer than the text in UTF-8). The id tells which key opens it, so
/// that keys can change one day. Safe for any number of threads.
public final class SealingKey {

  private static final byte VERSION = 1;
  private static final int KEY_BYTES = 32;
  private static final int ID_BYTES = 8;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] key;
  private final byte[] id;

  private SealingKey(byte[] key) {
    this.key = key.clone();
    id = Arrays.copyOf(mac("id", new byte[0]), ID_BYTES);
  }

  /// Reads a key.
  ///
  /// @param base64 32 bytes in base64
  /// @return the key
  /// @throws IllegalArgumentException where it is something else, with a sentence that shows
  ///   nothing of it
  public static SealingKey of(Secret base64) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64.reveal().strip());
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(
          "it is not base64; make one with: openssl rand -base64 32");
    }
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "it has %d bytes, not %d; make one with: openssl rand -base64 32"
              .formatted(key.length, KEY_BYTES));
    }
    return new SealingKey(key);
  }

  /// Reads the key of an installation; makes one at its first start.
  ///
  /// @param dataDirectory where the installation keeps its data; must exist
  /// @return the key
  /// @throws IOException when the file cannot be read or written, holds no key, or others may read
  ///   it
  public static SealingKey in(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve("secret-key");
    String text =
        OwnerFile.readOrCreate(file, () -> Base64.getEncoder().encodeToString(fresh().key));
    try {
      return of(new Secret(text));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no key: " + e.getMessage(), e);
    }
  }

  /// Makes a key that nobody else has.
  ///
  /// @return the key
  public static SealingKey fresh() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return new SealingKey(key);
  }

  /// Which key this is, without telling anything of it.
  ///
  /// @return 16 hexadecimal digits
  public String id() {
    return HexFormat.of().formatHex(id);
  }

  /// Seals a text.
  ///
  /// @param text what is secret
  /// @param purpose what it is for
  /// @return bytes that differ each time
  public byte[] seal(Secret text, String purpose) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(text.reveal().getBytes(UTF_8));
      return ByteBuffer.allocate(HEAD_BYTES + sealed.length)
          .put(VERSION)
          .put(id)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /// Opens what was sealed.
  ///
  /// @param sealed what [#seal] gave
  /// @param purpose what it is for
  /// @return the text
  /// @throws SealException where another key has sealed it, or it was sealed for another purpose or
  ///   changed
  public Secret open(byte[] sealed, String purpose) throws SealException {
    if (sealed.length < HEAD_BYTES || sealed[0] != VERSION) {
      throw new SealException("it is of a kind this server does not know");
    }
    byte[] by = Arrays.copyOfRange(sealed, 1, 1 + ID_BYTES);
    if (!MessageDigest.isEqual(id, by)) {
      throw new SealException(
          "it was encrypted with the key %s, and this server has the key %s"
              .formatted(HexFormat.of().formatHex(by), id()));
    }
    byte[] nonce = Arrays.copyOfRange(sealed, 1 + ID_BYTES, HEAD_BYTES);
    try {
      byte[] text =
          cipher(Cipher.DECRYPT_MODE, nonce, purpose)
              .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
      return new Secret(new String(text, UTF_8));
    } catch (AEADBadTagException _) {
      throw new SealException("it was changed, or belongs to something else");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /// The same for the same text, and nothing to who does not have the key.
  ///
  /// @param text what is secret
  /// @param purpose what it is for
  /// @return 64 hexadecimal digits
  public String fingerprint(Secret text, String purpose) {
    return HexFormat.of().formatHex(mac("fingerprint/" + purpose, text.reveal().getBytes(UTF_8)));
  }

  private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.getBytes(UTF_8));
    return cipher;
  }

  /// Labels keep what is derived for one thing from being of use for another.
  private byte[] mac(String label, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(label.getBytes(UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SealingKey same && MessageDigest.isEqual(key, same.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  /// Shows the id.
  ///
  /// @return nothing of the key
  @Override
  public String toString() {
    return "key " + id();
  }
}
