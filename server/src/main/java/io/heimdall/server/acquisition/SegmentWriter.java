package io.heimdall.server.acquisition;

import io.heimdall.server.storage.FinishedSegment;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SegmentFile;
import io.heimdall.server.storage.SegmentName;
import io.heimdall.server.storage.SegmentSpool;
import io.heimdall.server.storage.StorageFailure;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cuts a recording into segments. A segment is closed only when the next sample does not fit, so
/// that whoever closes it knows whether it is the last. The recorder's thread uses it.
///
/// Where the spool or its disk is full, samples are not kept until there is room for a whole
/// segment again; the next one then begins.
final class SegmentWriter implements AutoCloseable {

  /// How often a full spool is asked for room.
  static final long ROOM_NANOS = 250_000_000L;

  private final SegmentSpool spool;
  private final RecordingName recording;
  private final long epoch;
  private final long maxSpanSamples;
  private final Consumer<FinishedSegment> whenFull;
  private @Nullable SegmentFile open;
  private int nextIndex;
  private long finishedSamples;
  private boolean full;
  private long askAgainNanos;

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

  /// Writes samples, into as many segments as it takes and there is room for.
  ///
  /// @param first the recording's index of the first one
  /// @param i in-phase parts
  /// @param q quadrature parts
  /// @param offset the first sample to take
  /// @param count how many
  /// @return the index up to which samples are kept: that after the last one, a smaller one where
  ///   there is no room, one before `first` where the disk did not take what it had promised to
  long append(long first, float[] i, float[] q, int offset, int count) {
    int done = 0;
    while (done < count) {
      SegmentFile segment = openIfRoom();
      if (segment == null) {
        return first + done;
      }
      int taken;
      try {
        taken = segment.append(first + done, i, q, offset + done, count - done);
      } catch (StorageFailure e) {
        noRoom(e);
        return closed(segment, first + done);
      }
      done += taken;
      if (taken == 0 && closed(segment, first + done) < first + done) {
        return segment.firstSample();
      }
    }
    return first + count;
  }

  /// How many samples are kept.
  ///
  /// @return samples in segments of this writer, the open one included
  long kept() {
    return finishedSamples + (open == null ? 0 : open.sampleCount());
  }

  /// Closes the open segment, if there is one, as if it were full: what comes next belongs to
  /// another connection and begins a segment of its own.
  void cut() {
    SegmentFile segment = open;
    open = null;
    if (segment != null) {
      hand(segment.finish());
    }
  }

  /// Closes the open segment for good.
  ///
  /// @return the last segment; empty when no sample was written since the one before
  Optional<FinishedSegment> finish() {
    SegmentFile last = open;
    open = null;
    return Optional.ofNullable(last).map(SegmentFile::finish).map(this::counted);
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

  private @Nullable SegmentFile openIfRoom() {
    if (open != null || (full && System.nanoTime() - askAgainNanos < 0)) {
      return open;
    }
    try {
      var name = new SegmentName(recording, epoch, nextIndex);
      open = full ? spool.createWhole(name, maxSpanSamples) : spool.create(name, maxSpanSamples);
      nextIndex++;
      full = false;
    } catch (StorageFailure e) {
      noRoom(e);
    }
    return open;
  }

  /// Closes the open segment and hands it on.
  ///
  /// @return the index up to which samples are kept, `end` unless the disk is full
  private long closed(SegmentFile segment, long end) {
    open = null;
    if (segment.sampleCount() == 0) {
      segment.close();
      nextIndex--;
      return end;
    }
    FinishedSegment finished;
    try {
      finished = segment.finish();
    } catch (StorageFailure e) {
      noRoom(e);
      nextIndex--;
      return segment.firstSample();
    }
    hand(finished);
    return finished.sampleCount() == segment.sampleCount() ? end : finished.endSample();
  }

  private void noRoom(StorageFailure cause) {
    if (cause.kind() != StorageFailure.Kind.FULL) {
      throw cause;
    }
    full = true;
    askAgainNanos = System.nanoTime() + ROOM_NANOS;
  }

  private void hand(FinishedSegment segment) {
    whenFull.accept(counted(segment));
  }

  private FinishedSegment counted(FinishedSegment segment) {
    finishedSamples += segment.sampleCount();
    return segment;
  }
}
