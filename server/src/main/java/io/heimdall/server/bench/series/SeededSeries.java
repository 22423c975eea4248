package io.heimdall.server.bench.series;

import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Measurements as a network of receivers makes them: acquisitions at a steady interval from the
/// beginning of 2025, each through three frequencies one after another, each by nearly all
/// receivers in the same window; one receiver in a hundred is away for a day. The SNR of a
/// frequency follows the sun at the receiver; what falls below the noise is undetected.
///
/// The same seed, receivers and interval make the same measurements, in whichever order
/// acquisitions are asked for. Safe for any number of threads.
public final class SeededSeries {

  /// The window of the first acquisition.
  public static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

  /// Receivers of [#ofYear].
  public static final int RECEIVERS_OF_YEAR = 100;

  /// With this, [#RECEIVERS_OF_YEAR] receivers make ten million measurements in a year.
  public static final Duration INTERVAL_OF_YEAR = Duration.ofMinutes(15);

  static final int HOPS = 3;

  private static final Duration HOP = Duration.ofSeconds(10);
  private static final double AWAY_ALL_DAY = 0.01;
  private static final double AWAY_ONCE = 0.005;

  private final long seed;
  private final Duration interval;
  private final List<SeededReceiver> receivers;

  /// Describes a series.
  ///
  /// @param seed makes it another one
  /// @param receivers how many receivers there are, numbered from 1
  /// @param interval from the start of one acquisition to that of the next
  public SeededSeries(long seed, int receivers, Duration interval) {
    this.seed = seed;
    this.interval = interval;
    this.receivers =
        IntStream.rangeClosed(1, receivers)
            .mapToObj(id -> SeededReceiver.of(id, random(id, "receiver".hashCode())))
            .toList();
  }

  /// The series of [#RECEIVERS_OF_YEAR] receivers with [#INTERVAL_OF_YEAR].
  ///
  /// @param seed makes it another one
  /// @return the series
  public static SeededSeries ofYear(long seed) {
    return new SeededSeries(seed, RECEIVERS_OF_YEAR, INTERVAL_OF_YEAR);
  }

  /// The measurements of all acquisitions in turn, without end.
  ///
  /// @return each acquisition's measurements, never empty for two receivers or more
  public Stream<List<Measurement>> acquisitions() {
    return LongStream.iterate(0, index -> index + 1).mapToObj(this::acquisition);
  }

  /// The first measurements of the series, without regard to where an acquisition ends.
  ///
  /// @param count how many
  /// @return exactly so many, in the order of time
  public Stream<Measurement> first(long count) {
    return acquisitions().flatMap(List::stream).limit(count);
  }

  /// The measurements of one acquisition.
  ///
  /// @param index which one, from 0
  /// @return hop by hop, receiver by receiver
  public List<Measurement> acquisition(long index) {
    SplittableRandom random = random(index, "acquisition".hashCode());
    var id = new UUID(version4(random.nextLong()), variant1(random.nextLong()));
    Instant start = START.plus(interval.multipliedBy(index));
    var measurements = new ArrayList<Measurement>(HOPS * receivers.size());
    for (int hop = 0; hop < HOPS; hop++) {
      var band = SeededBand.ALL.get((int) ((index * HOPS + hop) % SeededBand.ALL.size()));
      Instant windowStart = start.plus(HOP.multipliedBy(hop));
      for (SeededReceiver receiver : receivers) {
        if (takesPart(receiver, band, windowStart, random)) {
          var key = new MeasurementKey(windowStart, id, receiver.id(), hop, 1);
          measurements.add(new SeededMeasurement(key, receiver, band, random).make());
        }
      }
    }
    return measurements;
  }

  /// One of the receivers.
  SeededReceiver receiver(int id) {
    return receivers.get(id - 1);
  }

  private boolean takesPart(
      SeededReceiver receiver, SeededBand band, Instant at, SplittableRandom random) {
    long day = at.getEpochSecond() / Duration.ofDays(1).toSeconds();
    boolean away = random(receiver.id(), day).nextDouble() < AWAY_ALL_DAY;
    return random.nextDouble() >= AWAY_ONCE && !away && (receiver.vhf() || !band.vhf());
  }

  /// Numbers of their own for each thing, so that none depends on how many others drew before.
  private SplittableRandom random(long thing, long kind) {
    return new SplittableRandom(
        new SplittableRandom(new SplittableRandom(seed ^ kind).nextLong() ^ thing).nextLong());
  }

  private static long version4(long bits) {
    return (bits & ~0xf000L) | 0x4000L;
  }

  private static long variant1(long bits) {
    return (bits >>> 2) | (1L << 63);
  }
}
