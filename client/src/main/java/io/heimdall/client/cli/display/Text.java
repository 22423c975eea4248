package io.heimdall.client.cli.display;

import java.util.Locale;
import java.util.OptionalDouble;

/// Pieces of text that fit into a given number of columns, and figures written the same way
/// everywhere. A character counts as one column.
public final class Text {

  /// Stands for a value that is not there.
  public static final String NONE = "-";

  private Text() {}

  /// Counts the characters of a text.
  ///
  /// @param text the text
  /// @return how many columns it takes
  public static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }

  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - width(text))) + text;
  }

  /// Shortens a text that is too long, and shows that it did.
  ///
  /// @param text the text
  /// @param width how many columns it may take
  /// @return the text, or its beginning
  public static String cut(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    return width < 1 ? "" : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }

  /// Replaces what would break a line or steer a terminal: names and messages come from others.
  ///
  /// @param text what others say
  /// @return the same on one line
  public static String oneLine(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// Writes a figure with a fixed number of decimals.
  ///
  /// @param value the figure
  /// @param decimals how many decimals
  /// @return the text; never "-0.00"
  public static String figure(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
  }

  /// Writes a figure that may be absent.
  ///
  /// @param value the figure
  /// @param decimals how many decimals
  /// @return the text, or "-"
  public static String figure(OptionalDouble value, int decimals) {
    return value.isPresent() ? figure(value.getAsDouble(), decimals) : NONE;
  }

  /// Writes an enum value of the contract without its prefix.
  ///
  /// @param value for example `RECEIVER_STATE_DONE`
  /// @param prefix for example `RECEIVER_STATE_`
  /// @return for example `DONE`
  public static String bare(Enum<?> value, String prefix) {
    String name = value.name();
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }
}
