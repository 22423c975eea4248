package io.heimdall.db.measurement;

import java.time.Instant;

/// A time over which measurements are read in one way.
///
/// @param grain from what
/// @param from when it begins; on the hour or the day of UTC where sums are read
/// @param before when it ends, which belongs to the next one; likewise
public record SeriesSpan(Grain grain, Instant from, Instant before) {

  /// From what measurements are read, the finest first.
  public enum Grain {
    /// From themselves.
    ROWS,
    /// From sums of hours of UTC.
    HOURS,
    /// From sums of days of UTC.
    DAYS
  }
}
