package io.heimdall.server.measurement;

import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.TimeAnchor;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Measurements whose times, receivers, frequencies and values are random, some without a signal.
public final class RandomMeasurements {

  /// Frequencies in different bands, some at the ends of one.
  public static final List<Long> FREQUENCIES_HZ =
      List.of(77_500L, 1_000_000L, 999_999L, 6_309_573L, 6_309_574L, 7_074_000L, 10_000_000L);

  private static final long NOON_NANOS = 1_748_779_200_123_456_000L;

  private final Random random;

  /// Begins a series.
  ///
  /// @param seed the same seed makes the same measurements
  public RandomMeasurements(long seed) {
    this.random = new Random(seed);
  }

  /// Makes measurements of five receivers.
  ///
  /// @param count how many
  /// @param from their windows begin from then on
  /// @param span and for so long
  /// @return the measurements
  public List<Measurement> some(int count, Instant from, Duration span) {
    return IntStream.range(0, count).mapToObj(_ -> one(from, span)).toList();
  }

  private Measurement one(Instant from, Duration span) {
    Instant start =
        from.plus(random.nextLong(span.toNanos()), ChronoUnit.NANOS).truncatedTo(ChronoUnit.MICROS);
    boolean detected = random.nextInt(4) > 0;
    return new Measurement(
        new MeasurementKey(
            start, new UUID(random.nextLong(), random.nextLong()), random.nextInt(1, 6), 0, 1),
        new Measurement.Subject(
            "alice",
            "Receiver",
            start,
            FREQUENCIES_HZ.get(random.nextInt(FREQUENCIES_HZ.size())),
            12_000.5,
            null,
            120_000,
            0,
            null,
            null),
        new Measurement.Signal(detected, detected ? value(10, 12) : null, null, null, null, null),
        new Measurement.Levels(
            null, random.nextBoolean() ? value(-60, 15) : null, null, null, null, null),
        new Measurement.Spectrum(
            57, 4_096, 2.93, random.nextInt(8) > 0 ? (Double) random.nextDouble() : null, true),
        new Measurement.Bandwidth(null, null, null, null),
        new Measurement.Offset(detected ? value(1_000, 0.5) : null, null, "CARRIER"),
        new Measurement.Quality(null, null, null, null, null, null),
        new RecordingTiming(
            NOON_NANOS, new TimeAnchor(0, NOON_NANOS, 12_000.5), "GPS_FIT", 40, 12, 55, 1));
  }

  /// Some lie exactly between two tenths, where rounding shows.
  private @Nullable Double value(double mean, double spread) {
    double value = random.nextGaussian(mean, spread);
    return random.nextInt(5) == 0 ? Math.rint(value * 4) / 4 : value;
  }
}
