package io.heimdall.db.measurement;

import io.heimdall.db.Rows;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.TimeAnchor;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Measurements whose values are few, so that random ones meet, and often not there.
final class RandomMeasurements {

  /// What every number is one of.
  static final List<Double> NUMBERS = List.of(-1.5, 0.0, 0.1, 2.0, 1e-9, 77_500.25);

  /// What every text is one of.
  static final List<String> TEXTS = List.of("DF0ABC", "df0abc", "50%_off", "a\\b*", "Grüße", "");

  /// What every instant is one of.
  static final List<Instant> TIMES =
      List.of(Rows.NOON, Rows.NOON.plusNanos(1_000), Rows.NOON.plusSeconds(86_400));

  private final Random random;

  RandomMeasurements(Random random) {
    this.random = random;
  }

  /// One whose key no other has.
  Measurement next(int number) {
    return new Measurement(
        new MeasurementKey(one(TIMES), new UUID(0, number % 3), 1 + number, random.nextInt(3), 1),
        subject(),
        new Measurement.Signal(
            random.nextBoolean(), number(), number(), number(), number(), number()),
        new Measurement.Levels(number(), number(), number(), number(), number(), number()),
        new Measurement.Spectrum(random.nextInt(3), random.nextInt(3), number(), number(), flag()),
        new Measurement.Bandwidth(number(), number(), number(), flag()),
        new Measurement.Offset(number(), number(), one(List.of("CARRIER", "CENTROID", "NONE"))),
        new Measurement.Quality(number(), number(), number(), number(), number(), number()),
        new RecordingTiming(
            Rows.NOON_NANOS,
            new TimeAnchor(random.nextInt(3), random.nextInt(3), 1 + random.nextInt(3)),
            one(List.of("GPS_FIT", "GPS_STALE", "HOST_ARRIVAL")),
            random.nextInt(3),
            random.nextInt(3),
            random.nextInt(3),
            random.nextInt(4) - 1));
  }

  <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private Measurement.Subject subject() {
    return new Measurement.Subject(
        "alice",
        one(TEXTS),
        one(TIMES),
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        number(),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3) == 0 ? null : one(TEXTS),
        null);
  }

  private @Nullable Double number() {
    return random.nextInt(3) == 0 ? null : one(NUMBERS);
  }

  private @Nullable Boolean flag() {
    return random.nextInt(3) == 0 ? null : (Boolean) random.nextBoolean();
  }
}
