package io.heimdall.server.receiver.rtltcp;

/// Finds lost bytes in a stream that says nothing of them, by when the others came.
///
/// The least lateness seen so far, allowed to rise as a crystal drifts, is the line. An arrival
/// within 2 ms of the line proves that nothing was lost before it. Where arrivals stay off the
/// line, either the network is slow, and they will come back to it or wander, or bytes are missing,
/// and the least lateness stands as still as it did before, only later. So a loss is what three
/// windows in a row agree upon; its length is how far the line has moved, and its place is after
/// the last byte that was proven complete.
///
/// Where the least lateness of windows scatters by itself, four times its usual distance from the
/// line counts in place of 2 ms. A lasting change of the network's shortest delay looks the same
/// and is taken for a loss; losses that add up to less within the time a drift takes are not seen.
///
/// No input or output, no clock: the reading thread tells it what came when.
final class Deficit {

  /// Less is not told from jitter.
  private static final double TOLERANCE_NANOS = 2e6;

  /// Usual distances from the line are exceeded fourfold by no jitter.
  private static final double NOISE_FACTOR = 4;

  /// What the receiver's crystal (100 ppm) and this host's clock may disagree by.
  private static final double DRIFT = 150e-6;

  /// How far windows may disagree about a short loss: about as much as arrivals on the line do.
  private static final double STEADY_NANOS = 1e6;

  /// How far windows may disagree about a long loss, as part of it.
  private static final double STEADY = 1.0 / 16;

  /// The most of it.
  private static final double MOST_STEADY_NANOS = 4e6;

  /// What a time off the line that was no loss tells of the usual distance, at most: stalls are not
  /// usual.
  private static final double MOST_LEARNT_NANOS = 1e7;

  /// How fast the usual distance follows larger ones.
  private static final double RISE = 1.0 / 4;

  /// How fast the usual distance follows smaller ones.
  private static final double FALL = 1.0 / 32;

  private static final long WINDOW_NANOS = 400_000_000;
  private static final int WINDOWS = 3;
  private static final int SAMPLE_BYTES = 2;

  private final Pace pace;
  private final long windowNanos;
  private final long settledBytes;
  private final double[] offLine = new double[WINDOWS];
  private int suspicious;
  private long windowStart;
  private double windowLeast = Double.POSITIVE_INFINITY;
  private double noiseNanos;

  private double line;
  private double lineWhenProven;
  private long lastNanos;
  private long received;
  private long lost;
  private long proven;

  /// Begins after settling.
  ///
  /// @param pace the rate that was asked for, and found
  /// @param settledBytes what came and was thrown away
  /// @param latenessNanos the least lateness then
  /// @param nanos the time of the last arrival, on the monotonic clock
  Deficit(Pace pace, long settledBytes, double latenessNanos, long nanos) {
    this.pace = pace;
    this.settledBytes = settledBytes;
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
  /// @return how many bytes are now known to be lost after [#proven()] as it was; whole samples
  long read(int count, long nanos) {
    received += count;
    double lateness = pace.latenessNanos(settledBytes + received + lost, nanos);
    line = Math.min(line + DRIFT * (nanos - lastNanos), lateness);
    lastNanos = nanos;
    windowLeast = Math.min(windowLeast, lateness);
    if (lateness - line <= tolerance()) {
      prove();
    }
    return nanos - windowStart < windowNanos ? 0 : closeWindow(nanos);
  }

  /// Bytes received before which every loss is known.
  long proven() {
    return proven;
  }

  private double tolerance() {
    return Math.max(TOLERANCE_NANOS, NOISE_FACTOR * noiseNanos);
  }

  private void prove() {
    if (suspicious > 0) {
      learn(Math.min(MOST_LEARNT_NANOS, offLine[(suspicious - 1) % WINDOWS] - line));
    }
    suspicious = 0;
    proven = received;
    lineWhenProven = line;
  }

  private long closeWindow(long nanos) {
    double least = windowLeast;
    windowStart = nanos;
    windowLeast = Double.POSITIVE_INFINITY;
    if (least - line <= tolerance()) {
      learn(Math.max(0, least - line));
      return 0;
    }
    offLine[suspicious++ % WINDOWS] = least;
    return suspicious >= WINDOWS && steady() ? lose() : 0;
  }

  private void learn(double distanceNanos) {
    double change = distanceNanos - noiseNanos;
    noiseNanos += (change > 0 ? RISE : FALL) * change;
  }

  private boolean steady() {
    double agreed = Math.clamp(STEADY * (lowest() - line), STEADY_NANOS, MOST_STEADY_NANOS);
    return highest() - lowest() <= Math.max(agreed, 2 * noiseNanos);
  }

  private long lose() {
    double lateNanos = lowest() - lineWhenProven;
    line = lineWhenProven;
    long bytes = SAMPLE_BYTES * Math.round(pace.bytes(lateNanos) / SAMPLE_BYTES);
    lost += bytes;
    suspicious = 0;
    proven = received;
    return bytes;
  }

  private double lowest() {
    return Math.min(offLine[0], Math.min(offLine[1], offLine[2]));
  }

  private double highest() {
    return Math.max(offLine[0], Math.max(offLine[1], offLine[2]));
  }
}
