package io.heimdall.db.receiver;

import static io.heimdall.db.jooq.Tables.RECEIVERS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.field;

import io.heimdall.db.jooq.tables.records.ReceiversRecord;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.ReceiverSpec.Gain;
import io.heimdall.db.receiver.ReceiverSpec.Location;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import io.heimdall.db.sql.BulkInsert;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/// A receiver from and to its row.
final class ReceiverRow {

  /// The password stays where it is: readers of receivers are told only whether there is one.
  private static final Field<Boolean> HAS_PASSWORD =
      field(RECEIVERS.PASSWORD_SEALED.isNotNull()).as("has_password");

  private ReceiverRow() {}

  /// What a receiver is read from.
  static List<Field<?>> columns() {
    List<Field<?>> columns = new ArrayList<>(List.of(RECEIVERS.fields()));
    columns.remove(RECEIVERS.PASSWORD_SEALED);
    columns.add(HAS_PASSWORD);
    return columns;
  }

  static Receiver read(Record row) {
    return new Receiver(
        row.get(RECEIVERS.ID),
        spec(row),
        row.get(RECEIVERS.OWNER),
        row.get(RECEIVERS.REVISION),
        row.get(RECEIVERS.CREATED_AT),
        row.get(RECEIVERS.UPDATED_AT),
        row.get(RECEIVERS.DELETED_AT),
        check(row),
        row.get(HAS_PASSWORD));
  }

  /// An insert of many, with the columns of [#write].
  static BulkInsert<ReceiversRecord, ReceiverSpec> insert(String owner) {
    return tuning(
        BulkInsert.<ReceiversRecord, ReceiverSpec>into(RECEIVERS)
            .column(RECEIVERS.OWNER, _ -> owner)
            .column(RECEIVERS.DRIVER, ReceiverSpec::driver)
            .column(RECEIVERS.NAME, ReceiverSpec::name)
            .column(RECEIVERS.URL, ReceiverSpec::url)
            .column(RECEIVERS.LOCATION_NAME, spec -> spec.location().name())
            .column(RECEIVERS.COUNTRY, spec -> spec.location().country())
            .column(RECEIVERS.LATITUDE, spec -> of(spec, Position::latitudeDeg))
            .column(RECEIVERS.LONGITUDE, spec -> of(spec, Position::longitudeDeg))
            .column(RECEIVERS.ALTITUDE_M, spec -> of(spec, Position::altitudeM))
            .column(RECEIVERS.POSITION_TOLD, spec -> spec.location().told())
            .column(RECEIVERS.ACTIVE, spec -> spec.activity() == Activity.ACTIVE)
            .column(RECEIVERS.ACTIVATE_WHEN_PROVEN, spec -> spec.activity() == Activity.WHEN_PROVEN)
            .column(RECEIVERS.TIMEOUT_SECONDS, ReceiverSpec::timeoutSeconds)
            .column(RECEIVERS.RETRY_COUNT, ReceiverSpec::retryCount));
  }

  private static BulkInsert<ReceiversRecord, ReceiverSpec> tuning(
      BulkInsert<ReceiversRecord, ReceiverSpec> insert) {
    return insert
        .column(RECEIVERS.MIN_FREQUENCY_HZ, spec -> spec.tuning().minFrequencyHz())
        .column(RECEIVERS.MAX_FREQUENCY_HZ, spec -> spec.tuning().maxFrequencyHz())
        .column(RECEIVERS.FREQUENCY_OFFSET_HZ, spec -> spec.tuning().frequencyOffsetHz())
        .column(RECEIVERS.PASSBAND_LOW_HZ, spec -> spec.tuning().passbandLowHz())
        .column(RECEIVERS.PASSBAND_HIGH_HZ, spec -> spec.tuning().passbandHighHz())
        .column(RECEIVERS.GAIN_DB, spec -> spec.tuning().gain().manualDb())
        .column(RECEIVERS.AUTOMATIC_GAIN, spec -> spec.tuning().gain().automatic());
  }

  private static @Nullable Double of(
      ReceiverSpec spec, Function<Position, @Nullable Double> coordinate) {
    Position position = spec.location().position();
    return position == null ? null : coordinate.apply(position);
  }

  static void write(ReceiverSpec spec, ReceiversRecord row) {
    row.setDriver(spec.driver());
    row.setName(spec.name());
    row.setUrl(spec.url());
    row.setLocationName(spec.location().name());
    row.setCountry(spec.location().country());
    Position position = spec.location().position();
    row.setLatitude(position == null ? null : position.latitudeDeg());
    row.setLongitude(position == null ? null : position.longitudeDeg());
    row.setAltitudeM(position == null ? null : position.altitudeM());
    row.setPositionTold(spec.location().told());
    row.setActive(spec.activity() == Activity.ACTIVE);
    row.setActivateWhenProven(spec.activity() == Activity.WHEN_PROVEN);
    row.setDeactivatedByChecks(spec.activity() == Activity.DEACTIVATED);
    row.setMinFrequencyHz(spec.tuning().minFrequencyHz());
    row.setMaxFrequencyHz(spec.tuning().maxFrequencyHz());
    row.setFrequencyOffsetHz(spec.tuning().frequencyOffsetHz());
    row.setPassbandLowHz(spec.tuning().passbandLowHz());
    row.setPassbandHighHz(spec.tuning().passbandHighHz());
    row.setGainDb(spec.tuning().gain().manualDb());
    row.setAutomaticGain(spec.tuning().gain().automatic());
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
    return new Location(
        row.get(RECEIVERS.LOCATION_NAME),
        row.get(RECEIVERS.COUNTRY),
        position,
        row.get(RECEIVERS.POSITION_TOLD));
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
    return new TuningDefaults(
        row.get(RECEIVERS.MIN_FREQUENCY_HZ),
        row.get(RECEIVERS.MAX_FREQUENCY_HZ),
        row.get(RECEIVERS.FREQUENCY_OFFSET_HZ),
        row.get(RECEIVERS.PASSBAND_LOW_HZ),
        row.get(RECEIVERS.PASSBAND_HIGH_HZ),
        map(row.into(RECEIVERS.GAIN_DB, RECEIVERS.AUTOMATIC_GAIN), mapping(Gain::new)));
  }

  private static @Nullable ReceiverCheck check(Record row) {
    return row.get(RECEIVERS.LAST_CHECK_AT) == null
        ? null
        : map(
            row.into(RECEIVERS.LAST_CHECK_AT, RECEIVERS.LAST_CHECK_OK, RECEIVERS.LAST_CHECK),
            mapping(ReceiverCheck::new));
  }
}
