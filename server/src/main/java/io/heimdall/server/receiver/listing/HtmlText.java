package io.heimdall.server.receiver.listing;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text out of a page: numbers of characters and the few names of them that directories use.
final class HtmlText {

  private static final Pattern CHARACTER =
      Pattern.compile("&(?:#(\\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));");

  private static final Map<String, String> NAMES =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");

  private HtmlText() {}

  /// Replaces what stands for a character; what is not known stays as it is.
  ///
  /// @param text text of a page
  /// @return the text as a reader sees it
  static String unescape(String text) {
    return CHARACTER
        .matcher(text)
        .replaceAll(found -> {
          String shown =
              found.group(3) == null
                  ? character(found.group(1), found.group(2))
                  : NAMES.getOrDefault(found.group(3), found.group());
          return Matcher.quoteReplacement(shown.isEmpty() ? found.group() : shown);
        });
  }

  private static String character(@Nullable String decimal, @Nullable String hexadecimal) {
    int codePoint =
        decimal != null
            ? Integer.parseInt(decimal)
            : Integer.parseInt(String.valueOf(hexadecimal), 16);
    return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : "";
  }
}
