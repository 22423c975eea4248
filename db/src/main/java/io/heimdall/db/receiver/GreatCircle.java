package io.heimdall.db.receiver;

import static io.heimdall.db.jooq.Tables.RECEIVERS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.val;

import org.jooq.Field;

/// Distances along the Earth's surface in SQL, by the haversine formula on a sphere:
///
/// `h = sin²(Δφ / 2) + cos φ₁ · cos φ₂ · sin²(Δλ / 2)` and `d = 2 R · asin √h`,
///
/// with latitudes φ, longitudes λ and the mean radius R of WGS 84. Poles and the 180th meridian
/// need no care, since the square of the sine is the same a whole turn further. Against the
/// ellipsoid it is off by up to 0.6 %.
final class GreatCircle {

  /// (2 a + b) / 3 of WGS 84.
  private static final double MEAN_RADIUS_KM = 6371.0088;

  /// Rounding may lift h above one at the antipode. `least` passes over null, so that the half turn
  /// is the answer where a position is not known.
  private static final String HAVERSINE =
      "2 * {0} * asin(sqrt(least(1,"
          + " sin(radians({1} - {2}) / 2) ^ 2"
          + " + cos(radians({1})) * cos(radians({2})) * sin(radians({3} - {4}) / 2) ^ 2)))";

  private GreatCircle() {}

  /// The distance of a receiver from a place. To be asked only of receivers whose position is
  /// known.
  ///
  /// @param place the place; its height does not count
  /// @return kilometres; of no meaning where the receiver's position is not known
  static Field<Double> kmFrom(Position place) {
    return field(
        HAVERSINE,
        Double.class,
        inline(MEAN_RADIUS_KM),
        RECEIVERS.LATITUDE,
        val(place.latitudeDeg()),
        RECEIVERS.LONGITUDE,
        val(place.longitudeDeg()));
  }
}
