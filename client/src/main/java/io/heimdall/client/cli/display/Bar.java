package io.heimdall.client.cli.display;

/// A bar that fills from the left.
public final class Bar {

  private Bar() {}

  /// Draws it.
  ///
  /// @param fraction how much of it is full, from 0 to 1
  /// @param width characters
  /// @param unicode whether the terminal shows more than ASCII
  /// @return the bar
  public static String of(double fraction, int width, boolean unicode) {
    int full = (int) Math.floor(width * Math.clamp(fraction, 0, 1) + 1e-9);
    return unicode
        ? "█".repeat(full) + "░".repeat(width - full)
        : "#".repeat(full) + ".".repeat(width - full);
  }
}
