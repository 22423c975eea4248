package io.heimdall.server.receiver.rtltcp;

import io.heimdall.server.receiver.rtltcp.Marks.Mark;
import java.util.OptionalDouble;

/// Finds lost bytes in a stream that says nothing of them, by when the others came.
///
/// The least lateness seen so far, allowed to rise as a crystal drifts, is the line. An arrival
/// within 2 ms of the line proves that nothing was lost before it. Where arrivals stay off the
/// line, either the network is slow, and they will come back to it or wander, or bytes are missing,
/// and the least lateness stands as still as it did before, only later. So a loss is what three
/// windows in a row agree upon; its length is how far the line has moved, and its place is after
/// the last byte that was proven complete.
///
/// Where five windows do not agree and none of them says that arrivals are catching up, bytes are
/// being lost all the time: the line then follows the steps of [Marks], four windows behind. Bytes
/// that were only late come faster than they are taken when the line is free again; what was told
/// to be lost is then told to have returned. A steady slope is neither, but [#otherRate()].
///
/// Where the least lateness of windows scatters by itself, four times its usual distance from the
/// line counts in place of 2 ms. A lasting change of the network's shortest delay looks the same
/// and is taken for a loss; losses that add up to less within the time a drift takes are not seen.
///
/// No input or output, no clock: the reading thread tells it what came when.
final class Deficit {

  /// Is told what was found.
  interface Findings {

    /// Bytes are lost.
    ///
    /// @param at the count of received bytes after which they are
    /// @param bytes how many; whole samples
    void lost(long at, long bytes);

    /// Bytes that were told to be lost were only late.
    ///
    /// @param bytes how many; whole samples
    void returned(long bytes);
  }

  /// What the receiver's crystal (100 ppm) and this host's clock may disagree by.
  static final double DRIFT = 150e-6;

  /// How far windows may disagree about a short loss: about as much as arrivals on the line do.
  private static final double STEADY_NANOS = 1e6;

  /// How far windows may disagree about a long loss, as part of it.
  private static final double STEADY = 1.0 / 16;

  /// The most of it.
  private static final double MOST_STEADY_NANOS = 4e6;

  /// Shorter steps are told with the next: an arrival before a loss may have been a little late.
  private static final double STEP_NANOS = 1e7;

  private static final long WINDOW_NANOS = 400_000_000;
  private static final int WINDOWS = 3;
  private static final int SAMPLE_BYTES = 2;

  /// Windows without agreement until the line follows, in halves: one that is mostly silence tells
  /// less.
  private static final int PATIENCE_HALVES = 10;

  /// What comes for so long is looked at before it is decided what was lost before.
  private static final int FORESIGHT_WINDOWS = 4;

  private final Pace pace;
  private final long windowNanos;
  private final long settledBytes;
  private final Findings findings;
  private final Marks marks = new Marks();
  private final Ramp ramp = new Ramp();
  private final Noise noise = new Noise();
  private final double[] offLine = new double[WINDOWS];
  private int suspicious;
  private int halves;
  private boolean behind;
  private long windowStart;
  private double windowLeast = Double.POSITIVE_INFINITY;
  private OptionalDouble otherRate = OptionalDouble.empty();

  // Lateness as if nothing had been lost, where it is kept: what is lost may change.
  private double line;
  private double lineWhenProven;
  private double lineWhenLost = Double.NEGATIVE_INFINITY;
  private long lastNanos;
  private long received;
  private long lost;
  private double lostNanos;
  private long proven;

  /// Begins after settling.
  ///
  /// @param pace the rate that was asked for, and found
  /// @param settledBytes what came and was thrown away
  /// @param latenessNanos the least lateness then
  /// @param nanos the time of the last arrival, on the monotonic clock
  /// @param findings is told what was found, by the reading thread
  Deficit(Pace pace, long settledBytes, double latenessNanos, long nanos, Findings findings) {
    this.pace = pace;
    this.settledBytes = settledBytes;
    this.findings = findings;
    windowNanos = pace.windowNanos(WINDOW_NANOS);
    windowStart = nanos;
    line = latenessNanos;
    lineWhenProven = line;
    lastNanos = nanos;
  }

  /// Takes note of what came.
  ///
  /// @param count bytes
  /// @param nanos when, on the monotonic clock
  void read(int count, long nanos) {
    received += count;
    double lateness = pace.latenessNanos(settledBytes + received, nanos);
    double drift = DRIFT * (nanos - lastNanos);
    lastNanos = nanos;
    lineWhenLost -= drift;
    takeBack(lineWhenLost - (lateness - lostNanos));
    line = Math.min(line + drift, lateness - lostNanos);
    windowLeast = Math.min(windowLeast, lateness);
    if (lateness - lostNanos - line <= noise.toleranceNanos()) {
      prove();
    } else {
      marks.add(received, nanos, lateness);
    }
    if (nanos - windowStart >= windowNanos) {
      closeWindow(nanos);
    }
    if (behind) {
      follow(nanos - FORESIGHT_WINDOWS * windowNanos);
    }
  }

  /// Says that no more comes: what is known of losses that nothing more can tell of is told.
  void end() {
    if (behind) {
      follow(lastNanos - windowNanos);
    }
  }

  /// Bytes received before which every loss is known.
  long proven() {
    return proven;
  }

  /// The bytes per second that come steadily in place of those asked for; empty while those do.
  OptionalDouble otherRate() {
    return otherRate;
  }

  private void prove() {
    if (suspicious > 0) {
      double last = offLine[(suspicious - 1) % WINDOWS] - lostNanos;
      noise.learnFromStall(last - line);
    }
    marks.clear();
    suspicious = 0;
    halves = 0;
    behind = false;
    proven = received;
    lineWhenProven = line;
  }

  private void closeWindow(long nanos) {
    double least = windowLeast;
    boolean silent = nanos - windowStart > 2 * windowNanos;
    windowStart = nanos;
    windowLeast = Double.POSITIVE_INFINITY;
    ramp.add(nanos, least);
    if (least - lostNanos - line <= noise.toleranceNanos()) {
      noise.learn(Math.max(0, least - lostNanos - line));
    } else {
      suspect(least, silent);
    }
    if (ramp.steep()) {
      var _ = lookForOtherRate();
    }
  }

  private void suspect(double least, boolean silent) {
    if (suspicious > 0 && least < offLine[(suspicious - 1) % WINDOWS] - noise.toleranceNanos()) {
      halves = 0;
      behind = false;
    } else {
      halves += silent ? 1 : 2;
    }
    offLine[suspicious++ % WINDOWS] = least;
    boolean agreed = suspicious >= WINDOWS && steady();
    if (behind || ((agreed || halves >= PATIENCE_HALVES) && noOtherRate())) {
      behind = true;
      if (agreed) {
        agree();
      }
    }
  }

  private boolean noOtherRate() {
    return ramp.tells() && !lookForOtherRate();
  }

  private boolean lookForOtherRate() {
    ramp.slope()
        .ifPresent(slope -> otherRate = OptionalDouble.of(pace.bytesPerSecond() * (1 - slope)));
    return otherRate.isPresent();
  }

  private boolean steady() {
    double agreed =
        Math.clamp(STEADY * (lowest() - lostNanos - line), STEADY_NANOS, MOST_STEADY_NANOS);
    return highest() - lowest() <= Math.max(agreed, 2 * noise.nanos());
  }

  /// Takes what the windows agree upon for lost, at the places where it was.
  private void agree() {
    double lowest = lowest();
    Mark first = marks.first();
    while (first != null && first.latenessNanos() < lowest - noise.toleranceNanos()) {
      pass(first);
      first = marks.first();
    }
    lose(lowest - lostNanos - reference());
    first = marks.first();
    while (first != null && first.latenessNanos() <= lowest + noise.toleranceNanos()) {
      proven = first.end();
      marks.removeFirst();
      first = marks.first();
    }
    suspicious = 0;
    halves = 0;
    behind = false;
  }

  private void follow(long untilNanos) {
    Mark first = marks.first();
    while (first != null && first.nanos() - untilNanos <= 0) {
      pass(first);
      first = marks.first();
    }
  }

  private void pass(Mark first) {
    double lateNanos = first.latenessNanos() - lostNanos - reference();
    if (lateNanos >= STEP_NANOS) {
      lose(lateNanos);
    }
    proven = first.end();
    marks.removeFirst();
  }

  /// Where the line was. That it has come lower since the last loss by no more than jitter means
  /// that this one was a little less, which the next one must not add to.
  private double reference() {
    return Math.max(lineWhenProven, lineWhenLost);
  }

  private void lose(double lateNanos) {
    line = reference();
    lineWhenProven = line;
    lineWhenLost = line;
    ramp.clear();
    long bytes = wholeSamples(lateNanos);
    if (bytes > 0) {
      count(bytes);
      findings.lost(proven, bytes);
    }
  }

  private void takeBack(double earlyNanos) {
    if (lost > 0 && earlyNanos > noise.toleranceNanos()) {
      long bytes = Math.min(lost, wholeSamples(earlyNanos));
      count(-bytes);
      findings.returned(bytes);
    }
  }

  private void count(long bytes) {
    lost += bytes;
    lostNanos = pace.nanos(lost);
  }

  private long wholeSamples(double nanos) {
    return SAMPLE_BYTES * Math.round(pace.bytes(nanos) / SAMPLE_BYTES);
  }

  private double lowest() {
    return Math.min(offLine[0], Math.min(offLine[1], offLine[2]));
  }

  private double highest() {
    return Math.max(offLine[0], Math.max(offLine[1], offLine[2]));
  }
}
