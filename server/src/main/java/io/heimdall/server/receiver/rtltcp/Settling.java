package io.heimdall.server.receiver.rtltcp;

import java.util.ArrayList;
import java.util.List;

/// Decides when the bytes after tuning can be used, and whether they come at the rate that was
/// asked for: a server ignores what it cannot do without a word.
///
/// For 200 ms everything is thrown away: it may have been taken before the commands, or while the
/// tuner locked. Then the least lateness of one window is compared with that of the next. A backlog
/// of older bytes comes faster than it was taken, so while there is one the lateness falls; at the
/// rate that was asked for it stands still; at another rate r' of r it changes by `1 − r'/r` of the
/// time, window after window. Windows grow while they contradict each other. Arrivals that are
/// compared lie at least half a window apart, and another rate must show in more than jitter.
///
/// No input or output, no clock: the reading thread tells it what came when.
final class Settling {

  /// What is known so far.
  sealed interface Verdict {}

  /// Not enough.
  record Unknown() implements Verdict {}

  /// The bytes that follow are good.
  ///
  /// @param latenessNanos the least lateness
  record Steady(double latenessNanos) implements Verdict {}

  /// Bytes come steadily at another rate.
  ///
  /// @param bytesPerSecond the rate
  record OtherRate(double bytesPerSecond) implements Verdict {}

  /// Bytes come now faster, now slower, after as much time as there is.
  ///
  /// @param bytesPerSecond the mean rate
  record Unsteady(double bytesPerSecond) implements Verdict {}

  private static final Verdict UNKNOWN = new Unknown();

  private static final long DISCARD_NANOS = 200_000_000;
  private static final long FIRST_WINDOW_NANOS = 240_000_000;
  private static final long LONGEST_WINDOW_NANOS = 2_000_000_000;
  private static final long PATIENCE_NANOS = 12_000_000_000L;

  /// Rates people set lie 2.4 % apart and more; crystals are off by 0.01 %.
  private static final double TOLERANCE = 0.01;

  /// How far two windows may disagree about another rate, as part of it.
  private static final double AGREEMENT = 0.1;

  /// A slower rate must have been seen for so long, since a stall looks like one.
  private static final long SLOW_PROOF_NANOS = 1_000_000_000;

  /// A faster rate must have been seen for so long, since a backlog looks like one.
  private static final long FAST_PROOF_NANOS = 2_500_000_000L;

  /// No receiver is faster, so what is faster is a backlog.
  private static final double HIGHEST_BYTES_PER_SECOND =
      2 * RtlTcpRequest.HIGHEST_RATE_HZ * (1 + TOLERANCE);

  /// By how much earlier or later another rate must have made arrivals: networks, or servers that
  /// send late, do so by less.
  private static final double LEAST_CHANGE_NANOS = 5e7;

  /// Half of a window still holds a whole burst then, though bursts are not in time.
  private static final double MORE_THAN_TWO_BURSTS = 1.25;

  private static final int COMPARED = 3;
  private static final double NANOS_PER_SECOND = 1e9;

  /// The arrival with the least lateness of a window.
  private record Mark(long nanos, double latenessNanos) {}

  private final Pace pace;
  private final List<Mark> marks = new ArrayList<>();
  private long bytes;
  private long windowNanos;
  private long windowStart;
  private Mark best = new Mark(0, Double.POSITIVE_INFINITY);

  /// Begins when the commands have been sent.
  ///
  /// @param pace at the rate that was asked for, with the time of sending as its origin
  Settling(Pace pace) {
    this.pace = pace;
    windowNanos = Math.round(MORE_THAN_TWO_BURSTS * pace.windowNanos(FIRST_WINDOW_NANOS));
    windowStart = pace.originNanos() + DISCARD_NANOS;
  }

  /// Takes note of what came.
  ///
  /// @param count bytes
  /// @param nanos when, on the monotonic clock
  /// @return what is known now
  Verdict read(int count, long nanos) {
    bytes += count;
    if (nanos - windowStart < 0) {
      return UNKNOWN;
    }
    double lateness = pace.latenessNanos(bytes, nanos);
    if (lateness < best.latenessNanos() && farFromTheLast(nanos)) {
      best = new Mark(nanos, lateness);
    }
    if (nanos - windowStart < windowNanos || best.latenessNanos() == Double.POSITIVE_INFINITY) {
      return UNKNOWN;
    }
    marks.add(best);
    best = new Mark(0, Double.POSITIVE_INFINITY);
    windowStart = nanos;
    return judge(nanos);
  }

  private boolean farFromTheLast(long nanos) {
    return marks.isEmpty() || nanos - marks.getLast().nanos() >= windowNanos / 2;
  }

  /// The bytes that came so far.
  long bytes() {
    return bytes;
  }

  private Verdict judge(long nanos) {
    Mark last = marks.getLast();
    if (marks.size() >= 2) {
      Mark before = marks.get(marks.size() - 2);
      if (Math.abs(slope(before, last)) <= TOLERANCE) {
        return new Steady(Math.min(before.latenessNanos(), last.latenessNanos()));
      }
    }
    if (marks.size() == COMPARED) {
      if (agree()) {
        return new OtherRate(rate());
      }
      windowNanos = Math.max(windowNanos, Math.min(2 * windowNanos, LONGEST_WINDOW_NANOS));
      marks.subList(0, COMPARED - 1).clear();
    }
    return nanos - pace.originNanos() > PATIENCE_NANOS
        ? new Unsteady(bytes / ((nanos - pace.originNanos()) / NANOS_PER_SECOND))
        : UNKNOWN;
  }

  private boolean agree() {
    double first = slope(marks.get(0), marks.get(1));
    double second = slope(marks.get(1), marks.get(2));
    double whole = slope(marks.get(0), marks.get(2));
    long span = marks.get(2).nanos() - marks.get(0).nanos();
    return Math.abs(first - second) <= Math.max(TOLERANCE, AGREEMENT * Math.abs(1 - whole))
        && Math.abs(whole) * span >= LEAST_CHANGE_NANOS
        && span >= (whole > 0 ? SLOW_PROOF_NANOS : FAST_PROOF_NANOS)
        && rate() <= HIGHEST_BYTES_PER_SECOND;
  }

  private double rate() {
    return pace.bytesPerSecond() * (1 - slope(marks.getFirst(), marks.getLast()));
  }

  private static double slope(Mark from, Mark to) {
    return (to.latenessNanos() - from.latenessNanos()) / (to.nanos() - from.nanos());
  }
}
