package io.heimdall.server.receiver.choice;

import io.heimdall.db.receiver.Position;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverCheck;
import io.heimdall.db.receiver.ReceiverHistory;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.ReceiverSpec.Location;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import io.heimdall.server.geo.Place;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Receivers for tests.
final class Receivers {

  static final Place TARGET = new Place(50, 9);
  static final ReceiverHistory GOOD = new ReceiverHistory(1.0, 30.0, "GPS_FIT");

  /// What the last check of a good receiver with free channels left.
  static final String FREE =
      """
      {"reachable": true, "delivers_iq": true, "message": "", "free_slots": 2, "total_slots": 4,
       "gps_good": true}
      """;

  private Receivers() {}

  static Receiver with(int id, @Nullable Position position, @Nullable String check) {
    return with(
        id,
        position,
        check,
        Activity.ACTIVE,
        new TuningDefaults(0L, 30_000_000L, 0, null, null, ReceiverSpec.Gain.DRIVERS_DEFAULT));
  }

  static Receiver with(
      int id,
      @Nullable Position position,
      @Nullable String check,
      Activity activity,
      TuningDefaults tuning) {
    var spec =
        new ReceiverSpec(
            "kiwi",
            "Receiver " + id,
            "http://kiwi%d.example.org".formatted(id),
            new Location("", position),
            activity,
            tuning,
            30,
            3);
    return new Receiver(
        id,
        spec,
        "tester",
        1,
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        check == null ? null : new ReceiverCheck(Instant.EPOCH, true, check),
        false);
  }

  /// One that stands in some direction of the target, about as far away as it is asked for.
  static Candidate at(int id, double bearingDeg, double distanceKm, ReceiverHistory history) {
    double north = distanceKm * Math.cos(Math.toRadians(bearingDeg)) / 111.2;
    double east = distanceKm * Math.sin(Math.toRadians(bearingDeg)) / 111.2;
    double latitude = TARGET.latitudeDeg() + north;
    double longitude = TARGET.longitudeDeg() + east / Math.cos(Math.toRadians(latitude));
    return Candidate.of(
        with(id, new Position(latitude, longitude, null), FREE), history, Optional.of(TARGET));
  }

  static Candidate nowhere(int id, ReceiverHistory history) {
    return Candidate.of(with(id, null, FREE), history, Optional.of(TARGET));
  }
}
