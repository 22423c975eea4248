package io.heimdall.server.geo;

/// A place on the Earth, WGS 84.
///
/// @param latitudeDeg degrees north of the equator, −90 to 90
/// @param longitudeDeg degrees east of Greenwich, −180 to 180
public record Place(double latitudeDeg, double longitudeDeg) {

  /// Refuses what is nowhere.
  public Place {
    if (!(Math.abs(latitudeDeg) <= 90) || !(Math.abs(longitudeDeg) <= 180)) {
      throw new IllegalArgumentException(
          "expected a place within ±90° and ±180°, got %s, %s"
              .formatted(latitudeDeg, longitudeDeg));
    }
  }

  double latitudeRad() {
    return Math.toRadians(latitudeDeg);
  }
}
