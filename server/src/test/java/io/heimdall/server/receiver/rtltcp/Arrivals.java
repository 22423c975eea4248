package io.heimdall.server.receiver.rtltcp;

import java.util.SplittableRandom;

/// Makes up when the bytes of a server reach a reader: it takes buffers from its receiver, the
/// network delays them, keeps their order, and the reader gets them in pieces.
final class Arrivals {

  /// Takes what came.
  @FunctionalInterface
  interface Reader {

    /// Takes one piece.
    ///
    /// @param count bytes
    /// @param nanos when
    void read(int count, long nanos);
  }

  private static final int PIECE_BYTES = 32_768;
  private static final double NANOS_PER_SECOND = 1e9;

  /// A wire of 1 Gbit/s.
  private static final double NANOS_PER_BYTE = 8;

  private final double bytesPerSecond;
  private final int bufferBytes;
  private final SplittableRandom random;
  private double meanDelayNanos;
  private long buffers;
  private long losesEvery = Long.MAX_VALUE;
  private double nanosPerByte = NANOS_PER_BYTE;
  private long lostBytes;
  private double stallProbability;
  private double longestStallNanos;
  private double wireFreeNanos;
  private double stalledUntilNanos;
  private double producedNanos;

  Arrivals(double bytesPerSecond, int bufferBytes) {
    this(bytesPerSecond, bufferBytes, 20_261_126);
  }

  Arrivals(double bytesPerSecond, int bufferBytes, long seed) {
    random = new SplittableRandom(seed);
    this.bytesPerSecond = bytesPerSecond;
    this.bufferBytes = bufferBytes;
  }

  /// Adds delays that are distributed exponentially.
  Arrivals withJitter(double meanMillis) {
    meanDelayNanos = meanMillis * 1e6;
    return this;
  }

  /// Adds times in which nothing comes through.
  Arrivals withStalls(double perBuffer, double longestSeconds) {
    stallProbability = perBuffer;
    longestStallNanos = longestSeconds * NANOS_PER_SECOND;
    return this;
  }

  /// Loses every nth buffer from now on.
  void loseEvery(long nth) {
    losesEvery = nth;
  }

  /// Has the line carry so much of what is taken, from now on; a buffer for which the two before it
  /// leave no room is lost.
  void carry(double share) {
    nanosPerByte = share >= 1 ? NANOS_PER_BYTE : NANOS_PER_SECOND / (share * bytesPerSecond);
  }

  /// The bytes lost so far by [#loseEvery(long)] and [#carry(double)].
  long lostBytes() {
    return lostBytes;
  }

  /// Adds one such time, from now on.
  void stall(double seconds) {
    stalledUntilNanos = producedNanos + seconds * NANOS_PER_SECOND;
  }

  /// Loses what the receiver takes next.
  void lose(double bytes) {
    producedNanos += bytes / bytesPerSecond * NANOS_PER_SECOND;
  }

  /// The bytes of a backlog, as fast as the wire carries them.
  void backlog(long bytes, Reader reader) {
    deliver(bytes, reader);
  }

  /// Lets time pass.
  void run(double seconds, Reader reader) {
    double end = producedNanos + seconds * NANOS_PER_SECOND;
    while (producedNanos < end) {
      producedNanos += bufferBytes / bytesPerSecond * NANOS_PER_SECOND;
      if (random.nextDouble() < stallProbability) {
        stall(random.nextDouble() * longestStallNanos / NANOS_PER_SECOND);
      }
      boolean full = wireFreeNanos > producedNanos + 2 * bufferBytes * nanosPerByte;
      if (++buffers % losesEvery == 0 || (full && nanosPerByte > NANOS_PER_BYTE)) {
        lostBytes += bufferBytes;
        continue;
      }
      double delay = meanDelayNanos == 0 ? 0 : -meanDelayNanos * Math.log(1 - random.nextDouble());
      double sent = Math.max(producedNanos + delay, stalledUntilNanos);
      wireFreeNanos = Math.max(wireFreeNanos, sent);
      deliver(bufferBytes, reader);
    }
  }

  /// Lets time pass in which what is taken comes later and later, by so many seconds per second.
  void delayMore(double slope, double seconds, Reader reader) {
    double begin = producedNanos;
    double end = begin + seconds * NANOS_PER_SECOND;
    while (producedNanos < end) {
      producedNanos += bufferBytes / bytesPerSecond * NANOS_PER_SECOND;
      wireFreeNanos = producedNanos + slope * (producedNanos - begin);
      deliver(bufferBytes, reader);
    }
  }

  private void deliver(long bytes, Reader reader) {
    for (long left = bytes; left > 0; left -= PIECE_BYTES) {
      int count = (int) Math.min(left, PIECE_BYTES);
      wireFreeNanos += count * nanosPerByte;
      reader.read(count, Math.round(wireFreeNanos));
    }
  }
}
