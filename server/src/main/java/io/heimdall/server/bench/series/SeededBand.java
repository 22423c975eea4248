package io.heimdall.server.bench.series;

import java.util.List;

/// A frequency that is measured, and how well it is heard: in the short-wave bands below 10 MHz
/// better at night, above better by day.
///
/// @param centerFrequencyHz what receivers are tuned to
/// @param meanSnrDb the SNR of a middling receiver over the whole day
/// @param nightGainDb how much more it is at local midnight, and less at noon
/// @param bandwidthHz how wide the signal is
record SeededBand(
    long centerFrequencyHz, double meanSnrDb, double nightGainDb, double bandwidthHz) {

  /// As many as four acquisitions of three hops go through.
  static final List<SeededBand> ALL =
      List.of(
          new SeededBand(1_838_000, 7, 11, 50),
          new SeededBand(3_573_000, 10, 9, 50),
          new SeededBand(4_996_000, 14, 7, 20),
          new SeededBand(5_357_000, 9, 6, 50),
          new SeededBand(7_074_000, 15, 4, 50),
          new SeededBand(9_996_000, 18, 1, 20),
          new SeededBand(10_136_000, 13, -1, 50),
          new SeededBand(14_074_000, 15, -6, 50),
          new SeededBand(18_100_000, 11, -9, 50),
          new SeededBand(21_074_000, 9, -11, 50),
          new SeededBand(28_074_000, 6, -12, 50),
          new SeededBand(145_500_000, 6, 0, 12_500));

  private static final long LOWEST_VHF_HZ = 30_000_000;
  private static final double HOURS_PER_DAY = 24;

  /// Whether only some receivers reach it.
  boolean vhf() {
    return centerFrequencyHz >= LOWEST_VHF_HZ;
  }

  /// What a middling receiver hears.
  ///
  /// @param localHour the hour of the day by the sun, 0 to 24
  /// @return the SNR in dB
  double snrDb(double localHour) {
    return meanSnrDb + nightGainDb * Math.cos(2 * Math.PI * localHour / HOURS_PER_DAY);
  }
}
