package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS_DAILY;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS_DAILY_BY_BAND;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS_HOURLY;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS_HOURLY_BY_BAND;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.BulkRead;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.ResultQuery;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// Reads measurements, or their sums, of a time: only the columns that are needed, in no order.
/// Stateless.
public final class SeriesReader {

  /// Makes a reader, which holds nothing of its own.
  public SeriesReader() {}

  /// Reads what a span holds.
  ///
  /// @param tx the transaction
  /// @param span over which time, from what
  /// @param filter which ones; where sums are read it asks for nothing but receivers and times
  /// @param columns what of them; no frequency where sums are read
  /// @param sink takes each; the same object every time
  public void read(
      Tx tx,
      SeriesSpan span,
      MeasurementFilter filter,
      SeriesColumns columns,
      Consumer<SeriesEntry> sink) {
    ResultQuery<?> query = query(Sql.on(tx), span, filter, columns);
    switch (span.grain()) {
      case ROWS -> {
        var entry = new RowEntry(columns);
        BulkRead.read(
            tx,
            query,
            row -> {
              entry.read(row);
              sink.accept(entry);
            });
      }
      case HOURS, DAYS -> {
        var entry = new SumEntry(columns);
        BulkRead.read(
            tx,
            query,
            row -> {
              entry.read(row);
              sink.accept(entry);
            });
      }
    }
  }

  /// The query for a span.
  static ResultQuery<?> query(
      DSLContext dsl, SeriesSpan span, MeasurementFilter filter, SeriesColumns columns) {
    boolean perBand = columns.place() != SeriesColumns.Place.NONE;
    return switch (span.grain()) {
      case ROWS ->
          dsl.select(RowEntry.fields(columns))
              .from(MEASUREMENTS)
              .where(MeasurementConditions.of(filter))
              .and(MEASUREMENTS.WINDOW_START.ge(span.from()))
              .and(MEASUREMENTS.WINDOW_START.lt(span.before()));
      case HOURS ->
          sums(
              dsl,
              span,
              filter,
              columns,
              perBand ? MEASUREMENTS_HOURLY_BY_BAND : MEASUREMENTS_HOURLY);
      case DAYS ->
          sums(
              dsl,
              span,
              filter,
              columns,
              perBand ? MEASUREMENTS_DAILY_BY_BAND : MEASUREMENTS_DAILY);
    };
  }

  private static ResultQuery<?> sums(
      DSLContext dsl,
      SeriesSpan span,
      MeasurementFilter filter,
      SeriesColumns columns,
      Table<?> relation) {
    if (!filter.onlyReceiversAndTimes() || columns.place() == SeriesColumns.Place.FREQUENCY) {
      throw new IllegalArgumentException("sums know receivers, times and bands: " + filter);
    }
    Field<Instant> bucket = SumEntry.of(relation, MEASUREMENTS_HOURLY.BUCKET);
    Field<Integer> receiver = SumEntry.of(relation, MEASUREMENTS_HOURLY.WEBSDR_ID);
    return dsl.select(SumEntry.fields(columns, relation))
        .from(relation)
        .where(Sql.in(receiver, filter.receiverIds(), new Integer[0]))
        .and(bucket.ge(span.from()))
        .and(bucket.lt(span.before()));
  }

  /// The tenth of a decade that a frequency is in.
  static Field<Integer> band(Field<Long> frequencyHz) {
    return DSL.field("measurement_band({0})", SQLDataType.INTEGER, frequencyHz);
  }
}
