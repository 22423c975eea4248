package io.heimdall.server.artifact.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/// Bytes that can be made again. What they look like is plain from their kind.
record Blob(Kind kind, long seed, int size) {

  /// What bytes look like, how a file of them is called, and what the service takes it for.
  enum Kind {
    BINARY(".bin", "application/octet-stream"),
    TEXT(".txt", "text/plain"),
    TABLE(".csv", "text/csv"),
    /// Which this server does not keep.
    REFUSED(".gif", "image/gif");

    final String extension;
    final String contentType;

    Kind(String extension, String contentType) {
      this.extension = extension;
      this.contentType = contentType;
    }
  }

  /// Fewer bytes than that say too little of what they are.
  static final int PLAIN_SIZE = 64;

  byte[] bytes() {
    byte[] bytes = new byte[size];
    var random = new SplittableRandom(seed);
    switch (kind) {
      case BINARY -> {
        random.nextBytes(bytes);
        put(bytes, new byte[] {1, 2, 3, 4, 0, 0, 0, 1});
      }
      case TEXT, TABLE -> {
        for (int i = 0; i < size; i++) {
          bytes[i] = (byte) (i % 40 == 39 ? '\n' : i % 8 == 7 ? ',' : 'a' + random.nextInt(6));
        }
      }
      case REFUSED -> {
        random.nextBytes(bytes);
        put(bytes, "GIF89a".getBytes(US_ASCII));
      }
    }
    return bytes;
  }

  private static void put(byte[] bytes, byte[] head) {
    System.arraycopy(head, 0, bytes, 0, Math.min(head.length, bytes.length));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }
}
