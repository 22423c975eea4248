package io.heimdall.db.receiver;

import static io.heimdall.db.jooq.Tables.RECEIVERS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;

import io.heimdall.db.jooq.tables.records.ReceiversRecord;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.ReceiverSpec.Location;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/// A receiver from and to its row.
final class ReceiverRow {

  private ReceiverRow() {}

  static Receiver read(Record row) {
    return new Receiver(
        row.get(RECEIVERS.ID),
        spec(row),
        row.get(RECEIVERS.OWNER),
        row.get(RECEIVERS.REVISION),
        row.get(RECEIVERS.CREATED_AT),
        row.get(RECEIVERS.UPDATED_AT),
        row.get(RECEIVERS.DELETED_AT),
        check(row));
  }

  static void write(ReceiverSpec spec, ReceiversRecord row) {
    row.setDriver(spec.driver());
    row.setName(spec.name());
    row.setUrl(spec.url());
    row.setLocationName(spec.location().name());
    Position position = spec.location().position();
    row.setLatitude(position == null ? null : position.latitudeDeg());
    row.setLongitude(position == null ? null : position.longitudeDeg());
    row.setAltitudeM(position == null ? null : position.altitudeM());
    row.setActive(spec.activity() == Activity.ACTIVE);
    row.setActivateWhenProven(spec.activity() == Activity.WHEN_PROVEN);
    row.setDeactivatedByChecks(spec.activity() == Activity.DEACTIVATED);
    row.setMinFrequencyHz(spec.tuning().minFrequencyHz());
    row.setMaxFrequencyHz(spec.tuning().maxFrequencyHz());
    row.setFrequencyOffsetHz(spec.tuning().frequencyOffsetHz());
    row.setPassbandLowHz(spec.tuning().passbandLowHz());
    row.setPassbandHighHz(spec.tuning().passbandHighHz());
    row.setGainDb(spec.tuning().gainDb());
    row.setTimeoutSeconds(spec.timeoutSeconds());
    row.setRetryCount(spec.retryCount());
  }

  private static ReceiverSpec spec(Record row) {
    return new ReceiverSpec(
        row.get(RECEIVERS.DRIVER),
        row.get(RECEIVERS.NAME),
        row.get(RECEIVERS.URL),
        location(row),
        activity(row),
        tuning(row),
        row.get(RECEIVERS.TIMEOUT_SECONDS),
        row.get(RECEIVERS.RETRY_COUNT));
  }

  private static Location location(Record row) {
    Position position =
        row.get(RECEIVERS.LATITUDE) == null
            ? null
            : map(
                row.into(RECEIVERS.LATITUDE, RECEIVERS.LONGITUDE, RECEIVERS.ALTITUDE_M),
                mapping(Position::new));
    return new Location(row.get(RECEIVERS.LOCATION_NAME), position);
  }

  static Activity activity(Record row) {
    if (row.get(RECEIVERS.ACTIVE)) {
      return Activity.ACTIVE;
    }
    if (row.get(RECEIVERS.DEACTIVATED_BY_CHECKS)) {
      return Activity.DEACTIVATED;
    }
    return row.get(RECEIVERS.ACTIVATE_WHEN_PROVEN) ? Activity.WHEN_PROVEN : Activity.INACTIVE;
  }

  private static TuningDefaults tuning(Record row) {
    return map(
        row.into(
            RECEIVERS.MIN_FREQUENCY_HZ,
            RECEIVERS.MAX_FREQUENCY_HZ,
            RECEIVERS.FREQUENCY_OFFSET_HZ,
            RECEIVERS.PASSBAND_LOW_HZ,
            RECEIVERS.PASSBAND_HIGH_HZ,
            RECEIVERS.GAIN_DB),
        mapping(TuningDefaults::new));
  }

  private static @Nullable ReceiverCheck check(Record row) {
    return row.get(RECEIVERS.LAST_CHECK_AT) == null
        ? null
        : map(
            row.into(RECEIVERS.LAST_CHECK_AT, RECEIVERS.LAST_CHECK_OK, RECEIVERS.LAST_CHECK),
            mapping(ReceiverCheck::new));
  }
}
