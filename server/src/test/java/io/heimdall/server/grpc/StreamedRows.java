package io.heimdall.server.grpc;

import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.TimeAnchor;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rows of ten receivers at a time, every tenth without a signal and every third not calibrated.
final class StreamedRows {
  private static final Instant BEGIN = Instant.parse("2025-11-21T10:00:00.123456Z");
  private static final int RECEIVERS = 10;

  private StreamedRows() {}

  static List<Measurement> make(int count) {
    var random = new Random(11);
    return IntStream.range(0, count).mapToObj(n -> row(n, random)).toList();
  }

  private static Measurement row(int n, Random random) {
    boolean detected = n % 10 != 0;
    Instant window = BEGIN.plusSeconds(n / RECEIVERS);
    int receiver = 1 + n % RECEIVERS;
    return new Measurement(
        new MeasurementKey(window, new UUID(1, n / RECEIVERS), receiver, n % 2, 1),
        new Measurement.Subject(
            "alice",
            "Receiver " + receiver,
            window.plusNanos(random.nextInt(1_000_000) * 1_000L),
            7_000_000 + n,
            12_000.5,
            null,
            120_000,
            n % 3,
            n % 4 == 0 ? null : "sessions/%d/websdr_%d.npy".formatted(n, receiver),
            null),
        new Measurement.Signal(
            detected,
            some(detected, random),
            some(detected, random),
            some(detected, random),
            some(detected, random),
            some(detected, random)),
        new Measurement.Levels(
            some(true, random),
            some(detected, random),
            some(detected, random),
            some(true, random),
            some(true, random),
            n % 3 == 0 ? null : -41.5),
        new Measurement.Spectrum(57, 4_096, 2.93, some(true, random), true),
        new Measurement.Bandwidth(some(detected, random), null, null, detected ? true : null),
        new Measurement.Offset(
            some(detected, random),
            some(detected, random),
            List.of("NONE", "CARRIER", "CENTROID").get(detected ? 1 + n % 2 : 0)),
        new Measurement.Quality(
            some(detected, random),
            some(detected, random),
            some(detected, random),
            some(detected, random),
            some(detected, random),
            null),
        new RecordingTiming(
            1_000L + n,
            new TimeAnchor(n, 2_000L + n, 12_000.25),
            List.of("GPS_FIT", "GPS_STALE", "HOST_ARRIVAL").get(n % 3),
            40 + n % 7,
            n % 5,
            n % 6,
            n % 4 - 1));
  }

  private static @Nullable Double some(boolean there, Random random) {
    return there ? (Double) (random.nextDouble() * 30) : null;
  }
}
