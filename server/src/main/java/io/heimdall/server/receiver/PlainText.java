package io.heimdall.server.receiver;

/// Makes what receivers say fit to be kept, logged and shown: a database takes no zero characters,
/// and a terminal obeys the others.
public final class PlainText {

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
}
