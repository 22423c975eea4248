package io.heimdall.server.receiver.kiwi;

import static java.lang.Math.abs;
import static java.lang.Math.round;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.StampFit;
import java.net.ProtocolException;

/// Gives every frame its place in the stream, lost samples counted.
///
/// Losses show in two ways. A slow connection makes the receiver skip frame numbers. An overrun in
/// its hardware drops samples without skipping a number; only the stamps jump, by more than half a
/// sample against the line of those before. One odd stamp may be wrong, so a jump counts only when
/// the frame after it agrees; and a jump of over ten seconds is a clock being set, not a loss.
final class FrameTimeline {

  private static final long SEQUENCE_MASK = 0xffff_ffffL;
  private static final double AGREEMENT_SAMPLES = 0.5;
  private static final double LONGEST_SILENT_LOSS_SECONDS = 10;

  /// A receiver forgets a listener that is silent for a minute, so no connection survives more.
  private static final double LONGEST_LOSS_SECONDS = 3_600;

  private final StampFit fit;
  private final long longestSilentLoss;
  private final long longestLoss;

  private boolean begun;
  private long lastSequence;
  private long nextIndex;
  private int lastCount;
  private long lastStampUtcNanos;
  private boolean stamped;

  private long placedIndex;
  private boolean placedStamp;
  private Gap.Cause placedCause = Gap.Cause.SEQUENCE;

  FrameTimeline(double sampleRateHz) {
    fit = new StampFit(sampleRateHz);
    longestSilentLoss = round(LONGEST_SILENT_LOSS_SECONDS * sampleRateHz);
    longestLoss = round(LONGEST_LOSS_SECONDS * sampleRateHz);
  }

  /// Dates a frame in the week nearest to the stamp before, or to its arrival for the first.
  void date(SoundFrame frame) {
    frame.date(stamped ? lastStampUtcNanos : frame.arrivalUtcNanos());
  }

  /// Samples that a frame's stamp claims lost beyond what its number says; 0 where they agree.
  long claimedLoss(SoundFrame frame) throws ProtocolException {
    if (!begun || !frame.hasStamp()) {
      return 0;
    }
    double off = fit.samplesOff(numberedIndex(frame), frame.stampUtcNanos());
    if (Double.isNaN(off) || abs(off) <= AGREEMENT_SAMPLES) {
      return 0;
    }
    return round(off);
  }

  /// Whether the frame that follows bears out a claim, and the claim can be true.
  boolean confirms(SoundFrame frame, long claim, SoundFrame following) throws ProtocolException {
    long index = numberedIndex(frame);
    if (!following.hasStamp() || claim > longestSilentLoss || index + claim < nextIndex) {
      return false;
    }
    long followingIndex =
        index + frame.count() + skipped(frame.sequence(), following.sequence(), frame.count());
    return abs(fit.samplesOff(followingIndex, following.stampUtcNanos()) - claim)
        <= AGREEMENT_SAMPLES;
  }

  /// Places a frame after a loss its number does not show; what is known of it is then asked for. A
  /// stamp the loss does not explain is not passed on, but may bend the line.
  void place(SoundFrame frame, long silentLoss) throws ProtocolException {
    boolean explained = claimedLoss(frame) == silentLoss;
    placedIndex = numberedIndex(frame) + silentLoss;
    placedCause = silentLoss == 0 ? Gap.Cause.SEQUENCE : Gap.Cause.STAMP;
    placedStamp =
        frame.hasStamp()
            && fit.add(placedIndex, frame.stampUtcNanos(), frame.fixAgeSeconds())
            && explained;
    if (placedStamp) {
      lastStampUtcNanos = frame.stampUtcNanos();
      stamped = true;
    }
    begun = true;
    lastSequence = frame.sequence();
    lastCount = frame.count();
    nextIndex = placedIndex + frame.count();
  }

  /// The index of the placed frame's first sample.
  long placedIndex() {
    return placedIndex;
  }

  /// The index after the placed frame's last sample.
  long endIndex() {
    return nextIndex;
  }

  /// How a loss before the placed frame was seen.
  Gap.Cause placedCause() {
    return placedCause;
  }

  /// Whether the placed frame's stamp can be trusted.
  boolean placedStamp() {
    return placedStamp;
  }

  private long numberedIndex(SoundFrame frame) throws ProtocolException {
    return begun ? nextIndex + skipped(lastSequence, frame.sequence(), lastCount) : 0;
  }

  private long skipped(long before, long after, int count) throws ProtocolException {
    long step = (after - before) & SEQUENCE_MASK;
    if (step == 0 || (step - 1) * count > longestLoss) {
      throw new ProtocolException("frame " + after + " came after frame " + before);
    }
    return (step - 1) * count;
  }
}
