package io.heimdall.server.receiver.listing;

import io.heimdall.server.receiver.PlainText;

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
    name = PlainText.cut(name, LONGEST_NAME);
    message = PlainText.cut(message, LONGEST_MESSAGE);
  }
}
