package io.heimdall.server.simulator.signal;

/// The zero of simulated time: a whole UTC second, fixed when the first client connects and common
/// to all receivers of a simulator. Simulated times are seconds since it.
///
/// @param utcSecond seconds since 1970-01-01T00:00:00Z
/// @param armedSeconds the simulated time at which it was fixed, 0 inclusive to 1 exclusive
public record Epoch(long utcSecond, double armedSeconds) {

  /// GPS time runs ahead of UTC by this, since 2017-01-01 and until the next leap second.
  static final int GPS_MINUS_UTC_SECONDS = 18;

  /// When GPS time began, 1980-01-06.
  static final long GPS_ZERO_UTC_SECOND = 315_964_800L;

  private static final long WEEK_SECONDS = 604_800L;

  /// The GPS second of the week, `offsetSeconds` after the epoch.
  ///
  /// @param offsetSeconds whole seconds after the epoch
  /// @return 0 to 604799
  int gpsSecondOfWeek(long offsetSeconds) {
    long gps = utcSecond + offsetSeconds - GPS_ZERO_UTC_SECOND + GPS_MINUS_UTC_SECONDS;
    return (int) Math.floorMod(gps, WEEK_SECONDS);
  }
}
