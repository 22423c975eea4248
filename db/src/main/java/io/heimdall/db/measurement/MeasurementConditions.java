package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.sql.Sql.when;

import io.heimdall.db.measurement.MeasurementPredicate.All;
import io.heimdall.db.measurement.MeasurementPredicate.Any;
import io.heimdall.db.measurement.MeasurementPredicate.Compared;
import io.heimdall.db.measurement.MeasurementPredicate.Comparison;
import io.heimdall.db.measurement.MeasurementPredicate.Contained;
import io.heimdall.db.measurement.MeasurementPredicate.Flag;
import io.heimdall.db.measurement.MeasurementPredicate.Not;
import io.heimdall.db.measurement.MeasurementPredicate.Present;
import io.heimdall.db.measurement.MeasurementPredicate.Real;
import io.heimdall.db.measurement.MeasurementPredicate.Text;
import io.heimdall.db.measurement.MeasurementPredicate.Time;
import io.heimdall.db.measurement.MeasurementPredicate.Uuid;
import io.heimdall.db.measurement.MeasurementPredicate.Whole;
import io.heimdall.db.sql.Sql;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// Filters of measurements as SQL. Every value is a bind.
final class MeasurementConditions {

  private static final char ESCAPE = '\\';

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
        .and(when(filter.predicate(), MeasurementConditions::of));
  }

  private static Condition of(MeasurementPredicate predicate) {
    return switch (predicate) {
      case All all -> DSL.and(all.parts().stream().map(MeasurementConditions::of).toList());
      case Any any -> DSL.or(any.parts().stream().map(MeasurementConditions::of).toList());
      case Not not -> DSL.not(of(not.part()));
      case Present present -> present.field().presence();
      case Compared compared -> of(compared);
      case Contained contained ->
          contained.field().sql().coerce(SQLDataType.VARCHAR).like(pattern(contained), ESCAPE);
    };
  }

  /// Values are bound in the type that they have here, whatever the column's, and the database
  /// compares across types.
  private static Condition of(Compared compared) {
    Field<?> field = compared.field().sql();
    Comparison how = compared.comparison();
    return switch (compared.value()) {
      case Whole whole -> compare(field.coerce(SQLDataType.BIGINT), how, whole.value());
      case Real real -> compare(field.coerce(SQLDataType.DOUBLE), how, real.value());
      case Flag flag -> compare(field.coerce(SQLDataType.BOOLEAN), how, flag.value());
      case Text text -> compare(field.coerce(SQLDataType.VARCHAR), how, text.value());
      case Time time -> compare(field.coerce(SQLDataType.INSTANT), how, time.value());
      case Uuid uuid -> compare(field.coerce(SQLDataType.UUID), how, uuid.value());
    };
  }

  private static <T> Condition compare(Field<T> field, Comparison how, T value) {
    return switch (how) {
      case EQUAL -> field.eq(value);
      case NOT_EQUAL -> field.ne(value);
      case LESS -> field.lt(value);
      case LESS_OR_EQUAL -> field.le(value);
      case GREATER -> field.gt(value);
      case GREATER_OR_EQUAL -> field.ge(value);
    };
  }

  private static String pattern(Contained contained) {
    String literal = contained.text().replaceAll("[\\\\%_]", "\\\\$0");
    return switch (contained.place()) {
      case AT_THE_START -> literal + "%";
      case AT_THE_END -> "%" + literal;
      case ANYWHERE -> "%" + literal + "%";
    };
  }
}
