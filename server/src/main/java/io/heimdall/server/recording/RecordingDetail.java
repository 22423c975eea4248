package io.heimdall.server.recording;

import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import java.util.List;

/// A recording with everything that belongs to it.
///
/// @param recording the recording
/// @param segments its objects, in order
/// @param gaps what is missing, in order
public record RecordingDetail(
    Recording recording, List<Segment> segments, List<RecordingGap> gaps) {

  /// Copies the lists.
  public RecordingDetail {
    segments = List.copyOf(segments);
    gaps = List.copyOf(gaps);
  }

  /// The index after the recording's last one so far, losses at its end included.
  ///
  /// @return an index that counts lost samples; 0 where nothing came
  public long endSample() {
    long end = 0;
    for (Segment segment : segments) {
      SampleRun last = segment.runs().getLast();
      end = Math.max(end, last.firstSample() + last.sampleCount());
    }
    for (RecordingGap gap : gaps) {
      end = Math.max(end, gap.firstSample() + gap.sampleCount());
    }
    return end;
  }
}
