package io.heimdall.server.measurement.summary;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A time in microseconds since 1970, as fine as the database keeps.
///
/// @param fromMicros when it begins
/// @param beforeMicros when it ends, which belongs to the next one
record TimeRange(long fromMicros, long beforeMicros) {

  static final long HOUR = 3_600_000_000L;
  static final long DAY = 24 * HOUR;

  boolean isEmpty() {
    return fromMicros >= beforeMicros;
  }

  /// What it has in common with another.
  TimeRange meeting(TimeRange other) {
    return new TimeRange(
        Math.max(fromMicros, other.fromMicros), Math.min(beforeMicros, other.beforeMicros));
  }

  /// A time, the part of a microsecond rounded up: a window that begins at or after the one begins
  /// at or after the other.
  static long micros(Instant time) {
    Instant whole = time.truncatedTo(ChronoUnit.MICROS);
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, whole);
    return whole.equals(time) ? micros : micros + 1;
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
