package io.heimdall.server.artifact.signed;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;

/// What a browser does with a file (RFC 6266): shows it, or saves it under its name.
final class Disposition {

  /// Types that a browser can show without running anything. Markup, such as HTML or SVG, may hold
  /// scripts, which would run in the name of the store.
  private static final Set<String> SHOWN =
      Set.of(
          "application/pdf",
          "audio/aac",
          "audio/flac",
          "audio/mp4",
          "audio/mpeg",
          "audio/ogg",
          "audio/vnd.wave",
          "audio/wav",
          "audio/webm",
          "audio/x-flac",
          "audio/x-wav",
          "image/avif",
          "image/gif",
          "image/jpeg",
          "image/png",
          "image/webp",
          "text/csv",
          "text/plain",
          "video/mp4",
          "video/ogg",
          "video/webm");

  /// What RFC 8187 lets stand in an encoded name.
  private static final String PLAIN = "!#$&+-.^_`|~";

  private Disposition() {}

  /// Makes the value of the header.
  ///
  /// @param show whether it is to be shown, where that is safe
  /// @param contentType the file's media type
  /// @param name the file's name, without quotes and control characters
  /// @return the value
  static String of(boolean show, String contentType, String name) {
    String ascii = ascii(name);
    String value =
        "%s; filename=\"%s\"".formatted(show && safe(contentType) ? "inline" : "attachment", ascii);
    return ascii.equals(name) ? value : value + "; filename*=UTF-8''" + encoded(name);
  }

  private static boolean safe(String contentType) {
    return SHOWN.contains(contentType.split(";", 2)[0].strip());
  }

  private static String ascii(String name) {
    return name.replaceAll("[^ -~]", "_").replaceAll("[\"\\\\%]", "_");
  }

  private static String encoded(String name) {
    var encoded = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) Byte.toUnsignedInt(each);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (alphanumeric || PLAIN.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return encoded.toString();
  }
}
