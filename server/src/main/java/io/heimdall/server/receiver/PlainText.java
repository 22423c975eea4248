package io.heimdall.server.receiver;

/// Makes what receivers say fit to be kept, logged and shown: a database takes no zero characters,
/// a terminal obeys the others, and what is of any length goes into rows, events and answers.
public final class PlainText {

  /// The most characters that are kept of a sentence with a receiver's words in it.
  static final int LONGEST_SENTENCE = 500;

  private PlainText() {}

  /// Puts spaces in place of control characters, line ends among them.
  ///
  /// @param text what a receiver said, or a sentence with its words in it
  /// @return the same on one line, of the same length
  public static String of(String text) {
    return text.chars().anyMatch(Character::isISOControl)
        ? text.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", " ")
        : text;
  }

  /// Shortens a text. No half of a character stays at its end.
  ///
  /// @param text a text of any length
  /// @param most the most UTF-16 units that are kept of it, an ellipsis included; at least 2
  /// @return the same where it is no longer than that
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int kept = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, kept) + "…";
  }

  /// Makes a sentence of one line and of bounded length.
  static String sentence(String text) {
    return of(cut(text, LONGEST_SENTENCE));
  }
}
