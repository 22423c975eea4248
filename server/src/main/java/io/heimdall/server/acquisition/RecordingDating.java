package io.heimdall.server.acquisition;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.StampFit;
import io.heimdall.server.iq.TimingClass;
import org.jspecify.annotations.Nullable;

/// Dates the samples of one recording, each connection by its own stamps or arrivals, and the whole
/// by the first connection. The recorder's thread uses it.
///
/// Samples of a later connection are numbered by their time, to the nearest index, so the whole is
/// known no better than to half a sample once there are two.
final class RecordingDating {

  private static final double NANOS_PER_SECOND = 1e9;

  private final double nominalRateHz;
  private @Nullable StampFit current;
  private @Nullable SampleAnchor before;
  private boolean dated;

  /// Goes on with a recording.
  ///
  /// @param nominalRateHz the rate the receiver states
  /// @param before the time of its samples so far; null for a recording that begins
  RecordingDating(double nominalRateHz, @Nullable SampleAnchor before) {
    this.nominalRateHz = nominalRateHz;
    this.before = before;
  }

  /// Begins another connection.
  void connect() {
    if (dated) {
      before = whole();
    }
    current = new StampFit(nominalRateHz);
    dated = false;
  }

  /// Takes in what a block says of its time.
  ///
  /// @param block the block
  /// @param cutter numbers its samples
  void follow(IqBlock block, WindowCutter cutter) {
    StampFit fit = current;
    if (fit == null) {
      throw new IllegalStateException("not connected");
    }
    if (block.stampUtcNanos() != IqBlock.NO_STAMP) {
      var _ =
          fit.add(
              cutter.indexOf(block.firstSample()), block.stampUtcNanos(), block.fixAgeSeconds());
    }
    fit.addArrival(
        cutter.indexOf(block.endSample()),
        block.arrivalUtcNanos(),
        block.arrivalUncertaintyNanos());
    dated = true;
  }

  /// The time of a sample of the connection that is open, or was last.
  ///
  /// @param index an index within the recording
  /// @return its anchor
  SampleAnchor anchorAt(long index) {
    StampFit fit = current;
    if (fit != null && dated) {
      return fit.anchorAt(index);
    }
    if (before == null) {
      throw new IllegalStateException("nothing has come yet");
    }
    return at(index, before);
  }

  /// Whether anything is known of the recording's time.
  ///
  /// @return false as long as nothing came
  boolean known() {
    return dated || before != null;
  }

  /// The time of the whole recording.
  ///
  /// @return the anchor of its sample 0
  SampleAnchor whole() {
    SampleAnchor first = before;
    if (first == null) {
      return anchorAt(0);
    }
    return dated ? joined(at(0, first), anchorAt(0)) : at(0, first);
  }

  /// The first connection dates sample 0; the class is the worse of the two.
  private static SampleAnchor joined(SampleAnchor first, SampleAnchor second) {
    TimingClass worse =
        first.timingClass().compareTo(second.timingClass()) >= 0
            ? first.timingClass()
            : second.timingClass();
    // Without stamps both are guesses, and how far they are apart says how good.
    long apart =
        worse == TimingClass.HOST_ARRIVAL
            ? Math.abs(second.utcNanosAt(first.sampleIndex()) - first.utcNanos())
            : 0;
    long halfSampleNanos = Math.round(NANOS_PER_SECOND / first.sampleRateHz() / 2);
    return new SampleAnchor(
        first.sampleIndex(),
        first.utcNanos(),
        first.sampleRateHz(),
        worse,
        Math.max(
            Math.max(halfSampleNanos, apart),
            Math.max(first.uncertaintyNanos(), second.uncertaintyNanos())),
        Math.max(first.residualRmsNanos(), second.residualRmsNanos()),
        Math.max(first.residualMaxNanos(), second.residualMaxNanos()),
        Math.max(first.maxFixAgeSeconds(), second.maxFixAgeSeconds()));
  }

  private static SampleAnchor at(long index, SampleAnchor anchor) {
    return new SampleAnchor(
        index,
        anchor.utcNanosAt(index),
        anchor.sampleRateHz(),
        anchor.timingClass(),
        anchor.uncertaintyNanos(),
        anchor.residualRmsNanos(),
        anchor.residualMaxNanos(),
        anchor.maxFixAgeSeconds());
  }
}
