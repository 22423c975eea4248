package io.heimdall.client.cli.units;

/// A place on the Earth as people write it.
///
/// @param latitudeDeg degrees north
/// @param longitudeDeg degrees east
public record GeoPoint(double latitudeDeg, double longitudeDeg) {

  /// Reads `50.0155,9.0108`: degrees north and east, negative for south and west.
  ///
  /// @param text what somebody wrote
  /// @return the place
  public static GeoPoint parse(String text) {
    String[] parts = text.strip().split("\\s*,\\s*", -1);
    if (parts.length != 2) {
      throw malformed(text);
    }
    double latitude = degrees(text, parts[0]);
    double longitude = degrees(text, parts[1]);
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
      throw new IllegalArgumentException(
          "'%s' is nowhere: latitudes are -90 to 90, longitudes -180 to 180.".formatted(text));
    }
    return new GeoPoint(latitude, longitude);
  }

  private static double degrees(String text, String part) {
    try {
      return Double.parseDouble(part);
    } catch (NumberFormatException _) {
      throw malformed(text);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'%s' is not a place; write latitude and longitude in degrees: 50.0155,9.0108."
            .formatted(text));
  }
}
