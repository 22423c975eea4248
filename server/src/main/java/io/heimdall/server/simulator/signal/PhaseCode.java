package io.heimdall.server.simulator.signal;

/// The pseudo-random phase code that makes the emitter's delay measurable, after DCF77's.
///
/// From 0.2 s after each UTC second on, 256 chips of 3 ms shift the carrier's phase by up to ±13°;
/// before and after, the phase is 0. The chips come from an 8-bit shift register with the feedback
/// x⁸
/// + x⁶ + x⁵ + x⁴ + 1 and are as often +1 as −1. From the middle of one chip to that of the next
///   the value follows `p(x) = x(15 − 10x² + 3x⁴)/8`, −1 ≤ x ≤ 1, which keeps the code within some
///   ±400 Hz of the carrier: 12 kHz samples carry its delay exactly, and most of a 10 kHz passband
///   stays free for the noise to be measured in.
public final class PhaseCode {

  /// The largest phase shift, in radians.
  public static final double DEVIATION_RAD = Math.toRadians(13);

  /// Length of a chip.
  public static final double CHIP_SECONDS = 0.003;

  /// Where in the second the code begins.
  public static final double START_SECONDS = 0.2;

  /// Chips in a second.
  public static final int CHIPS = 256;

  private static final double CHIPS_PER_SECOND = 1 / CHIP_SECONDS;
  private static final int FEEDBACK = 0xB8;
  private static final double[] CHIP = chips();

  private PhaseCode() {}

  /// The code's value.
  ///
  /// @param secondsIntoSecond time since the last UTC second at the emitter, 0 inclusive to 1
  ///   exclusive
  /// @return −1 to 1; times [#DEVIATION_RAD] it is the carrier's phase shift
  public static double valueAt(double secondsIntoSecond) {
    double chips = (secondsIntoSecond - START_SECONDS) * CHIPS_PER_SECOND + 0.5;
    if (!(chips > 0 && chips < CHIPS + 1)) {
      return 0;
    }
    // CHIP has a silent chip at either end, so the one before boundary k is at index k.
    int boundary = (int) chips;
    double x = 2 * (chips - boundary) - 1;
    double x2 = x * x;
    double step = x * (15 + x2 * (-10 + 3 * x2)) * 0.125;
    double before = CHIP[boundary];
    double after = CHIP[boundary + 1];
    return 0.5 * (before + after + (after - before) * step);
  }

  private static double[] chips() {
    double[] chip = new double[CHIPS + 2];
    int register = 0;
    for (int i = 1; i <= CHIPS; i++) {
      int bit = register & 1;
      register >>>= 1;
      if (bit == 1 || register == 0) {
        register ^= FEEDBACK;
      }
      chip[i] = bit == 1 ? 1 : -1;
    }
    return chip;
  }
}
