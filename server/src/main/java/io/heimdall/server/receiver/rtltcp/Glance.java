package io.heimdall.server.receiver.rtltcp;

import java.util.OptionalDouble;

/// Whether bytes come at about the rate that was asked for, which is all a check wants to know.
///
/// The first 200 ms may have been taken before the commands. Then so many bytes as came within 600
/// ms tell the rate to within the two buffers a server sends at a time; a backlog comes faster, so
/// it is looked at again until three seconds are over.
///
/// No input or output, no clock: the reading thread tells it what came when.
final class Glance {

  private static final long DISCARD_NANOS = 200_000_000;
  private static final long LOOK_NANOS = 600_000_000;
  private static final long PATIENCE_NANOS = 3_000_000_000L;
  private static final double TOLERANCE = 0.3;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Pace pace;
  private boolean looking;
  private long since;
  private long bytes;
  private double bytesPerSecond;

  /// Begins when the commands have been sent.
  ///
  /// @param pace at the rate that was asked for, with the time of sending as its origin
  Glance(Pace pace) {
    this.pace = pace;
  }

  /// Takes note of what came.
  ///
  /// @param count bytes
  /// @param nanos when, on the monotonic clock
  /// @return the bytes per second, once they are about those asked for, or patience is over
  OptionalDouble read(int count, long nanos) {
    long passed = nanos - pace.originNanos();
    if (!looking) {
      looking = passed >= DISCARD_NANOS;
      since = nanos;
      return OptionalDouble.empty();
    }
    bytes += count;
    if (nanos - since < LOOK_NANOS) {
      return OptionalDouble.empty();
    }
    bytesPerSecond = bytes / ((nanos - since) / NANOS_PER_SECOND);
    since = nanos;
    bytes = 0;
    return asAsked() || passed >= PATIENCE_NANOS
        ? OptionalDouble.of(bytesPerSecond)
        : OptionalDouble.empty();
  }

  /// Whether the rate last told is about the one asked for.
  boolean asAsked() {
    return Math.abs(bytesPerSecond / pace.bytesPerSecond() - 1) <= TOLERANCE;
  }
}
