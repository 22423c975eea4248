package io.heimdall.server.acquisition;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.TimingClass;
import org.jspecify.annotations.Nullable;

/// Finds the samples of the window in the blocks of one connection, and numbers them: index 0 is
/// the first sample that is not before the window's start, and lost samples keep their numbers.
///
/// Where the receiver gives stamps, both ends of the window are found by stamps. Where it does not,
/// the start is found by arrival and the end by the stated rate. The recorder's thread uses it.
final class WindowCutter {

  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final double NANOS_PER_SECOND = 1e9;

  /// How far the rate a receiver states may be from its true one; real ones are within 100 ppm.
  private static final double RATE_TOLERANCE = 1e-3;

  private final CaptureWindow window;
  private final double sampleRateHz;
  private final StreamTime time;
  private final long nominalSamples;
  private long originSample = UNKNOWN;
  private long expectedSamples;
  private long firstIndex;
  private int offset;
  private @Nullable SampleAnchor anchor;
  private long position;
  private int count;
  private boolean whole;

  private WindowCutter(CaptureWindow window, double sampleRateHz, StreamTime time) {
    this.window = window;
    this.sampleRateHz = sampleRateHz;
    this.time = time;
    this.nominalSamples = window.samples(sampleRateHz);
    this.expectedSamples = nominalSamples;
  }

  /// Cuts a stream that runs by itself.
  ///
  /// @param window what to record
  /// @param sampleRateHz the rate the receiver states
  /// @param time dates the stream's blocks; from now on only this cutter uses it
  /// @return a cutter that finds the start by time
  static WindowCutter ofRunning(CaptureWindow window, double sampleRateHz, StreamTime time) {
    return new WindowCutter(window, sampleRateHz, time);
  }

  /// Cuts a stream that sends only what was asked for: its first sample belongs to the moment of
  /// asking.
  ///
  /// @param window what to record
  /// @param sampleRateHz the rate the receiver states
  /// @param lateNanos how long after the window's start it was asked
  /// @param position the index after the last sample accounted for; 0 at the beginning
  /// @return a cutter that takes the stream from its beginning
  static WindowCutter ofRequested(
      CaptureWindow window, double sampleRateHz, long lateNanos, long position) {
    var cutter = new WindowCutter(window, sampleRateHz, new StreamTime(sampleRateHz));
    long late = Math.round(lateNanos / NANOS_PER_SECOND * sampleRateHz);
    cutter.originSample = -Math.max(late, position);
    return cutter;
  }

  /// Takes a stream whole, of which it is known how many samples it holds: the window is what they
  /// make of it.
  ///
  /// @param window from the first sample to the last
  /// @param sampleRateHz the rate the receiver states
  /// @param length how many samples there are, lost ones counted
  /// @return a cutter that cuts nothing off
  static WindowCutter ofWhole(CaptureWindow window, double sampleRateHz, long length) {
    var cutter = new WindowCutter(window, sampleRateHz, new StreamTime(sampleRateHz));
    cutter.originSample = 0;
    cutter.expectedSamples = length;
    cutter.whole = true;
    return cutter;
  }

  /// Cuts a stream that goes on with a recording after a break: its samples are numbered by the
  /// time they were taken, as the recording so far is dated, and never lower than what is there.
  ///
  /// @param window what to record
  /// @param sampleRateHz the rate the receiver states
  /// @param time dates the stream's blocks; from now on only this cutter uses it
  /// @param anchor the time of the recording's samples so far
  /// @param position the index after the last sample accounted for
  /// @return a cutter that finds the index of the first block by its time
  static WindowCutter ofContinued(
      CaptureWindow window,
      double sampleRateHz,
      StreamTime time,
      SampleAnchor anchor,
      long position) {
    var cutter = new WindowCutter(window, sampleRateHz, time);
    cutter.anchor = anchor;
    cutter.position = position;
    return cutter;
  }

  /// Cuts the next block. [#offset()], [#count()] and [#firstIndex()] then say which of its samples
  /// belong to the window.
  ///
  /// @param block a block, in order
  void cut(IqBlock block) {
    time.follow(block);
    if (originSample == UNKNOWN) {
      originSample = origin(block);
    }
    long blockIndex = block.firstSample() - originSample;
    findEnd(block, blockIndex + block.count());
    offset = (int) Math.min(block.count(), Math.max(0, -blockIndex));
    firstIndex = blockIndex + offset;
    count = (int) Math.max(0, Math.min(block.count() - offset, expectedSamples - firstIndex));
  }

  private long origin(IqBlock block) {
    SampleAnchor known = anchor;
    long atStart = time.firstSampleAtOrAfter(block, window.startUtcNanos());
    if (known == null) {
      return atStart;
    }
    if (known.timingClass() == TimingClass.HOST_ARRIVAL && time.stamped()) {
      // Index 0 is the window's start, which stamps find better than what came before any of them.
      return Math.min(atStart, block.firstSample() - position);
    }
    double samples =
        (time.startUtcNanos(block) - known.utcNanos()) / NANOS_PER_SECOND * known.sampleRateHz();
    long index = known.sampleIndex() + Math.round(samples);
    return block.firstSample() - Math.max(index, position);
  }

  /// The stated rate is a little off, so near its end the window is measured by stamps again. An
  /// end further off than rates are comes of a receiver that has set its clock, and is no end; nor
  /// is one before what was cut already.
  private void findEnd(IqBlock block, long endIndex) {
    long tolerance = Math.round(nominalSamples * RATE_TOLERANCE + sampleRateHz);
    if (!whole && time.stamped() && endIndex > nominalSamples - tolerance) {
      long end = time.firstSampleAtOrAfter(block, window.endUtcNanos()) - originSample;
      if (Math.abs(end - nominalSamples) <= tolerance) {
        expectedSamples = Math.max(Math.max(1, firstIndex + count), end);
      }
    }
  }

  /// How many samples the window holds, as far as is known.
  ///
  /// @return samples, lost ones included
  long expectedSamples() {
    return expectedSamples;
  }

  /// Index within the recording of the first sample of the cut.
  ///
  /// @return an index that counts lost samples
  long firstIndex() {
    return firstIndex;
  }

  /// Where the cut begins in the block last cut.
  ///
  /// @return an array index
  int offset() {
    return offset;
  }

  /// How many samples of the block last cut belong to the window.
  ///
  /// @return samples
  int count() {
    return count;
  }

  /// Index within the recording of a sample of the stream.
  ///
  /// @param streamSample a stream index
  /// @return the index, negative before the window
  long indexOf(long streamSample) {
    return streamSample - originSample;
  }

  /// Whether the window lies behind the end of the cut.
  ///
  /// @return true when no later block can hold a sample of the window
  boolean complete() {
    return firstIndex + count >= expectedSamples;
  }
}
