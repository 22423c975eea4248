package io.heimdall.client;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// SHA-256 of bytes that come in order, some of them more than once.
final class RunningHash {

  private final MessageDigest digest = sha256();
  private long hashedBytes;
  private byte @Nullable [] whole;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /// How many bytes it has taken, from the first one on.
  long hashedBytes() {
    return hashedBytes;
  }

  /// Takes what it has not had yet.
  ///
  /// @param offsetBytes where the bytes stand; not beyond [#hashedBytes()]
  /// @param bytes the bytes, which stay as they are
  void take(long offsetBytes, ByteBuffer bytes) {
    if (offsetBytes > hashedBytes) {
      throw new IllegalArgumentException(
          "Bytes %d to %d are missing.".formatted(hashedBytes, offsetBytes));
    }
    long known = hashedBytes - offsetBytes;
    if (known < bytes.remaining()) {
      ByteBuffer fresh = bytes.duplicate();
      fresh.position(fresh.position() + (int) known);
      hashedBytes += fresh.remaining();
      digest.update(fresh);
    }
  }

  /// The hash of all that came; nothing may be taken after it.
  ///
  /// @return 32 bytes
  byte[] finish() {
    if (whole == null) {
      whole = digest.digest();
    }
    return whole.clone();
  }
}
