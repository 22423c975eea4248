package io.heimdall.server.simulator.signal;

/// A point on the WGS 84 ellipsoid.
///
/// @param latitudeDeg north positive, −90 to 90
/// @param longitudeDeg east positive, −180 to 180
public record Place(double latitudeDeg, double longitudeDeg) {

  private static final double EQUATORIAL_RADIUS_M = 6_378_137.0;
  private static final double FLATTENING = 1 / 298.257223563;
  private static final double LIGHT_M_PER_S = 299_792_458.0;
  private static final int MOST_ITERATIONS = 200;

  /// How long a wave along the ground takes.
  ///
  /// @param other the other end
  /// @return seconds
  public double delaySecondsTo(Place other) {
    return distanceMetresTo(other) / LIGHT_M_PER_S;
  }

  /// The length of the geodesic, by Vincenty's inverse formula (Survey Review 23/176, 1975), good
  /// to a millimetre. Near the antipode the iteration does not converge and the last value is
  /// taken.
  ///
  /// @param other the other end
  /// @return metres
  public double distanceMetresTo(Place other) {
    double polarRadius = EQUATORIAL_RADIUS_M * (1 - FLATTENING);
    double u1 = Math.atan((1 - FLATTENING) * Math.tan(Math.toRadians(latitudeDeg)));
    double u2 = Math.atan((1 - FLATTENING) * Math.tan(Math.toRadians(other.latitudeDeg)));
    double longitude = Math.toRadians(other.longitudeDeg - longitudeDeg);
    double lambda = longitude;
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      var arc = Arc.between(u1, u2, lambda);
      if (arc.sinSigma == 0) {
        return 0;
      }
      double next = longitude + arc.longitudeCorrection();
      if (Math.abs(next - lambda) < 1e-12) {
        return polarRadius * arc.lengthOnUnitPolarRadius(polarRadius);
      }
      lambda = next;
    }
    return polarRadius * Arc.between(u1, u2, lambda).lengthOnUnitPolarRadius(polarRadius);
  }

  /// One step of the iteration: the arc on the auxiliary sphere, in Vincenty's symbols.
  private record Arc(
      double sinSigma, double cosSigma, double sinAlpha, double cosSqAlpha, double cos2SigmaM) {

    static Arc between(double u1, double u2, double lambda) {
      double cross = Math.cos(u2) * Math.sin(lambda);
      double along = Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda);
      double sinSigma = Math.hypot(cross, along);
      double cosSigma =
          Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda);
      double sinAlpha =
          sinSigma == 0 ? 0 : Math.cos(u1) * Math.cos(u2) * Math.sin(lambda) / sinSigma;
      double cosSqAlpha = 1 - sinAlpha * sinAlpha;
      double cos2SigmaM =
          cosSqAlpha == 0 ? 0 : cosSigma - 2 * Math.sin(u1) * Math.sin(u2) / cosSqAlpha;
      return new Arc(sinSigma, cosSigma, sinAlpha, cosSqAlpha, cos2SigmaM);
    }

    double sigma() {
      return Math.atan2(sinSigma, cosSigma);
    }

    double longitudeCorrection() {
      double c = FLATTENING / 16 * cosSqAlpha * (4 + FLATTENING * (4 - 3 * cosSqAlpha));
      double inner = cos2SigmaM + c * cosSigma * (2 * cos2SigmaM * cos2SigmaM - 1);
      return (1 - c) * FLATTENING * sinAlpha * (sigma() + c * sinSigma * inner);
    }

    double lengthOnUnitPolarRadius(double polarRadius) {
      double ratio = EQUATORIAL_RADIUS_M / polarRadius;
      double uSq = cosSqAlpha * (ratio * ratio - 1);
      double a = 1 + uSq / 16384 * (4096 + uSq * (-768 + uSq * (320 - 175 * uSq)));
      double b = uSq / 1024 * (256 + uSq * (-128 + uSq * (74 - 47 * uSq)));
      double m2 = cos2SigmaM * cos2SigmaM;
      double tail = b / 6 * cos2SigmaM * (4 * sinSigma * sinSigma - 3) * (4 * m2 - 3);
      double delta = b * sinSigma * (cos2SigmaM + b / 4 * (cosSigma * (2 * m2 - 1) - tail));
      return a * (sigma() - delta);
    }
  }
}
