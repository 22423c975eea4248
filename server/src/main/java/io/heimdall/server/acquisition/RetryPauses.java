package io.heimdall.server.acquisition;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// When a receiver is tried again: the pause doubles with every retry up to five minutes, and half
/// of it is random, so that receivers that broke off together do not come back together. What
/// KiwiSDR operators ask of programs: bounded, jittered, never in a hurry.
///
/// One thread uses it.
final class RetryPauses {

  /// The pause before the first retry where nothing is said.
  static final Duration DEFAULT_FIRST = Duration.ofSeconds(15);

  private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();

  /// A receiver that has delivered for so long is well again.
  private static final long WELL_NANOS = Duration.ofMinutes(1).toNanos();

  private final int maxRetries;
  private final long firstNanos;
  private final RandomGenerator random;
  private int inARow;
  private int total;

  /// Begins with no retry made.
  ///
  /// @param maxRetries how often to try again
  /// @param firstNanos the pause before the first retry
  /// @param earlier how often earlier runs tried again
  /// @param random decides half of each pause
  RetryPauses(int maxRetries, long firstNanos, int earlier, RandomGenerator random) {
    this.maxRetries = maxRetries;
    this.firstNanos = firstNanos;
    this.total = earlier;
    this.random = random;
  }

  /// Whether another retry is allowed.
  ///
  /// @return false once they are used up
  boolean left() {
    return inARow < maxRetries;
  }

  /// Counts a retry.
  ///
  /// @return how long to wait before it, in nanoseconds
  long next() {
    long whole = Math.min(LONGEST_NANOS, firstNanos << Math.min(inARow, 30));
    long pause = whole < firstNanos ? LONGEST_NANOS : whole;
    inARow++;
    total++;
    return pause / 2 + random.nextLong(pause / 2 + 1);
  }

  /// Says for how long the receiver has delivered before it broke off.
  ///
  /// @param nanos how long
  void delivered(long nanos) {
    if (nanos >= WELL_NANOS) {
      inARow = 0;
    }
  }

  /// How often it was tried again in all.
  ///
  /// @return retries
  int total() {
    return total;
  }
}
