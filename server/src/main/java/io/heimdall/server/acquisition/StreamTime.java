package io.heimdall.server.acquisition;

import io.heimdall.server.iq.IqBlock;

/// Dates the blocks of one connection as they come, well enough to find the window in them: by the
/// latest stamp where the receiver gives stamps, otherwise by arrival. Every arrival is late by
/// what the network and a server that sends in bursts make of it, so the least late one so far
/// counts, which fades as fast as clocks drift. One thread uses it.
final class StreamTime {

  private static final double NANOS_PER_SECOND = 1e9;

  /// What the receiver's clock and this host's may disagree by.
  private static final double DRIFT = 200e-6;

  private final double sampleRateHz;
  private long followed;
  private long stampedSample;
  private long stampUtcNanos = IqBlock.NO_STAMP;
  private long arrivedSample;
  private long arrivedUtcNanos = Long.MAX_VALUE;

  /// Begins with nothing known.
  ///
  /// @param sampleRateHz the rate the receiver states
  StreamTime(double sampleRateHz) {
    this.sampleRateHz = sampleRateHz;
  }

  /// Whether the receiver has given a usable stamp.
  ///
  /// @return true once it has
  boolean stamped() {
    return stampUtcNanos != IqBlock.NO_STAMP;
  }

  /// Whether it is known if the receiver gives stamps: it has given one, or none for two seconds.
  ///
  /// @return true once blocks are dated as they will be
  boolean settled() {
    return stamped() || followed >= 2 * sampleRateHz;
  }

  /// Takes note of a block; to be called for each, in order, before it is dated.
  ///
  /// @param block the block
  void follow(IqBlock block) {
    followed += block.count();
    followArrival(block);
    if (block.stampUtcNanos() != IqBlock.NO_STAMP) {
      stampedSample = block.firstSample();
      stampUtcNanos = block.stampUtcNanos();
    }
  }

  /// Moves what is known of arrivals to the end of a block.
  private void followArrival(IqBlock block) {
    long passed = nanos(block.endSample() - arrivedSample);
    long due =
        arrivedUtcNanos == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : arrivedUtcNanos + passed + Math.round(DRIFT * passed);
    arrivedUtcNanos = Math.min(due, block.arrivalUtcNanos());
    arrivedSample = block.endSample();
  }

  /// When a block began.
  ///
  /// @param block the block last followed
  /// @return UTC nanoseconds since 1970
  long startUtcNanos(IqBlock block) {
    return stamped()
        ? stampUtcNanos + nanos(block.firstSample() - stampedSample)
        : arrivedUtcNanos + nanos(block.firstSample() - arrivedSample);
  }

  /// When a block ended.
  ///
  /// @param block the block last followed
  /// @return UTC nanoseconds since 1970
  long endUtcNanos(IqBlock block) {
    return startUtcNanos(block) + nanos(block.count());
  }

  /// The index of the first sample that is not before a time.
  ///
  /// @param block the block last followed
  /// @param utcNanos the time
  /// @return a stream index, possibly outside the block
  long firstSampleAtOrAfter(IqBlock block, long utcNanos) {
    double samples = (utcNanos - startUtcNanos(block)) / NANOS_PER_SECOND * sampleRateHz;
    // A stamp is good to some 100 ns; a sample that misses the time by less counts as on it.
    return block.firstSample() + (long) Math.ceil(samples - 1e-2);
  }

  private long nanos(long samples) {
    return Math.round(samples / sampleRateHz * NANOS_PER_SECOND);
  }
}
