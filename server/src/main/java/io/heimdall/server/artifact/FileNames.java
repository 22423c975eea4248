package io.heimdall.server.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// File names that every usual system takes and shows as they are. What is not possible in one is
/// replaced, so that a name stays recognisable.
public final class FileNames {

  private static final int MOST_BYTES = 255;

  /// A longer ending is part of the name.
  private static final int MOST_EXTENSION_BYTES = 32;

  private static final char INSTEAD = '_';
  private static final String SEPARATORS = "/\\:*?\"<>|";

  /// What turns the direction of what follows, or breaks the line.
  private static final Pattern DECEPTIVE =
      Pattern.compile("[\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069\\uFEFF]");

  private static final Pattern EDGES = Pattern.compile("^\\s+|[\\s.]+$");
  private static final Pattern RESERVED =
      Pattern.compile(
          "(?i)(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9\\u00B9\\u00B2\\u00B3])\\s*(\\..*)?");
  private static final Pattern PLAIN_EXTENSION = Pattern.compile("\\.[a-z0-9]{1,16}");
  private static final Set<Integer> NOTHING = Set.of((int) INSTEAD, (int) ' ', (int) '.');

  private FileNames() {}

  /// Makes a name one that a file can have: in NFC, without separators, control characters and
  /// characters that deceive, none that Windows reserves, no longer than 255 bytes. Its ending
  /// stays.
  ///
  /// @param field the name's path in the request
  /// @param given the name as it came
  /// @return the name
  /// @throws FailureException with NAME_INVALID when nothing is left of it
  public static String safe(String field, String given) {
    var safe = new StringBuilder(given.length());
    Normalizer.normalize(given, Normalizer.Form.NFC)
        .codePoints()
        .forEach(point -> safe.appendCodePoint(possible(point) ? point : INSTEAD));
    String name = EDGES.matcher(DECEPTIVE.matcher(safe).replaceAll("")).replaceAll("");
    if (name.codePoints().allMatch(NOTHING::contains)) {
      throw new Failure.Invalid(
              Reason.NAME_INVALID, field, "nothing that a file can be called is left of the name")
          .exception();
    }
    return shortened(RESERVED.matcher(name).matches() ? INSTEAD + name : name);
  }

  private static boolean possible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE ->
          false;
      default -> SEPARATORS.indexOf(point) < 0;
    };
  }

  private static String shortened(String name) {
    if (bytes(name) <= MOST_BYTES) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String extension =
        dot > 0 && bytes(name.substring(dot)) <= MOST_EXTENSION_BYTES ? name.substring(dot) : "";
    int room = MOST_BYTES - bytes(extension);
    int end = 0;
    for (int used = 0; end < name.length(); ) {
      int point = name.codePointAt(end);
      used += bytes(Character.toString(point));
      if (used > room) {
        break;
      }
      end += Character.charCount(point);
    }
    return EDGES.matcher(name.substring(0, end)).replaceAll("") + extension;
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  /// The ending of a name, for a key in the store.
  ///
  /// @param name a file name
  /// @return a dot and up to 16 lower-case letters and digits; empty where it ends otherwise
  public static String extension(String name) {
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    return PLAIN_EXTENSION.matcher(extension).matches() ? extension : "";
  }
}
