package io.heimdall.server.storage;

import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.receiver.Position;
import io.heimdall.db.recording.ReceiverSnapshot;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.SampleCounts;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Recordings for the tests of documents.
final class SampleRecordings {

  static final UUID TASK = UUID.fromString("0196f2a4-7b1c-7d3e-8a55-1f2e3d4c5b6a");
  static final long START_NANOS =
      Instant.parse("2026-01-02T03:04:05Z").getEpochSecond() * 1_000_000_000L + 123_456;

  private static final double RATE_HZ = 12_001.145;
  private static final RecordingName NAME = RecordingName.of(TASK, 3);

  private SampleRecordings() {}

  /// A recording of two runs that another node continued.
  static SessionRecording interrupted(boolean calibrated) {
    return recording(new Position(43.5, 1.4, 150.0), calibrated ? -93.0 : null);
  }

  static SessionRecording withoutPosition() {
    return recording(null, null);
  }

  private static SessionRecording recording(
      @Nullable Position position, @Nullable Double dbmOffset) {
    var receiver = new ReceiverSnapshot("Test receiver", "http://host:8073", position);
    return new SessionRecording(
        NAME,
        new SessionRecording.Source(
            receiver, 12_000, Map.of("version", "v1.690", "antenna", "loop")),
        new SampleCounts(2200, 1500, 700),
        measurement(dbmOffset),
        List.of(
            segment(1, new SampleRun(0, 1000), new SampleRun(1200, 300)),
            segment(2, new SampleRun(2000, 200))),
        List.of(
            new RecordingGap(1000, 200, "SEQUENCE"), new RecordingGap(1500, 500, "DISCONNECT")));
  }

  private static Segment segment(long epoch, SampleRun... runs) {
    String key = SessionLayout.segment(new SegmentName(NAME, epoch, 0));
    long samples = List.of(runs).stream().mapToLong(SampleRun::sampleCount).sum();
    return new Segment(
        new RecordingId(TASK, 3, 0),
        0,
        epoch,
        key,
        List.of(runs),
        new Segment.StoredObject(128 + 8 * samples, "ab".repeat(32), List.of(17)),
        new TimeAnchor(0, START_NANOS, RATE_HZ));
  }

  private static Measurement measurement(@Nullable Double dbmOffset) {
    Instant start = Instant.ofEpochSecond(START_NANOS / 1_000_000_000L, 123_000);
    return new Measurement(
        new MeasurementKey(start, TASK, 3, 0, 7),
        new Measurement.Subject(
            "local", "Test receiver", start, 77_500, RATE_HZ, 95.4, 1500, 700, "key", null),
        new Measurement.Signal(true, 21.5, 100.0, 7.5, 2500.0, Double.NEGATIVE_INFINITY),
        new Measurement.Levels(-20.0, -21.0, -42.0, -83.0, -40.0, dbmOffset),
        new Measurement.Spectrum(10, 4096, 2.93, 0.1, true),
        new Measurement.Bandwidth(561.0, -280.0, 281.0, false),
        new Measurement.Offset(0.012, 0.001, "PHASE_SLOPE"),
        new Measurement.Quality(0.0, 0.0, 1e-5, -1e-5, Double.NaN, -3.0),
        new RecordingTiming(
            START_NANOS, new TimeAnchor(0, START_NANOS, RATE_HZ), "GPS_FIT", 120, 80, 300, 2));
  }
}
