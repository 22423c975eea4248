package io.heimdall.server.bench.series;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A receiver, with what it keeps all year.
///
/// @param id its number
/// @param name its name
/// @param longitudeDeg where it is, east positive
/// @param qualityDb how much better than a middling one it hears
/// @param noiseFloorDbfsPerHz density of its noise
/// @param dbmOffset what to add to its dBFS to get dBm; null for the quarter that is not calibrated
/// @param gps whether its samples are stamped by GPS, as those of two thirds are
/// @param rateErrorPpm how far its clock is off
/// @param vhf whether it reaches above short wave, as six in ten do
record SeededReceiver(
    int id,
    String name,
    double longitudeDeg,
    double qualityDb,
    double noiseFloorDbfsPerHz,
    @Nullable Double dbmOffset,
    boolean gps,
    double rateErrorPpm,
    boolean vhf) {

  private static final double HOURS_PER_DEGREE = 24 / 360.0;
  private static final double HOURS_PER_DAY = 24;

  /// Makes one.
  ///
  /// @param id its number, from 1
  /// @param random where its traits come from
  static SeededReceiver of(int id, SplittableRandom random) {
    return new SeededReceiver(
        id,
        "Receiver %03d".formatted(id),
        random.nextDouble(-120, 150),
        random.nextGaussian(0, 4),
        random.nextGaussian(-104, 5),
        id % 4 == 0 ? null : -38 + random.nextGaussian(0, 3),
        id % 3 != 0,
        random.nextGaussian(0, 1.5),
        id % 10 < 6);
  }

  /// The hour of the day by the sun where it is.
  ///
  /// @param utcHour the hour of the day in UTC, 0 to 24
  /// @return hours, 0 to 24
  double localHour(double utcHour) {
    double hour = utcHour + longitudeDeg * HOURS_PER_DEGREE;
    return hour - HOURS_PER_DAY * Math.floor(hour / HOURS_PER_DAY);
  }
}
