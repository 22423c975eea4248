package io.heimdall.server.storage;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of an object's bytes. Immutable.
public final class Sha256 {

  private static final int BYTES = 32;

  private final byte[] digest;

  private Sha256(byte[] digest) {
    if (digest.length != BYTES) {
      throw new IllegalArgumentException(
          "a SHA-256 has 32 bytes, got " + digest.length + " of them");
    }
    this.digest = digest;
  }

  /// Wraps a digest that was computed or stored before.
  ///
  /// @param digest 32 bytes, copied
  /// @return the value
  public static Sha256 ofDigest(byte[] digest) {
    return new Sha256(digest.clone());
  }

  /// Parses the usual spelling.
  ///
  /// @param hex 64 hexadecimal digits
  /// @return the value
  public static Sha256 parse(String hex) {
    return new Sha256(HexFormat.of().parseHex(hex));
  }

  /// Hashes the remaining bytes of a buffer, whose position moves to its limit.
  ///
  /// @param content the bytes
  /// @return their SHA-256
  public static Sha256 over(ByteBuffer content) {
    MessageDigest hash = newDigest();
    hash.update(content);
    return new Sha256(hash.digest());
  }

  /// Begins a hash, for bytes that come one after another.
  ///
  /// @return the hash of nothing
  public static MessageDigest newDigest() {
    return digest("SHA-256");
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  /// The 32 bytes.
  ///
  /// @return a copy
  public byte[] bytes() {
    return digest.clone();
  }

  /// The usual spelling.
  ///
  /// @return 64 lower-case hexadecimal digits
  public String hex() {
    return HexFormat.of().formatHex(digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sha256 that && MessageDigest.isEqual(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return ByteBuffer.wrap(digest).getInt();
  }

  @Override
  public String toString() {
    return hex();
  }
}
