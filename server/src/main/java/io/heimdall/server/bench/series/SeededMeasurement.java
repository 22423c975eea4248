package io.heimdall.server.bench.series;

import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.TimeAnchor;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/// One measurement in the making: what a receiver hears of a band at a moment, with values that fit
/// each other as those of a real one do.
final class SeededMeasurement {

  private static final double DETECTED_FROM_DB = 3;
  private static final double FADING_DB = 4;
  private static final double REFERENCE_BANDWIDTH_HZ = 2_500;
  private static final double NOMINAL_RATE_HZ = 12_000;
  private static final double SECONDS = 10;
  private static final int WELCH_LENGTH = 4_096;
  private static final double LOSES_SAMPLES = 0.02;
  private static final int LOST_AT_ONCE = 512;
  private static final double CARRIER_ABOVE_DB = 15;
  private static final double SECONDS_PER_HOUR = 3_600;
  private static final double PPM = 1e-6;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final MeasurementKey key;
  private final SeededReceiver receiver;
  private final SeededBand band;
  private final SplittableRandom random;
  private final double snrDb;
  private final double noisePowerDbfs;
  private final double rateHz;
  private final long lost;
  private final Instant start;

  /// Draws what is measured.
  ///
  /// @param key which measurement it is
  /// @param receiver who hears
  /// @param band what is heard
  /// @param random where chance comes from
  SeededMeasurement(
      MeasurementKey key, SeededReceiver receiver, SeededBand band, SplittableRandom random) {
    this.key = key;
    this.receiver = receiver;
    this.band = band;
    this.random = random;
    snrDb =
        band.snrDb(receiver.localHour(utcHour(key.windowStart())))
            + receiver.qualityDb()
            + random.nextGaussian(0, FADING_DB);
    noisePowerDbfs =
        receiver.noiseFloorDbfsPerHz() + decibels(band.bandwidthHz()) + random.nextGaussian(0, 0.7);
    rateHz = NOMINAL_RATE_HZ * (1 + PPM * receiver.rateErrorPpm());
    lost = random.nextDouble() < LOSES_SAMPLES ? LOST_AT_ONCE * random.nextLong(1, 5) : 0;
    start = key.windowStart().plusNanos(random.nextLong(NANOS_PER_SECOND / 20));
  }

  /// Makes the measurement.
  Measurement make() {
    return new Measurement(
        key, subject(), signal(), levels(), spectrum(), bandwidth(), offset(), quality(), timing());
  }

  private boolean detected() {
    return snrDb >= DETECTED_FROM_DB;
  }

  private Measurement.Subject subject() {
    return new Measurement.Subject(
        "bench",
        receiver.name(),
        start.truncatedTo(ChronoUnit.MICROS),
        band.centerFrequencyHz(),
        rateHz,
        receiver.gps() ? receiver.rateErrorPpm() : null,
        Math.round(rateHz * SECONDS) - lost,
        lost,
        objectKey(),
        null);
  }

  /// As the store would name it.
  private String objectKey() {
    return "sessions/"
        + key.acquisitionId()
        + "/00"
        + key.hop()
        + "_"
        + band.centerFrequencyHz()
        + "/websdr_"
        + receiver.id()
        + ".npy";
  }

  private Measurement.Signal signal() {
    if (!detected()) {
      return new Measurement.Signal(false, null, null, null, REFERENCE_BANDWIDTH_HZ, null);
    }
    double cn0Dbhz = snrDb + decibels(band.bandwidthHz());
    return new Measurement.Signal(
        true,
        snrDb,
        band.bandwidthHz(),
        cn0Dbhz - decibels(REFERENCE_BANDWIDTH_HZ),
        REFERENCE_BANDWIDTH_HZ,
        cn0Dbhz);
  }

  private Measurement.Levels levels() {
    double floorDbfsPerHz = noisePowerDbfs - decibels(band.bandwidthHz());
    double totalNoiseDbfs = floorDbfsPerHz + decibels(NOMINAL_RATE_HZ);
    return new Measurement.Levels(
        detected() ? sum(totalNoiseDbfs, signalDbfs()) : totalNoiseDbfs,
        detected() ? (Double) signalDbfs() : null,
        noisePowerDbfs,
        floorDbfsPerHz,
        floorDbfsPerHz + Math.max(2, snrDb),
        receiver.dbmOffset());
  }

  private double signalDbfs() {
    return noisePowerDbfs + snrDb;
  }

  private Measurement.Spectrum spectrum() {
    long segments = Math.round(rateHz * SECONDS / (WELCH_LENGTH / 2.0)) - 1;
    double occupied = detected() ? band.bandwidthHz() / NOMINAL_RATE_HZ : 0;
    return new Measurement.Spectrum(
        segments, WELCH_LENGTH, rateHz / WELCH_LENGTH, Math.min(1, occupied), occupied < 1);
  }

  private Measurement.Bandwidth bandwidth() {
    if (!detected()) {
      return new Measurement.Bandwidth(null, null, null, null);
    }
    double half = Math.min(band.bandwidthHz(), NOMINAL_RATE_HZ) / 2 * random.nextDouble(0.9, 1.1);
    double center = random.nextGaussian(0, 1);
    return new Measurement.Bandwidth(
        2 * half, center - half, center + half, 2 * half > NOMINAL_RATE_HZ);
  }

  private Measurement.Offset offset() {
    if (!detected()) {
      return new Measurement.Offset(null, null, "NONE");
    }
    double ownErrorHz =
        receiver.gps() ? 0 : PPM * receiver.rateErrorPpm() * band.centerFrequencyHz();
    double sigmaHz = Math.pow(10, -snrDb / 20);
    return new Measurement.Offset(
        ownErrorHz + random.nextGaussian(0, sigmaHz),
        sigmaHz,
        snrDb > CARRIER_ABOVE_DB ? "CARRIER" : "CENTROID");
  }

  private Measurement.Quality quality() {
    double crestDb = random.nextDouble(8, 13);
    return new Measurement.Quality(
        0.0,
        0.0,
        random.nextGaussian(0, 1e-4),
        random.nextGaussian(0, 1e-4),
        crestDb,
        Math.min(0, noisePowerDbfs + Math.max(0, snrDb) + crestDb));
  }

  private RecordingTiming timing() {
    long firstNanos =
        Math.multiplyExact(start.getEpochSecond(), NANOS_PER_SECOND) + start.getNano();
    var anchor = new TimeAnchor(0, firstNanos, rateHz);
    return receiver.gps()
        ? new RecordingTiming(firstNanos, anchor, "GPS_FIT", 40 + random.nextLong(200), 90, 400, 1)
        : new RecordingTiming(firstNanos, anchor, "HOST_ARRIVAL", 20_000_000, 0, 0, -1);
  }

  private static double utcHour(Instant at) {
    long seconds = Math.floorMod(at.getEpochSecond(), Duration.ofDays(1).toSeconds());
    return seconds / SECONDS_PER_HOUR;
  }

  private static double decibels(double ratio) {
    return 10 * Math.log10(ratio);
  }

  private static double sum(double leftDb, double rightDb) {
    return decibels(Math.pow(10, leftDb / 10) + Math.pow(10, rightDb / 10));
  }
}
