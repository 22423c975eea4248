package io.heimdall.server.artifact.content;

import java.util.Locale;
import java.util.Set;

/// Which files are kept compressed: those that read like text, of which the first MiB shrinks by a
/// tenth. Samples are left as they are, so that they can be read from the store without unpacking.
public final class Compression {

  /// Less takes a block of the disk anyway.
  private static final int LEAST_BYTES = 4 << 10;

  private static final Set<String> TEXTS =
      Set.of(
          "application/json",
          "application/x-ndjson",
          "application/xml",
          "application/javascript",
          "application/sql",
          "application/yaml",
          "application/x-yaml",
          "application/toml",
          "image/svg+xml");

  private Compression() {}

  /// Whether a file is to be kept compressed.
  ///
  /// @param contentType its media type
  /// @param bytes where its first bytes are
  /// @param offset where they begin
  /// @param length how many, at most [ZstdFrames#FRAME_BYTES]
  /// @return whether it reads like text and shrinks enough
  public static boolean pays(String contentType, byte[] bytes, int offset, int length) {
    if (length < LEAST_BYTES || !textLike(contentType)) {
      return false;
    }
    byte[] frame = new byte[ZstdFrames.MOST_STORED_BYTES];
    long stored = ZstdFrames.pack(bytes, offset, length, frame, 0);
    return stored * 10 <= length * 9L;
  }

  private static boolean textLike(String contentType) {
    String bare = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return bare.startsWith("text/")
        || bare.endsWith("+json")
        || bare.endsWith("+xml")
        || TEXTS.contains(bare);
  }
}
