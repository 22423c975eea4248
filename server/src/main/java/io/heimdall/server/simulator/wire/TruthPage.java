package io.heimdall.server.simulator.wire;

import io.heimdall.server.simulator.signal.Place;
import io.heimdall.server.simulator.signal.Truth;
import io.heimdall.server.simulator.signal.Tuner;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.StringJoiner;

/// The page no real receiver has: `/truth`, what a measurement should find. Levels are null for a
/// recording; full-scale levels hold for the manual gain that is stated with them.
final class TruthPage {

  private TruthPage() {}

  static String json(Truth truth) {
    Optional<Truth.Levels> levels = truth.levels();
    Optional<Place> place = truth.place();
    var fields = new StringJoiner(",\n  ", "{\n  ", "\n}\n");
    fields.add("\"receiver_id\": " + truth.receiverId());
    fields.add("\"name\": " + Json.quote(truth.name()));
    fields.add("\"location_name\": " + Json.quote(truth.town()));
    fields.add("\"latitude\": " + number(place.map(Place::latitudeDeg)));
    fields.add("\"longitude\": " + number(place.map(Place::longitudeDeg)));
    fields.add("\"gps\": " + truth.gps());
    fields.add("\"sample_rate_hz\": " + number(Optional.of(truth.sampleRateHz())));
    fields.add("\"emitter_frequency_hz\": " + number(Optional.of(truth.frequencyHz())));
    fields.add("\"man_gain_db\": " + number(Optional.of(Tuner.DEFAULT_GAIN_DB)));
    fields.add("\"level_dbm\": " + number(levels.map(Truth.Levels::signalDbm)));
    fields.add("\"level_dbfs\": " + number(levels.map(Truth.Levels::signalDbfs)));
    fields.add("\"noise_density_dbm_per_hz\": " + number(levels.map(Truth.Levels::noiseDbmPerHz)));
    fields.add(
        "\"noise_density_dbfs_per_hz\": " + number(levels.map(Truth.Levels::noiseDbfsPerHz)));
    fields.add("\"cn0_dbhz\": " + number(levels.map(Truth.Levels::carrierToNoiseDbHz)));
    fields.add(
        "\"propagation_delay_ns\": " + number(levels.map(Truth.Levels::propagationDelayNanos)));
    fields.add("\"clock_error_ppm\": " + number(levels.map(Truth.Levels::clockErrorPpm)));
    return fields.toString();
  }

  private static String number(Optional<Double> value) {
    return value
        .map(v -> BigDecimal.valueOf(v).stripTrailingZeros().toPlainString())
        .orElse("null");
  }
}
