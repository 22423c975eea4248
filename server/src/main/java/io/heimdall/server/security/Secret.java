package io.heimdall.server.security;

import java.util.Objects;

/// Text nobody may see. It shows itself only to who asks with [#reveal()], never in a log.
public final class Secret {
  private final String text;

  /// Hides a text.
  ///
  /// @param text what is secret
  public Secret(String text) {
    this.text = Objects.requireNonNull(text);
  }

  /// The text itself.
  ///
  /// @return what is secret
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /// Shows nothing.
  ///
  /// @return a constant
  @Override
  public String toString() {
    return "[REDACTED]";
  }
}
