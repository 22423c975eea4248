package io.heimdall.server.dsp;

import java.util.Random;

/// A time-signal station as an ideal receiver hears it: a carrier of amplitude 1 with marks whose
/// edges are smooth and symmetric about the mark's time.
final class TimeSignal {

  /// The standard deviation of the Gaussian whose integral is an edge: 0.8 kHz of bandwidth.
  private static final double EDGE_SECONDS = 0.000_2;

  final BasebandTrace trace;
  final double rateHz;

  private TimeSignal(BasebandTrace trace, double rateHz) {
    this.trace = trace;
    this.rateHz = rateHz;
  }

  /// What the station does in its second.
  interface Marks {
    /// The amplitude at a time after the second that began last, of what the marks switch.
    ///
    /// @param second its number
    /// @param seconds the time since, 0 to 1
    double level(int second, double seconds);
  }

  /// From 1 to `left` at the second for so long, back again after that.
  static double dropped(double seconds, double until, double left) {
    return 1 - (1 - left) * (step(seconds) - step(seconds - until) + step(seconds - 1));
  }

  /// From 0 to 1 at the second for so long.
  static double struck(double seconds, double until) {
    return step(seconds) - step(seconds - until) + step(seconds - 1);
  }

  /// The integral of a Gaussian: 0 long before 0, 1 long after.
  private static double step(double seconds) {
    double x = seconds / EDGE_SECONDS;
    if (Math.abs(x) > 8) {
      return x > 0 ? 1 : 0;
    }
    // Abramowitz and Stegun 26.2.17, right to 7.5e-8.
    double t = 1 / (1 + 0.231_641_9 * Math.abs(x));
    double poly =
        t
            * (0.319_381_530
                + t
                    * (-0.356_563_782
                        + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    double tail = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * poly;
    return x >= 0 ? 1 - tail : tail;
  }

  /// Makes the samples.
  ///
  /// @param seconds how many
  /// @param rateHz fs
  /// @param start the time of the first sample after a second, by the receiver's clock
  /// @param late how late the marks are, by the same clock
  /// @param carrierHz where the carrier is
  /// @param toneHz what the marks switch: 0 for the carrier, else a tone of half its amplitude
  /// @param marks the marks
  /// @param cn0Dbhz the carrier's power over the noise density
  /// @param random decides the noise and the phase
  static TimeSignal of(
      double seconds,
      double rateHz,
      double start,
      double late,
      double carrierHz,
      double toneHz,
      Marks marks,
      double cn0Dbhz,
      Random random) {
    int count = (int) (seconds * rateHz);
    var signals = new Signals(count, rateHz);
    double phase = 6 * random.nextDouble();
    for (int n = 0; n < count; n++) {
      double at = start + n / rateHz;
      double station = at - late;
      double second = Math.floor(station);
      double level = marks.level((int) second, station - second);
      double carrier = 2 * Math.PI * carrierHz * n / rateHz + phase;
      double re = Math.cos(carrier);
      double im = Math.sin(carrier);
      if (toneHz == 0) {
        re *= level;
        im *= level;
      } else {
        double tone = carrier + 2 * Math.PI * toneHz * (station - second);
        re += level / 2 * Math.cos(tone);
        im += level / 2 * Math.sin(tone);
      }
      signals.i[n] = (float) re;
      signals.q[n] = (float) im;
    }
    signals.noise(1 / Decibels.ratio(cn0Dbhz), random);
    var trace = new BasebandTrace(rateHz, seconds);
    trace.accept(signals.i, signals.q, 0, count);
    return new TimeSignal(trace, rateHz);
  }
}
