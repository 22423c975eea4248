package io.heimdall.server.acquisition;

import io.heimdall.server.storage.FinishedSegment;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SegmentFile;
import io.heimdall.server.storage.SegmentName;
import io.heimdall.server.storage.SegmentSpool;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cuts a recording into segments. A segment is closed only when the next sample does not fit, so
/// that whoever closes it knows whether it is the last. The recorder's thread uses it.
final class SegmentWriter implements AutoCloseable {

  private final SegmentSpool spool;
  private final RecordingName recording;
  private final long epoch;
  private final long maxSpanSamples;
  private final Consumer<FinishedSegment> whenFull;
  private @Nullable SegmentFile open;
  private int nextIndex;

  /// Begins without a segment.
  ///
  /// @param spool where open segments live
  /// @param recording what is recorded
  /// @param epoch the lease epoch of the run
  /// @param nextIndex the number of its first segment: how many the recording has already
  /// @param maxSpanSamples the longest span of a segment, lost samples included
  /// @param whenFull takes each segment that is full and has a successor
  SegmentWriter(
      SegmentSpool spool,
      RecordingName recording,
      long epoch,
      int nextIndex,
      long maxSpanSamples,
      Consumer<FinishedSegment> whenFull) {
    this.spool = spool;
    this.recording = recording;
    this.epoch = epoch;
    this.nextIndex = nextIndex;
    this.maxSpanSamples = maxSpanSamples;
    this.whenFull = whenFull;
  }

  /// Writes samples, into as many segments as it takes.
  ///
  /// @param first the recording's index of the first one
  /// @param i in-phase parts
  /// @param q quadrature parts
  /// @param offset the first sample to take
  /// @param count how many
  void append(long first, float[] i, float[] q, int offset, int count) {
    int done = 0;
    while (done < count) {
      SegmentFile segment = open();
      int taken = segment.append(first + done, i, q, offset + done, count - done);
      done += taken;
      if (taken == 0) {
        open = null;
        whenFull.accept(segment.finish());
      }
    }
  }

  /// Closes the open segment, if there is one, as if it were full: what comes next belongs to
  /// another connection and begins a segment of its own.
  void cut() {
    SegmentFile segment = open;
    open = null;
    if (segment != null) {
      whenFull.accept(segment.finish());
    }
  }

  /// Closes the open segment for good.
  ///
  /// @return the last segment; empty when no sample was ever written
  Optional<FinishedSegment> finish() {
    SegmentFile last = open;
    open = null;
    return Optional.ofNullable(last).map(SegmentFile::finish);
  }

  /// Whether the segment that [#finish()] returns is the only one of the recording.
  ///
  /// @return true while there is no second one
  boolean single() {
    return nextIndex <= 1;
  }

  /// Throws an open segment away.
  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private SegmentFile open() {
    if (open == null) {
      open = spool.create(new SegmentName(recording, epoch, nextIndex), maxSpanSamples);
      nextIndex++;
    }
    return open;
  }
}
