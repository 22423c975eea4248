package io.heimdall.server.acquisition;

import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.TimingClass;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.storage.FinishedSegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What earlier runs have left of a recording: the rows, as the run that goes on finds them.
///
/// @param segments the segments that are listed, in order
/// @param gaps the losses that are listed, in order
/// @param recovered what was found in the spool of this node and stands in no row yet, in order
/// @param info what the receiver said of its stream; null when it never delivered
/// @param anchor the time of its samples as last known; null when it never delivered
/// @param expected how many samples the window was known to hold
/// @param lateStart whether it was ready only after the window had begun
/// @param retries how often it was tried again
record Earlier(
    List<Segment> segments,
    List<RecordingGap> gaps,
    List<FinishedSegment> recovered,
    @Nullable StreamInfo info,
    @Nullable SampleAnchor anchor,
    long expected,
    boolean lateStart,
    int retries) {

  /// How well a segment's time is known where nothing says so.
  private static final long UNTOLD_NANOS = 1_000_000_000L;

  /// Nothing: this is the first run.
  static final Earlier NOTHING =
      new Earlier(List.of(), List.of(), List.of(), null, null, 0, false, 0);

  /// Copies the lists.
  Earlier {
    segments = List.copyOf(segments);
    gaps = List.copyOf(gaps);
    recovered = List.copyOf(recovered);
  }

  /// What the rows of a recording say.
  ///
  /// @param recording the recording
  /// @param segments its segments, in order
  /// @param gaps its gaps, in order
  /// @return the same, for a run
  static Earlier of(Recording recording, List<Segment> segments, List<RecordingGap> gaps) {
    var stream = recording.stream();
    return new Earlier(
        segments,
        gaps,
        List.of(),
        stream == null ? null : Facts.read(stream),
        anchor(recording.timing(), segments),
        recording.samples().expected(),
        recording.quality().lateStart(),
        recording.retries().count());
  }

  /// The same with what was found in the spool. What lies before the end of the rows is in one of
  /// them; without a time it would be of no use.
  ///
  /// @param files the files, in order
  /// @return what is left, rows and files together
  Earlier with(List<FinishedSegment> files) {
    List<FinishedSegment> fresh =
        anchor == null
            ? List.of()
            : files.stream().filter(file -> file.firstSample() >= position()).toList();
    return new Earlier(segments, gaps, fresh, info, anchor, expected, lateStart, retries);
  }

  private static @Nullable SampleAnchor anchor(
      @Nullable RecordingTiming timing, List<Segment> segments) {
    return timing == null
        ? anchorOf(segments)
        : new SampleAnchor(
            timing.anchor().sample(),
            timing.anchor().utcNanos(),
            timing.anchor().rateHz(),
            TimingClass.valueOf(timing.timingClass()),
            timing.uncertaintyNanos(),
            timing.residualRmsNanos(),
            timing.residualMaxNanos(),
            timing.maxFixAgeSeconds());
  }

  /// A run that died within its first second has left no more than this; how well it knew is not
  /// told.
  private static @Nullable SampleAnchor anchorOf(List<Segment> segments) {
    if (segments.isEmpty()) {
      return null;
    }
    TimeAnchor anchor = segments.getLast().anchor();
    return new SampleAnchor(
        anchor.sample(),
        anchor.utcNanos(),
        anchor.rateHz(),
        TimingClass.HOST_ARRIVAL,
        UNTOLD_NANOS,
        0,
        0,
        -1);
  }

  /// Whether an earlier run had begun to receive.
  ///
  /// @return true when the receiver had delivered
  boolean begun() {
    return info != null;
  }

  /// How many samples are in rows.
  ///
  /// @return samples
  long listed() {
    return segments.stream().mapToLong(Segment::sampleCount).sum();
  }

  /// How many samples are in rows and files.
  ///
  /// @return samples
  long stored() {
    return listed() + recovered.stream().mapToLong(FinishedSegment::sampleCount).sum();
  }

  /// The losses that are listed.
  ///
  /// @return a ledger that goes on from there
  LossLedger ledger() {
    return new LossLedger(RecordingArchive.gapsFrom(gaps), position());
  }

  /// The index after the last sample that is in a row, or listed as lost.
  ///
  /// @return an index
  long position() {
    long stored = segments.isEmpty() ? 0 : endOf(segments.getLast().runs().getLast());
    long lost = gaps.isEmpty() ? 0 : gaps.getLast().firstSample() + gaps.getLast().sampleCount();
    return Math.max(stored, lost);
  }

  private static long endOf(SampleRun run) {
    return run.firstSample() + run.sampleCount();
  }
}
