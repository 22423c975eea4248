package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.sql.Sql.when;

import io.heimdall.db.filter.FilterConditions;
import io.heimdall.db.filter.FilterSql;
import io.heimdall.db.sql.Sql;
import org.jooq.Condition;
import org.jooq.Field;

/// Filters of measurements as SQL. Every value is a bind.
final class MeasurementConditions {

  private static final FilterConditions<MeasurementField> PREDICATES =
      new FilterConditions<>(
          MeasurementField.class,
          new FilterSql<>() {
            @Override
            public Field<?> value(MeasurementField column) {
              return column.sql();
            }

            @Override
            public Condition presence(MeasurementField column) {
              return column.presence();
            }
          });

  private MeasurementConditions() {}

  static Condition of(MeasurementFilter filter) {
    return Sql.in(MEASUREMENTS.WEBSDR_ID, filter.receiverIds(), new Integer[0])
        .and(when(filter.startFrom(), MEASUREMENTS.WINDOW_START::ge))
        .and(when(filter.startBefore(), MEASUREMENTS.WINDOW_START::lt))
        .and(when(filter.acquisitionId(), MEASUREMENTS.TASK_ID::eq))
        .and(when(filter.minFrequencyHz(), MEASUREMENTS.CENTER_FREQUENCY_HZ::ge))
        .and(when(filter.maxFrequencyHz(), MEASUREMENTS.CENTER_FREQUENCY_HZ::le))
        .and(when(filter.minSnrDb(), MEASUREMENTS.SNR_DB::ge))
        .and(when(filter.maxSnrDb(), MEASUREMENTS.SNR_DB::le))
        .and(when(filter.predicate(), PREDICATES::of));
  }
}
