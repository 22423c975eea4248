package io.heimdall.server.acquisition;

import io.heimdall.db.recording.SampleCounts;
import io.heimdall.server.dsp.AnalysisPlan;
import io.heimdall.server.dsp.SignalAnalyzer;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.StampFit;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.storage.FinishedSegment;
import java.util.Optional;
import java.util.function.Consumer;

/// Turns the blocks of one connection into a recording: cuts them to the window, accounts for what
/// is lost, dates, measures, taps and spools every sample. One thread uses it.
///
/// The arithmetic is done on the recording's own virtual thread, a block at a time: half a
/// millisecond at most, less than handing the block to another thread and back would save.
final class Recorder {

  /// How often the signal to noise ratio shown while receiving is computed.
  private static final long LIVE_SNR_NANOS = 1_000_000_000L;

  private final int receiverId;
  private final StreamInfo info;
  private final WindowCutter cutter;
  private final SegmentWriter segments;
  private final RecordingProgress progress;
  private final LiveTaps taps;
  private final Consumer<Gap> whenLost;
  private final SignalAnalyzer analyzer;
  private final StampFit time;
  private final LossLedger ledger = new LossLedger();
  private final RecordingMeter meter = new RecordingMeter();
  private long received;
  private long nextLiveSnrNanos;

  /// What a recorder feeds.
  ///
  /// @param progress takes the counts
  /// @param taps take copies
  /// @param archive stores what is sealed
  /// @param whenLost told of each loss
  record Outputs(
      RecordingProgress progress,
      LiveTaps taps,
      RecordingArchive archive,
      Consumer<Gap> whenLost) {}

  /// Begins a recording without a sample.
  ///
  /// @param receiverId the receiver
  /// @param info what is known of its stream
  /// @param cutter finds the window
  /// @param outputs what to feed
  Recorder(int receiverId, StreamInfo info, WindowCutter cutter, Outputs outputs) {
    this.receiverId = receiverId;
    this.info = info;
    this.cutter = cutter;
    this.segments =
        outputs.archive().segments(info.sampleRateHz(), full -> outputs.archive().keep(seal(full)));
    this.progress = outputs.progress();
    this.taps = outputs.taps();
    this.whenLost = outputs.whenLost();
    this.analyzer = new SignalAnalyzer(analysisPlan(info));
    this.time = new StampFit(info.sampleRateHz());
    this.nextLiveSnrNanos = System.nanoTime() + LIVE_SNR_NANOS;
    progress.expect(cutter.expectedSamples());
  }

  /// Records until the window is complete or no more blocks come.
  ///
  /// @param pipe where the blocks come from
  /// @throws InterruptedException when the acquisition is being ended
  /// @throws ReceiverFailure when what comes cannot be recorded
  void record(BlockPipe pipe) throws InterruptedException, ReceiverFailure {
    IqBlock block = pipe.receive();
    while (block != null) {
      take(block);
      pipe.recycle(block);
      block = cutter.complete() ? null : pipe.receive();
    }
  }

  private void take(IqBlock block) throws ReceiverFailure {
    cutter.cut(block);
    progress.expect(cutter.expectedSamples());
    date(block);
    int count = cutter.count();
    if (count == 0) {
      noteLoss(ledger.missing(lossEnd(), block.lossCause()));
      return;
    }
    long first = cutter.firstIndex();
    noteLoss(ledger.came(first, count, block.lossCause()));
    meter.follow(block);
    analyzer.accept(block.i(), block.q(), cutter.offset(), count);
    segments.append(first, block.i(), block.q(), cutter.offset(), count);
    taps.feed(receiverId, first, block, cutter.offset(), count, time.anchorAt(first));
    received += count;
    report();
  }

  /// A loss can reach to the window's end, so that no block of the window follows it.
  private long lossEnd() {
    return Math.min(cutter.firstIndex(), cutter.expectedSamples());
  }

  private void date(IqBlock block) {
    if (block.stampUtcNanos() != IqBlock.NO_STAMP) {
      var _ =
          time.add(
              cutter.indexOf(block.firstSample()), block.stampUtcNanos(), block.fixAgeSeconds());
    }
    time.addArrival(cutter.indexOf(block.endSample()), block.arrivalUtcNanos());
  }

  private void noteLoss(boolean loss) {
    if (!loss) {
      return;
    }
    Gap gap = ledger.latest();
    if (gap.cause() == Gap.Cause.LATE_START) {
      progress.startedLate();
    } else {
      analyzer.gap(gap.sampleCount());
    }
    progress.counted(received, ledger.lost());
    taps.lost(receiverId, gap);
    whenLost.accept(gap);
  }

  private void report() {
    progress.counted(received, ledger.lost());
    long now = System.nanoTime();
    if (now - nextLiveSnrNanos >= 0) {
      nextLiveSnrNanos = now + LIVE_SNR_NANOS;
      progress.measured(Facts.orNull(analyzer.liveSnrDb()));
    }
  }

  /// Accounts for the rest of a window that ended early.
  ///
  /// @param cause why it did
  /// @throws ReceiverFailure when there are too many losses to keep
  void giveUpTheRest(Gap.Cause cause) throws ReceiverFailure {
    noteLoss(ledger.missing(cutter.expectedSamples(), cause));
  }

  /// Seals the last segment; nothing can be recorded after that.
  ///
  /// @return the segment; empty when no sample came since the last one was full
  Optional<SealedSegment> sealLast() {
    return segments.finish().map(this::seal);
  }

  private SealedSegment seal(FinishedSegment segment) {
    return new SealedSegment(
        segment, time.anchorAt(segment.firstSample()), ledger.takeNew(), counts());
  }

  /// What came of the window so far.
  ///
  /// @return the counts
  SampleCounts counts() {
    return new SampleCounts(cutter.expectedSamples(), received, ledger.lost());
  }

  /// Whether no second segment was begun.
  ///
  /// @return true while there is at most one
  boolean singleSegment() {
    return segments.single();
  }

  /// Whether every index of the window is accounted for.
  ///
  /// @return true when no later block can hold a sample of the window
  boolean windowComplete() {
    return ledger.position() >= cutter.expectedSamples();
  }

  StreamInfo info() {
    return info;
  }

  LossLedger ledger() {
    return ledger;
  }

  RecordingMeter meter() {
    return meter;
  }

  SignalAnalyzer analyzer() {
    return analyzer;
  }

  /// The time of a sample as known now.
  ///
  /// @param index an index within the recording
  /// @return its anchor
  SampleAnchor anchorAt(long index) {
    return time.anchorAt(index);
  }

  private static AnalysisPlan analysisPlan(StreamInfo info) {
    AnalysisPlan plan =
        AnalysisPlan.ofBand(info.sampleRateHz(), info.bandLowHz(), info.bandHighHz());
    return info.zeroIf() ? plan.withoutDc() : plan;
  }
}
