package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// Power ratios as decibels; the only place where linear values become decibels.
final class Decibels {

  private Decibels() {}

  /// 10 log10 of a positive ratio.
  static double of(double ratio) {
    return 10 * Math.log10(ratio);
  }

  /// 10 log10 of a ratio, or null where that is not a finite number.
  static @Nullable Double orNull(double ratio) {
    double decibels = of(ratio);
    return Double.isFinite(decibels) ? decibels : null;
  }

  /// The ratio of a value in decibels.
  static double ratio(double decibels) {
    return Math.pow(10, decibels / 10);
  }
}
