package io.heimdall.server.receiver.rtltcp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What the arrivals after a place say at most of the bytes lost before it: the least lateness of
/// all of them, `L(n) = min over m ≥ n of lateness(m)`.
///
/// A delay passes, and a later arrival shows that it was one; a loss stays in the lateness of
/// everything that follows. So L never exceeds what is lost and late for good, and only rises. It
/// is kept as its steps; those that differ by less than a quarter of a millisecond are one.
final class Marks {

  private static final double SAME_NANOS = 250_000;

  /// The last arrival at a step.
  ///
  /// @param end bytes received then
  /// @param nanos when, on the monotonic clock
  /// @param latenessNanos how late
  record Mark(long end, long nanos, double latenessNanos) {}

  private final Deque<Mark> steps = new ArrayDeque<>();

  /// Takes note of an arrival.
  void add(long end, long nanos, double latenessNanos) {
    while (!steps.isEmpty() && steps.getLast().latenessNanos() >= latenessNanos) {
      steps.removeLast();
    }
    double kept = latenessNanos;
    if (!steps.isEmpty() && latenessNanos - steps.getLast().latenessNanos() < SAME_NANOS) {
      kept = steps.removeLast().latenessNanos();
    }
    steps.addLast(new Mark(end, nanos, kept));
  }

  /// The lowest step; null where there is none.
  @Nullable Mark first() {
    return steps.peekFirst();
  }

  void removeFirst() {
    steps.removeFirst();
  }

  void clear() {
    steps.clear();
  }
}
