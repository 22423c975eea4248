package io.heimdall.client.cli.plot;

/// The size of a picture.
///
/// @param widthPixels 400 to 10,000
/// @param heightPixels 300 to 10,000
public record Size(int widthPixels, int heightPixels) {

  private static final int LEAST_WIDTH = 400;
  private static final int LEAST_HEIGHT = 300;
  private static final int MOST = 10_000;

  /// Refuses what cannot be drawn or looked at.
  ///
  /// @throws IllegalArgumentException when it is too small or too large
  public Size {
    if (widthPixels < LEAST_WIDTH
        || heightPixels < LEAST_HEIGHT
        || widthPixels > MOST
        || heightPixels > MOST) {
      throw new IllegalArgumentException(
          "A picture has 400x300 to 10000x10000 pixels, not %dx%d."
              .formatted(widthPixels, heightPixels));
    }
  }

  /// Reads a size.
  ///
  /// @param text for example `1400x900`
  /// @return the size
  /// @throws IllegalArgumentException with a sentence for the user
  public static Size parse(String text) {
    String[] parts = text.strip().split("x", -1);
    if (parts.length != 2 || !parts[0].matches("\\d{1,5}") || !parts[1].matches("\\d{1,5}")) {
      throw new IllegalArgumentException("'" + text + "' is no size. Write it as 1400x900.");
    }
    return new Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }
}
