package io.heimdall.server.storage;

import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.recording.ReceiverSnapshot;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.SampleCounts;
import io.heimdall.db.recording.Segment;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A complete recording, as the documents beside its samples tell it.
///
/// @param name what names it in the store
/// @param source where its samples come from
/// @param counts how many samples came and were lost
/// @param measurement what they say
/// @param segments the objects they are in, in order
/// @param gaps the losses, in order
public record SessionRecording(
    RecordingName name,
    Source source,
    SampleCounts counts,
    Measurement measurement,
    List<Segment> segments,
    List<RecordingGap> gaps) {

  /// Freezes the lists.
  public SessionRecording {
    segments = List.copyOf(segments);
    gaps = List.copyOf(gaps);
  }

  /// Where samples come from.
  ///
  /// @param receiver the receiver as it was then
  /// @param nominalRateHz the sample rate it states
  /// @param facts what else it said: software version, antenna, …
  public record Source(ReceiverSnapshot receiver, double nominalRateHz, Map<String, String> facts) {

    /// Freezes the facts.
    public Source {
      facts = Map.copyOf(facts);
    }
  }

  /// The documents of this recording: its metadata, and SigMF metadata over each segment.
  ///
  /// @return what to write, rendered as it is taken: of a long recording there are very many
  public Stream<PutRequest> documents() {
    return SessionDocuments.of(this);
  }
}
