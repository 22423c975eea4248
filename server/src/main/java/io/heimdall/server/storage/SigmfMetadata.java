package io.heimdall.server.storage;

import static io.heimdall.server.storage.SessionDocuments.object;

import io.heimdall.db.receiver.Position;
import io.heimdall.db.recording.ReceiverSnapshot;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.iq.Npy;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.TimingClass;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Renders SigMF metadata over one `.npy`, which is a non-conforming dataset with a header of 128
/// bytes.
///
/// Each run is a capture: `core:sample_start` counts within the file, `core:global_index` within
/// the recording, where lost samples count.
///
/// Source: SigMF 1.2.5, sigmf-schema.json.
final class SigmfMetadata {

  private static final String VERSION = "1.2.5";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final DateTimeFormatter DATETIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private SigmfMetadata() {}

  static ObjectNode render(SessionRecording recording, Segment segment) {
    ObjectNode root = object();
    root.set("global", global(recording, segment));
    root.set("captures", captures(recording, segment));
    root.putArray("annotations");
    return root;
  }

  private static ObjectNode global(SessionRecording recording, Segment segment) {
    ReceiverSnapshot receiver = recording.source().receiver();
    RecordingTiming timing = recording.measurement().timing();
    ObjectNode global = object();
    global.put("core:datatype", "cf32_le");
    global.put("core:version", VERSION);
    global.put("core:dataset", SessionLayout.fileName(segment.objectKey()));
    global.put("core:sample_rate", segment.anchor().rateHz());
    global.put("core:recorder", Software.NAME + " " + Software.VERSION);
    global.put("core:hw", hardware(receiver, recording));
    global.put(
        "core:description",
        "Acquisition %s, receiver %d; time %s, uncertainty %d ns"
            .formatted(
                recording.name().taskId(),
                recording.name().receiverId(),
                timing.timingClass(),
                timing.uncertaintyNanos()));
    return global;
  }

  private static String hardware(ReceiverSnapshot receiver, SessionRecording recording) {
    var text = new StringBuilder(receiver.name()).append(", ").append(receiver.url());
    recording.source().facts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            fact -> text.append("; ").append(fact.getKey()).append(' ').append(fact.getValue()));
    return text.toString();
  }

  private static ArrayNode captures(SessionRecording recording, Segment segment) {
    ArrayNode captures = object().putArray("captures");
    SampleAnchor anchor = anchor(segment);
    long sampleStart = 0;
    for (SampleRun run : segment.runs()) {
      ObjectNode capture = captures.addObject();
      capture.put("core:sample_start", sampleStart);
      capture.put("core:global_index", run.firstSample());
      if (sampleStart == 0) {
        capture.put("core:header_bytes", Npy.HEADER_BYTES);
      }
      capture.put("core:frequency", recording.measurement().subject().centerFrequencyHz());
      capture.put("core:datetime", datetime(anchor.utcNanosAt(run.firstSample())));
      Position position = recording.source().receiver().position();
      if (position != null) {
        capture.set("core:geolocation", geolocation(position));
      }
      sampleStart += run.sampleCount();
    }
    return captures;
  }

  private static SampleAnchor anchor(Segment segment) {
    return new SampleAnchor(
        segment.anchor().sample(),
        segment.anchor().utcNanos(),
        segment.anchor().rateHz(),
        TimingClass.HOST_ARRIVAL,
        0,
        0,
        0,
        -1);
  }

  private static String datetime(long utcNanos) {
    return DATETIME.format(
        Instant.ofEpochSecond(
            Math.floorDiv(utcNanos, NANOS_PER_SECOND), Math.floorMod(utcNanos, NANOS_PER_SECOND)));
  }

  private static ObjectNode geolocation(Position position) {
    ObjectNode point = object();
    point.put("type", "Point");
    ArrayNode coordinates = point.putArray("coordinates");
    coordinates.add(position.longitudeDeg()).add(position.latitudeDeg());
    Double altitude = position.altitudeM();
    if (altitude != null) {
      coordinates.add(altitude);
    }
    return point;
  }
}
