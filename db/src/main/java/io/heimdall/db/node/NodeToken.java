package io.heimdall.db.node;

import java.util.Objects;

/// What a server shows to another one in place of a client's token. It never shows in a log.
public final class NodeToken {

  private final String text;

  /// Hides a token.
  ///
  /// @param text the token
  public NodeToken(String text) {
    this.text = Objects.requireNonNull(text);
  }

  /// The token itself.
  ///
  /// @return the text
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeToken token && token.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "[REDACTED]";
  }
}
