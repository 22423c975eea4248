package io.heimdall.server.acquisition;

import io.heimdall.db.recording.SampleCounts;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.iq.Gap;
import java.util.ArrayList;
import java.util.List;

/// What is kept of a recording, so that stored and lost samples make up its window.
///
/// @param counts samples expected, stored and lost
/// @param gaps every loss
/// @param unlisted those that stand in no row yet
record Kept(SampleCounts counts, List<Gap> gaps, List<Gap> unlisted) {

  /// All that came is stored, or is about to be.
  ///
  /// @param recorder whose last segment is sealed
  /// @return everything it has counted
  static Kept all(Recorder recorder) {
    return new Kept(recorder.counts(), recorder.ledger().gaps(), recorder.ledger().takeNew());
  }

  /// A fault of this server ended the recording: what came and is in no segment is lost by us.
  ///
  /// @param segments what is stored, or is about to be
  /// @param listed the losses that stand in rows with them, in order
  /// @param counted how many samples the window was found to hold
  /// @return the segments, and one loss from their end to that of the window
  static Kept in(List<Segment> segments, List<Gap> listed, long counted) {
    long received = segments.stream().mapToLong(Segment::sampleCount).sum();
    long end = segments.isEmpty() ? 0 : endOf(segments.getLast());
    if (!listed.isEmpty()) {
      Gap last = listed.getLast();
      end = Math.max(end, last.firstSample() + last.sampleCount());
    }
    List<Gap> gaps = new ArrayList<>(listed);
    long expected = Math.max(end, counted);
    List<Gap> rest =
        end < expected ? List.of(new Gap(end, expected - end, Gap.Cause.STORAGE)) : List.of();
    gaps.addAll(rest);
    return new Kept(new SampleCounts(expected, received, expected - received), gaps, rest);
  }

  private static long endOf(Segment segment) {
    SampleRun last = segment.runs().getLast();
    return last.firstSample() + last.sampleCount();
  }
}
