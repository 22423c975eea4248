package io.heimdall.server.geo;

/// Distance and direction along the shortest way between two places, WGS 84.
///
/// The distance is that of Lambert's formula for long lines (P. D. Thomas, *Spheroidal geodesics,
/// reference systems & local geometry*, U.S. Naval Oceanographic Office SP-138, 1970): the
/// haversine of the reduced latitudes, `tan β = (1 − f) tan φ`, corrected to first order in the
/// flattening f. It is right to some 10 m over thousands of kilometres. Within 3° of the antipode
/// the correction has no meaning, and the distance on the mean sphere stands in, right to 0.5 %.
///
/// The bearing is that on a sphere, off by at most 0.2° from the one on the ellipsoid. At the place
/// itself and at its antipode every bearing is right, and 0 is given.
public final class GreatCircle {

  private static final double EQUATORIAL_RADIUS_KM = 6378.137;
  private static final double FLATTENING = 1 / 298.257223563;

  /// (2a + b) / 3 of the ellipsoid.
  private static final double MEAN_RADIUS_KM = 6371.0088;

  private static final double NEARLY_ANTIPODAL_RAD = Math.toRadians(177);

  private GreatCircle() {}

  /// How far apart two places are.
  ///
  /// @param from one place
  /// @param to another one
  /// @return km, at most half the Earth's circumference
  public static double distanceKm(Place from, Place to) {
    double sphere = angle(from.latitudeRad(), to.latitudeRad(), longitude(from, to));
    if (sphere > NEARLY_ANTIPODAL_RAD) {
      return sphere * MEAN_RADIUS_KM;
    }
    double first = reduced(from.latitudeRad());
    double second = reduced(to.latitudeRad());
    double angle = angle(first, second, longitude(from, to));
    if (angle == 0) {
      return 0;
    }
    double middle = Math.sin((first + second) / 2);
    double half = Math.sin((second - first) / 2);
    double middleSquared = middle * middle;
    double halfSquared = half * half;
    double near = Math.sin(angle / 2) * Math.sin(angle / 2);
    double x = (angle - Math.sin(angle)) * middleSquared * (1 - halfSquared) / (1 - near);
    double y = (angle + Math.sin(angle)) * (1 - middleSquared) * halfSquared / near;
    return EQUATORIAL_RADIUS_KM * (angle - FLATTENING / 2 * (x + y));
  }

  /// In which direction a place lies.
  ///
  /// @param from where one stands
  /// @param to where one looks
  /// @return degrees clockwise from north, 0 to below 360
  public static double bearingDeg(Place from, Place to) {
    double longitude = longitude(from, to);
    double east = Math.sin(longitude) * Math.cos(to.latitudeRad());
    double north =
        Math.cos(from.latitudeRad()) * Math.sin(to.latitudeRad())
            - Math.sin(from.latitudeRad()) * Math.cos(to.latitudeRad()) * Math.cos(longitude);
    double bearing = Math.toDegrees(Math.atan2(east, north));
    double positive = bearing < 0 ? bearing + 360 : bearing;
    // A bearing a rounding error west of north becomes 360.
    return positive >= 360 ? 0 : positive;
  }

  private static double reduced(double latitudeRad) {
    return Math.atan((1 - FLATTENING) * Math.tan(latitudeRad));
  }

  private static double longitude(Place from, Place to) {
    return Math.toRadians(to.longitudeDeg() - from.longitudeDeg());
  }

  /// The angle at the middle of a sphere, by the haversine, which is exact for near places too.
  private static double angle(double first, double second, double longitude) {
    double north = Math.sin((second - first) / 2);
    double east = Math.sin(longitude / 2);
    double haversine = north * north + Math.cos(first) * Math.cos(second) * east * east;
    return 2 * Math.asin(Math.min(1, Math.sqrt(haversine)));
  }
}
