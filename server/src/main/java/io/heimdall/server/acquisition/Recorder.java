package io.heimdall.server.acquisition;

import io.heimdall.db.recording.SampleCounts;
import io.heimdall.server.dsp.AnalysisPlan;
import io.heimdall.server.dsp.SignalAnalyzer;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.storage.FinishedSegment;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns the blocks of a receiver into a recording: cuts them to the window, accounts for what is
/// lost, dates, measures, taps and spools every sample. A recording goes on over several
/// connections, and over several runs; each connection begins a segment and is dated by itself. One
/// thread at a time uses it.
///
/// The arithmetic is done on the recording's own virtual thread, a block at a time: half a
/// millisecond of a narrow receiver, a few of a wide one, less than handing the block to another
/// thread and back would save.
final class Recorder {

  /// How often what is known of the signal and its time is looked at while receiving.
  private static final long LIVE_NANOS = 1_000_000_000L;

  private static final double RATE_TOLERANCE = 1e-3;

  private final ReceiverPart part;
  private final StreamInfo info;
  private final SegmentWriter segments;
  private final Outputs outputs;
  private final RecordingProgress progress;
  private final LiveTaps taps;
  private final Consumer<Gap> whenLost;
  private final SignalAnalyzer analyzer;
  private final RecordingDating dating;
  private final LossLedger ledger;
  private final RecordingMeter meter = new RecordingMeter();
  private final long stored;
  private @Nullable WindowCutter cutter;
  private Gap.@Nullable Cause breakCause;
  private long expected;
  private @Nullable Gap dropped;
  private long received;
  private long nextLiveNanos;

  /// What a recorder feeds.
  ///
  /// @param taps take copies
  /// @param archive stores what is sealed
  /// @param whenLost told of each loss
  record Outputs(LiveTaps taps, RecordingArchive archive, Consumer<Gap> whenLost) {}

  /// Goes on with what earlier runs have left, which may be nothing.
  ///
  /// @param part whose recording
  /// @param info what is known of its stream
  /// @param outputs what to feed
  Recorder(ReceiverPart part, StreamInfo info, Outputs outputs) {
    this.part = part;
    this.info = info;
    this.dating = new RecordingDating(info.sampleRateHz(), part.earlier().anchor());
    this.ledger = part.earlier().ledger();
    keepRecovered(part.earlier(), outputs.archive());
    this.segments =
        outputs.archive().segments(info.sampleRateHz(), full -> outputs.archive().keep(seal(full)));
    this.outputs = outputs;
    this.progress = part.progress();
    this.taps = outputs.taps();
    this.whenLost = outputs.whenLost();
    this.analyzer = new SignalAnalyzer(analysisPlan(info));
    Earlier earlier = part.earlier();
    this.stored = earlier.stored();
    this.received = stored;
    this.expected =
        earlier.begun()
            ? Math.max(ledger.position(), earlier.expected())
            : part.windowFrom(0).samples(info.sampleRateHz());
    this.nextLiveNanos = System.nanoTime() + LIVE_NANOS;
    progress.expect(expected);
    progress.counted(received, ledger.lost());
  }

  /// What an earlier run on this node had in its spool is stored under this run's epoch.
  private void keepRecovered(Earlier earlier, RecordingArchive archive) {
    long received = earlier.listed();
    for (FinishedSegment file : earlier.recovered()) {
      received += file.sampleCount();
      ledger.recovered(file);
      archive.keep(
          new SealedSegment(
              archive.renamed(file),
              dating.anchorAt(file.firstSample()),
              dating.whole(),
              ledger.takeNew(),
              new SampleCounts(earlier.expected(), received, ledger.lost())));
    }
  }

  /// Begins to record from a connection. What came before it and is not there was lost by a break.
  ///
  /// @param next finds the window in its blocks
  /// @param cause why samples are missing before its first one, should some be
  void connect(WindowCutter next, Gap.Cause cause) {
    cut();
    dating.connect();
    cutter = next;
    breakCause = cause;
    expect(next);
  }

  /// Whether a connection with this rate can go on with the recording. What a receiver states of
  /// its clock varies by some millionths.
  ///
  /// @param sampleRateHz the rate it states
  /// @return false for another rate
  boolean goesOnAt(double sampleRateHz) {
    return Math.abs(sampleRateHz / info.sampleRateHz() - 1) < RATE_TOLERANCE;
  }

  /// Ends the open segment: what comes next belongs to another connection.
  void cut() {
    tellDropped();
    segments.cut();
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
      block = connected().complete() ? null : pipe.receive();
    }
  }

  private void take(IqBlock block) throws ReceiverFailure {
    WindowCutter cut = connected();
    cut.cut(block);
    expect(cut);
    dating.follow(block, cut);
    int count = cut.count();
    if (count == 0) {
      noteLoss(ledger.missing(Math.min(cut.firstIndex(), expected), causeBefore(block)));
      return;
    }
    long first = cut.firstIndex();
    noteLoss(ledger.came(first, count, causeBefore(block)));
    breakCause = null;
    meter.follow(block);
    outputs.archive().check();
    int kept = keep(first, block, cut.offset(), count);
    analyzer.accept(block.i(), block.q(), cut.offset(), kept);
    taps.feed(part.recording().id(), first, block, cut.offset(), count, dating.anchorAt(first));
    report();
  }

  /// Spools samples. Those for which there is no room are a loss that grows until there is, and is
  /// told of then; who listens live has them.
  private int keep(long first, IqBlock block, int offset, int count) throws ReceiverFailure {
    long end = append(first, block, offset, count);
    received = stored + segments.kept();
    if (end > first) {
      tellDropped();
    }
    if (end < first + count) {
      dropped = ledger.dropped(end, first + count);
      analyzer.gap(first + count - Math.max(first, end));
    }
    return (int) Math.max(0, end - first);
  }

  private long append(long first, IqBlock block, int offset, int count) throws ReceiverFailure {
    long sinceNanos = System.nanoTime();
    long end = segments.append(first, block.i(), block.q(), offset, count);
    while (end < first + count && outputs.archive().waitForRoom(sinceNanos)) {
      if (end < first) {
        throw new ReceiverFailure(
            FailureReason.STORAGE, "the disk of the spool did not take what it had promised to");
      }
      int done = (int) (end - first);
      end = segments.append(end, block.i(), block.q(), offset + done, count - done);
    }
    return end;
  }

  private void tellDropped() {
    if (dropped != null) {
      whenLost.accept(dropped);
      dropped = null;
    }
  }

  private Gap.Cause causeBefore(IqBlock block) {
    return breakCause == null ? block.lossCause() : breakCause;
  }

  private void expect(WindowCutter cut) {
    expected = Math.max(ledger.position(), cut.expectedSamples());
    progress.expect(expected);
  }

  private WindowCutter connected() {
    return Objects.requireNonNull(cutter, "not connected");
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
    taps.lost(part.recording().id(), gap);
    whenLost.accept(gap);
  }

  private void report() {
    progress.counted(received, ledger.lost());
    long now = System.nanoTime();
    if (now - nextLiveNanos >= 0) {
      nextLiveNanos = now + LIVE_NANOS;
      progress.measured(Facts.orNull(analyzer.liveSnrDb()));
      progress.dated(dating.anchorAt(ledger.position()));
    }
  }

  /// Accounts for the rest of a window that ended early.
  ///
  /// @param cause why it did
  /// @throws ReceiverFailure when there are too many losses to keep
  void giveUpTheRest(Gap.Cause cause) throws ReceiverFailure {
    noteLoss(ledger.missing(expected, cause));
  }

  /// Closes the open segment and leaves it in the spool, for a run that may go on from there.
  void leave() {
    var _ = segments.finish();
  }

  /// Seals the last segment; nothing can be recorded after that.
  ///
  /// @return the segment; empty when no sample came since the last one was full
  Optional<SealedSegment> sealLast() {
    tellDropped();
    return segments.finish().map(this::seal);
  }

  private SealedSegment seal(FinishedSegment segment) {
    return new SealedSegment(
        segment,
        dating.anchorAt(segment.firstSample()),
        dating.whole(),
        ledger.takeNew(segment.endSample()),
        counts());
  }

  /// Whether there was no room for some samples.
  ///
  /// @return true when some came and were not kept
  boolean dropped() {
    return ledger.gaps().stream().anyMatch(gap -> gap.cause() == Gap.Cause.STORAGE);
  }

  /// What came of the window so far.
  ///
  /// @return the counts
  SampleCounts counts() {
    return new SampleCounts(expected, received, ledger.lost());
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
    return ledger.position() >= expected;
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

  /// The time of the whole recording, over all its connections.
  ///
  /// @return the anchor of its sample 0
  SampleAnchor anchor() {
    return dating.whole();
  }

  /// Whether anything is known of the recording's time.
  ///
  /// @return false as long as nothing came
  boolean dated() {
    return dating.known();
  }

  /// Whether earlier runs have stored samples, which this one has not measured.
  ///
  /// @return true when what is measured here is not all
  boolean partlyMeasured() {
    return stored > 0;
  }

  /// Whether any sample is there, from this run or an earlier one.
  ///
  /// @return false when there is nothing to keep
  boolean hasSamples() {
    return received > 0;
  }

  static AnalysisPlan analysisPlan(StreamInfo info) {
    AnalysisPlan plan =
        AnalysisPlan.ofBand(info.sampleRateHz(), info.bandLowHz(), info.bandHighHz());
    return info.zeroIf() ? plan.withoutDc() : plan;
  }
}
