package io.heimdall.server.receiver.replay;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// By how much the times of files are moved so that they play now: a whole number of seconds, the
/// same for all that are open at once, so that differences between their receivers survive. Safe
/// for any number of threads.
///
/// The first file of a set begins half a second to one and a half after it was opened, which gives
/// the others time to be opened too. A file that would then begin more than a minute away is of
/// another set, and moved by itself.
final class ReplayTime {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long LEAD_NANOS = NANOS_PER_SECOND / 2;

  /// Files of one set begin no further apart.
  private static final long MOST_APART_NANOS = 60 * NANOS_PER_SECOND;

  private final InstantSource clock;

  // Under the lock of this.
  private @Nullable Long shiftNanos;
  private int open;

  ReplayTime(InstantSource clock) {
    this.clock = clock;
  }

  /// Chooses the shift of a file that is opened; [#closed()] takes it off the set again.
  ///
  /// @param startUtcNanos when the file begins, in its own time
  /// @return what is to be added to its times, whole seconds
  synchronized long opened(long startUtcNanos) {
    long now = nowUtcNanos();
    Long common = open > 0 ? shiftNanos : null;
    open++;
    if (common != null) {
      long ahead = startUtcNanos + common - now;
      if (ahead > -MOST_APART_NANOS && ahead < MOST_APART_NANOS) {
        return common;
      }
    }
    long chosen =
        Math.ceilDiv(now + LEAD_NANOS - startUtcNanos, NANOS_PER_SECOND) * NANOS_PER_SECOND;
    if (common == null) {
      shiftNanos = chosen;
    }
    return chosen;
  }

  /// Takes a file off the set.
  synchronized void closed() {
    open--;
  }

  long nowUtcNanos() {
    Instant now = clock.instant();
    return Math.addExact(Math.multiplyExact(now.getEpochSecond(), NANOS_PER_SECOND), now.getNano());
  }
}
