package io.heimdall.server.iq;

import static java.lang.Math.floorDiv;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// Turns GPS times of week into UTC.
///
/// `UTC = 1980-01-06 + week · 604800 s + time of week − leap seconds`. Receivers do not send the
/// week: it is the one that puts the result nearest to a time the caller knows to within half a
/// week. Leap seconds are a table, complete as of July 2026; a later one must be added here. During
/// a leap second UTC is ambiguous in a count of seconds: 23:59:60 gives the same number as the
/// second after it.
public final class GpsTime {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long SECONDS_PER_WEEK = 7 * 86_400L;
  private static final long NANOS_PER_WEEK = SECONDS_PER_WEEK * NANOS_PER_SECOND;
  private static final long EPOCH_UTC_SECONDS = utcSeconds(LocalDate.of(1980, 1, 6));

  /// The UTC days that began after a leap second, since the GPS epoch; the n-th raised GPS − UTC to
  /// n seconds (IERS Bulletin C).
  private static final long[] LEAP_UTC_SECONDS =
      List.of(
              LocalDate.of(1981, 7, 1),
              LocalDate.of(1982, 7, 1),
              LocalDate.of(1983, 7, 1),
              LocalDate.of(1985, 7, 1),
              LocalDate.of(1988, 1, 1),
              LocalDate.of(1990, 1, 1),
              LocalDate.of(1991, 1, 1),
              LocalDate.of(1992, 7, 1),
              LocalDate.of(1993, 7, 1),
              LocalDate.of(1994, 7, 1),
              LocalDate.of(1996, 1, 1),
              LocalDate.of(1997, 7, 1),
              LocalDate.of(1999, 1, 1),
              LocalDate.of(2006, 1, 1),
              LocalDate.of(2009, 1, 1),
              LocalDate.of(2012, 7, 1),
              LocalDate.of(2015, 7, 1),
              LocalDate.of(2017, 1, 1))
          .stream()
          .mapToLong(GpsTime::utcSeconds)
          .toArray();

  private GpsTime() {}

  /// Whether two numbers can be a GPS time of week.
  ///
  /// @param timeOfWeekSeconds whole seconds since Sunday 00:00 GPS time
  /// @param nanos the part of a second
  /// @return true when both lie in their range
  public static boolean isTimeOfWeek(long timeOfWeekSeconds, long nanos) {
    return timeOfWeekSeconds >= 0
        && timeOfWeekSeconds < SECONDS_PER_WEEK
        && nanos >= 0
        && nanos < NANOS_PER_SECOND;
  }

  /// The UTC of a GPS time of week in the week that brings it nearest to a known time.
  ///
  /// @param timeOfWeekSeconds whole seconds since Sunday 00:00 GPS time
  /// @param nanos the part of a second
  /// @param nearUtcNanos a UTC time, nanoseconds since 1970, within half a week of the truth
  /// @return nanoseconds since 1970-01-01T00:00:00Z
  public static long utcNanos(long timeOfWeekSeconds, long nanos, long nearUtcNanos) {
    if (!isTimeOfWeek(timeOfWeekSeconds, nanos)) {
      throw new IllegalArgumentException(
          "not a GPS time of week: " + timeOfWeekSeconds + " s " + nanos + " ns");
    }
    long timeOfWeekNanos = timeOfWeekSeconds * NANOS_PER_SECOND + nanos;
    long week =
        floorDiv(gpsNanos(nearUtcNanos) - timeOfWeekNanos + NANOS_PER_WEEK / 2, NANOS_PER_WEEK);
    long gpsNanos = week * NANOS_PER_WEEK + timeOfWeekNanos;
    return gpsNanos
        + (EPOCH_UTC_SECONDS - leapSecondsAtGps(floorDiv(gpsNanos, NANOS_PER_SECOND)))
            * NANOS_PER_SECOND;
  }

  /// The GPS time of a UTC time.
  ///
  /// @param utcNanos nanoseconds since 1970-01-01T00:00:00Z
  /// @return nanoseconds since 1980-01-06T00:00:00Z, leap seconds included
  public static long gpsNanos(long utcNanos) {
    return utcNanos
        + (leapSecondsAtUtc(floorDiv(utcNanos, NANOS_PER_SECOND)) - EPOCH_UTC_SECONDS)
            * NANOS_PER_SECOND;
  }

  /// How far GPS time was ahead of UTC.
  ///
  /// @param utcSeconds seconds since 1970-01-01T00:00:00Z
  /// @return leap seconds since the GPS epoch
  public static int leapSecondsAtUtc(long utcSeconds) {
    int leap = 0;
    while (leap < LEAP_UTC_SECONDS.length && utcSeconds >= LEAP_UTC_SECONDS[leap]) {
      leap++;
    }
    return leap;
  }

  private static int leapSecondsAtGps(long gpsSeconds) {
    int leap = 0;
    while (leap < LEAP_UTC_SECONDS.length
        && gpsSeconds >= LEAP_UTC_SECONDS[leap] - EPOCH_UTC_SECONDS + leap + 1) {
      leap++;
    }
    return leap;
  }

  private static long utcSeconds(LocalDate day) {
    return day.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
  }
}
