package io.heimdall.server.simulator.signal;

import java.math.BigInteger;

/// When a counting receiver takes its samples: number n at `2026-01-01T00:00:00Z + n / rate`,
/// whoever listens and whenever. The rate is a whole number of millihertz, so that numbers and
/// times follow from each other exactly.
///
/// @param rateMillihertz samples per UTC second, times 1000
public record CounterClock(long rateMillihertz) {

  /// When number 0 was taken, in seconds since 1970.
  public static final long ZERO_UTC_SECOND = 1_767_225_600L;

  private static final long MILLI = 1_000L;
  private static final long NANO = 1_000_000_000L;
  private static final BigInteger TICKS_PER_NANO = BigInteger.valueOf(MILLI * NANO);

  /// Refuses a rate that is not positive.
  public CounterClock {
    if (rateMillihertz <= 0) {
      throw new IllegalArgumentException("the rate must be positive, not " + rateMillihertz);
    }
  }

  /// The clock nearest to a rate.
  ///
  /// @param hertz samples per second
  /// @return a clock whose rate is a whole number of millihertz
  public static CounterClock near(double hertz) {
    return new CounterClock(Math.round(hertz * MILLI));
  }

  /// Its rate.
  ///
  /// @return hertz
  public double rateHz() {
    return rateMillihertz / (double) MILLI;
  }

  /// When a sample is taken.
  ///
  /// @param number the sample's number, from 0
  /// @return nanoseconds since 1970, rounded down
  public long utcNanos(long number) {
    long whole = Math.floorDiv(number * MILLI, rateMillihertz);
    return (ZERO_UTC_SECOND + whole) * NANO + (long) (fraction(number) * NANO);
  }

  /// The first sample that is not taken before a time.
  ///
  /// @param utcNanos nanoseconds since 1970
  /// @return its number
  public long numberFrom(long utcNanos) {
    BigInteger ticks =
        BigInteger.valueOf(utcNanos - ZERO_UTC_SECOND * NANO)
            .multiply(BigInteger.valueOf(rateMillihertz));
    BigInteger[] parts = ticks.divideAndRemainder(TICKS_PER_NANO);
    return parts[0].longValueExact() + (parts[1].signum() > 0 ? 1 : 0);
  }

  /// Whole seconds after [#ZERO_UTC_SECOND] of a sample.
  long second(long number) {
    return Math.floorDiv(number * MILLI, rateMillihertz);
  }

  /// What belongs to [#second(long)], 0 inclusive to 1 exclusive.
  double fraction(long number) {
    return Math.floorMod(number * MILLI, rateMillihertz) / (double) rateMillihertz;
  }
}
