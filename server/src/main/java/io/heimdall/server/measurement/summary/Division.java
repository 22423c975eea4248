package io.heimdall.server.measurement.summary;

import java.time.Duration;

/// How time is divided into buckets.
public sealed interface Division {

  /// Not at all.
  record Undivided() implements Division {}

  /// Into spans of one length, counted from 1970-01-01T00:00 in the zone's standard time of then.
  ///
  /// @param width whole seconds
  record Spans(Duration width) implements Division {}

  /// Into spans of the calendar.
  ///
  /// @param unit of which length
  record Calendar(Unit unit) implements Division {}

  /// A span of the calendar in a time zone.
  enum Unit {
    /// From midnight to midnight.
    DAY,
    /// From Monday to Monday.
    WEEK,
    /// From the first of a month to the first of the next.
    MONTH
  }
}
