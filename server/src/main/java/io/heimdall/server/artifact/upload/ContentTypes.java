package io.heimdall.server.artifact.upload;

import java.util.Optional;
import org.apache.tika.Tika;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;

/// Media types, and what bytes look like. Safe for any number of threads; nothing is executed or
/// unpacked.
public final class ContentTypes {

  /// As many first bytes as are looked at.
  public static final int HEAD_BYTES = 64 << 10;

  private final Tika tika = new Tika();
  private final MediaTypeRegistry types = MediaTypeRegistry.getDefaultRegistry();

  /// Reads the list of known types.
  public ContentTypes() {}

  /// Tells what bytes look like.
  ///
  /// @param head the first of them, at most [#HEAD_BYTES]
  /// @param name the name of their file
  /// @return their media type, `application/octet-stream` where nothing is known
  public String sniff(byte[] head, String name) {
    return tika.detect(head, name);
  }

  /// Brings a media type into its usual form.
  ///
  /// @param text as it came
  /// @return the type; empty where it is none
  public Optional<String> parse(String text) {
    return Optional.ofNullable(MediaType.parse(text)).map(MediaType::toString);
  }

  /// Whether bytes that look like one type may well be of another, which says more.
  ///
  /// @param type a media type
  /// @param general what bytes look like
  /// @return whether the first is a kind of the second, or the same
  public boolean isKindOf(String type, String general) {
    MediaType special = MediaType.parse(type);
    MediaType wide = MediaType.parse(general);
    return special != null && wide != null && types.isInstanceOf(special.getBaseType(), wide);
  }

  /// Whether a type is one of a pattern, as configuration has them.
  ///
  /// @param type a media type
  /// @param pattern a media type, or `image/*` for all that begin so
  /// @return whether it is
  static boolean matches(String type, String pattern) {
    String bare = type.split(";", 2)[0].strip();
    return pattern.endsWith("/*")
        ? bare.regionMatches(true, 0, pattern, 0, pattern.length() - 1)
        : bare.equalsIgnoreCase(pattern);
  }
}
