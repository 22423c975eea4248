package io.heimdall.server.storage;

import java.nio.ByteBuffer;

/// Consecutive samples read from the store.
///
/// @param firstSample the recording's index of the first one
/// @param sampleCount how many; 0 only in a last chunk that states a loss at the end
/// @param lostBefore how many indexes between the chunk before (or the beginning of what was asked
///   for) and this one hold no sample
/// @param samples their bytes, at most 1 MiB, from position to limit; nobody else has the buffer
public record IqChunk(long firstSample, int sampleCount, long lostBefore, ByteBuffer samples) {

  /// The index after the last sample.
  ///
  /// @return an index that counts lost samples
  public long endSample() {
    return firstSample + sampleCount;
  }
}
