package io.heimdall.server.iq.file;

import io.heimdall.server.iq.GpsTime;

/// What a KiwiSDR says of the time of a block's first sample.
///
/// @param fixAgeSeconds the age of its last GPS fix; 253 to 255: it never had any
/// @param gpsSecond the second of the GPS week
/// @param gpsNanos the part of a second
record KiwiStamp(int fixAgeSeconds, long gpsSecond, long gpsNanos) {

  private static final int NEVER_FIXED = 253;

  boolean inRange() {
    return GpsTime.isTimeOfWeek(gpsSecond, gpsNanos);
  }

  /// Whether it tells a time: operators may hide it, which makes all of it zero.
  boolean telling() {
    return fixAgeSeconds < NEVER_FIXED && (gpsSecond != 0 || gpsNanos != 0 || fixAgeSeconds != 0);
  }
}
