package io.heimdall.server.chaos.check;

import io.heimdall.v1.Gap;
import io.heimdall.v1.Recording;
import io.heimdall.v1.SampleRun;
import io.heimdall.v1.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which indexes of a recording are stated as stored and which as lost: together every index once,
/// from 0 to the end of the window.
///
/// @param runs what is stored, in order, joined where it continues
/// @param storedSamples how many samples are stored
/// @param lostSamples how many are lost
/// @param end the index after the last one that is accounted for
record Coverage(List<SampleRun> runs, long storedSamples, long lostSamples, long end) {

  private record Piece(long first, long count, boolean stored) {}

  /// Adds up what a recording states.
  static Coverage of(Recording recording, String name, Findings findings) {
    var pieces = new ArrayList<Piece>();
    for (Segment segment : recording.getSegmentsList()) {
      for (SampleRun run : segment.getRunsList()) {
        pieces.add(new Piece(run.getFirstSample(), run.getSampleCount(), true));
      }
      long inRuns = segment.getRunsList().stream().mapToLong(SampleRun::getSampleCount).sum();
      if (inRuns != segment.getSampleCount()) {
        findings.breach(
            "%s: %s states %d samples in runs of %d",
            name, segment.getObjectKey(), segment.getSampleCount(), inRuns);
      }
    }
    for (Gap gap : recording.getGapsList()) {
      pieces.add(new Piece(gap.getFirstSample(), gap.getSampleCount(), false));
    }
    pieces.sort(Comparator.comparingLong(Piece::first));
    return sum(pieces, name, findings);
  }

  private static Coverage sum(List<Piece> pieces, String name, Findings findings) {
    var runs = new ArrayList<SampleRun>();
    long stored = 0;
    long lost = 0;
    long end = 0;
    for (Piece piece : pieces) {
      if (piece.first() != end) {
        findings.breach(
            "%s: %s at %d+%d, but everything up to %d is accounted for: %s",
            name,
            piece.stored() ? "samples" : "a gap",
            piece.first(),
            piece.count(),
            end,
            piece.first() < end ? "counted twice" : "neither stored nor lost");
      }
      end = Math.max(end, piece.first() + piece.count());
      if (piece.stored()) {
        stored += piece.count();
        join(runs, piece);
      } else {
        lost += piece.count();
      }
    }
    return new Coverage(List.copyOf(runs), stored, lost, end);
  }

  private static void join(List<SampleRun> runs, Piece piece) {
    if (!runs.isEmpty()) {
      SampleRun last = runs.getLast();
      if (last.getFirstSample() + last.getSampleCount() == piece.first()) {
        runs.set(
            runs.size() - 1,
            last.toBuilder().setSampleCount(last.getSampleCount() + piece.count()).build());
        return;
      }
    }
    runs.add(
        SampleRun.newBuilder().setFirstSample(piece.first()).setSampleCount(piece.count()).build());
  }
}
