package io.heimdall.server.receiver.choice;

import java.util.Collection;
import java.util.OptionalDouble;

/// How receivers around a target dilute the precision of a position found from differences of
/// arrival times.
///
/// A receiver at bearing a from the target adds the row `[cos a, sin a, 1]` to H: what a step
/// north, a step east and a later start do to its arrival time, in units of range. Differences of
/// arrival times know nothing of the start, so solving for it together with the position is the
/// same as solving the differences. With range errors of one standard deviation σ each, the
/// position has the covariance `σ² (HᵀH)⁻¹`, and the horizontal dilution is `√(Q₁₁ + Q₂₂)`, `Q =
/// (HᵀH)⁻¹`.
///
/// By the Schur complement the block of the position is the inverse of the scatter of the unit
/// vectors about their mean, `S = Σ (u − ū)(u − ū)ᵀ`, so that the dilution is `√(tr S / det S)`.
/// Three receivers at 120° have 2/√3, the least that three can; a set in one line with the target
/// has none.
///
/// On the sphere a bearing is that of the great circle at the target. What is left out: the height
/// of the target, errors that differ between receivers, and that the plane tangent at the target
/// stands for its surroundings, which holds while the error is small against the distances.
///
/// Source: R. B. Langley, *Dilution of precision*, GPS World 10(5), 1999; for differences D. J.
/// Torrieri, *Statistical theory of passive location systems*, IEEE Trans. AES-20(2), 1984.
final class Dilution {

  /// A dilution beyond this is no position.
  private static final double USELESS = 1e4;

  private double count;
  private double north;
  private double east;
  private double northNorth;
  private double northEast;
  private double eastEast;

  /// Begins with no receivers.
  Dilution() {}

  private Dilution(Dilution other) {
    count = other.count;
    north = other.north;
    east = other.east;
    northNorth = other.northNorth;
    northEast = other.northEast;
    eastEast = other.eastEast;
  }

  /// Of receivers at these bearings.
  ///
  /// @param bearingsDeg degrees clockwise from north
  static Dilution of(Collection<Double> bearingsDeg) {
    var dilution = new Dilution();
    for (double bearing : bearingsDeg) {
      dilution = dilution.with(bearing);
    }
    return dilution;
  }

  /// With one receiver more.
  ///
  /// @param bearingDeg degrees clockwise from north
  Dilution with(double bearingDeg) {
    double cos = Math.cos(Math.toRadians(bearingDeg));
    double sin = Math.sin(Math.toRadians(bearingDeg));
    var more = new Dilution(this);
    more.count++;
    more.north += cos;
    more.east += sin;
    more.northNorth += cos * cos;
    more.northEast += cos * sin;
    more.eastEast += sin * sin;
    return more;
  }

  /// Position error over range error.
  ///
  /// @return empty with fewer than three receivers, or where they give no position
  OptionalDouble horizontal() {
    if (count < 3) {
      return OptionalDouble.empty();
    }
    double squared = squared(0);
    return squared > 0 && squared < USELESS * USELESS
        ? OptionalDouble.of(Math.sqrt(squared))
        : OptionalDouble.empty();
  }

  /// The square of the dilution of a position that is known beforehand to `1 / √prior` range errors
  /// in each direction, which is finite for any receivers.
  ///
  /// @param prior how well, above 0
  double squaredKnowing(double prior) {
    return squared(prior);
  }

  /// tr (S + p I)⁻¹.
  private double squared(double prior) {
    double a = prior + northNorth - (count == 0 ? 0 : north * north / count);
    double b = northEast - (count == 0 ? 0 : north * east / count);
    double c = prior + eastEast - (count == 0 ? 0 : east * east / count);
    return (a + c) / (a * c - b * b);
  }
}
