package io.heimdall.client.cli.plot;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/// One receiver's values over time.
///
/// @param name what it is called in the picture
/// @param points by rising time
public record Curve(String name, List<Point> points) {

  /// Copies the points.
  public Curve {
    points = List.copyOf(points);
  }

  /// A value.
  ///
  /// @param at the middle of the span it is for
  /// @param value the value; empty breaks the line, since nothing was measured
  public record Point(Instant at, OptionalDouble value) {}
}
