package io.heimdall.server.receiver.listing;

/// An entry of a list that is not added. Both texts are cut, since the list's own may be of any
/// length, and many of these go into one answer.
///
/// @param place the line of CSV, else the number of the entry from 1
/// @param name what it calls itself, at most 200 characters; empty for nothing
/// @param message why, in a sentence without its full stop, at most 500 characters
public record LeftOut(int place, String name, String message) {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_MESSAGE = 500;

  /// Cuts the texts.
  public LeftOut {
    name = cut(name, LONGEST_NAME);
    message = cut(message, LONGEST_MESSAGE);
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int kept = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, kept) + "…";
  }
}
