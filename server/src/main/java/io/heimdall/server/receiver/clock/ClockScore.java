package io.heimdall.server.receiver.clock;

import org.jspecify.annotations.Nullable;

/// How good a clock is, in one number: `100 (1 − log10(e / 0.1 ppm) / 3)` within 0 and 100, e being
/// the magnitude of the clock's error in ppm. A decade is a third: 100 up to 0.1 ppm, 67 at 1 ppm,
/// 33 at 10 ppm, 0 from 100 ppm on.
///
/// It is halved where second marks contradict the stamps: further from the second than three
/// standard deviations and 1 ms, which is what filters and the ionosphere may delay a mark by.
final class ClockScore {

  private static final double BEST_PPM = 0.1;
  private static final double DECADES = 3;
  private static final double SIGMAS = 3;
  private static final double ALLOWED_US = 1_000;

  private ClockScore() {}

  /// The score.
  ///
  /// @param errorPpm the error of the clock
  /// @param marks where the second marks are; null where that is not known
  /// @return 0 to 100
  static double of(double errorPpm, @Nullable MarkOffset marks) {
    double decades = Math.log10(Math.max(Math.abs(errorPpm), BEST_PPM) / BEST_PPM);
    double score = Math.max(0, 100 * (1 - decades / DECADES));
    return marks != null && contradicts(marks) ? score / 2 : score;
  }

  private static boolean contradicts(MarkOffset marks) {
    return Math.abs(marks.microseconds()) > SIGMAS * marks.sigmaMicroseconds() + ALLOWED_US;
  }

  /// Where second marks are.
  ///
  /// @param microseconds how late they come, less the time they were under way
  /// @param sigmaMicroseconds the standard deviation of that
  record MarkOffset(double microseconds, double sigmaMicroseconds) {}
}
