package io.heimdall.db.filter;

import io.heimdall.db.filter.FilterPredicate.All;
import io.heimdall.db.filter.FilterPredicate.Any;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Comparison;
import io.heimdall.db.filter.FilterPredicate.Contained;
import io.heimdall.db.filter.FilterPredicate.Flag;
import io.heimdall.db.filter.FilterPredicate.Member;
import io.heimdall.db.filter.FilterPredicate.Not;
import io.heimdall.db.filter.FilterPredicate.Present;
import io.heimdall.db.filter.FilterPredicate.Real;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.db.filter.FilterPredicate.Time;
import io.heimdall.db.filter.FilterPredicate.Uuid;
import io.heimdall.db.filter.FilterPredicate.Whole;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// Predicates as SQL. Every value is a bind.
///
/// @param <C> the columns they compare
public final class FilterConditions<C extends FilterColumn> {

  private static final char ESCAPE = '\\';

  private final Class<C> columns;
  private final FilterSql<C> sql;

  /// Makes conditions on rows of one kind.
  ///
  /// @param columns the columns that predicates compare; any other is a bug
  /// @param sql what they are in the rows
  public FilterConditions(Class<C> columns, FilterSql<C> sql) {
    this.columns = columns;
    this.sql = sql;
  }

  /// Makes a condition.
  ///
  /// @param predicate what is to hold
  /// @return the condition
  public Condition of(FilterPredicate predicate) {
    return of(predicate, true);
  }

  /// Under a negation it matters whether what is not true is false or neither.
  private Condition of(FilterPredicate predicate, boolean positive) {
    return switch (predicate) {
      case All all -> DSL.and(of(all.parts(), positive));
      case Any any -> DSL.or(of(any.parts(), positive));
      case Not not -> DSL.not(of(not.part(), false));
      case Present present -> sql.presence(columns.cast(present.field()));
      case Compared compared ->
          positive
              ? sql.instead(columns.cast(compared.field()), compared).orElseGet(() -> of(compared))
              : of(compared);
      case Contained contained ->
          value(contained.field()).coerce(SQLDataType.VARCHAR).like(pattern(contained), ESCAPE);
      case Member member -> has(value(member.field()), member.text());
    };
  }

  private List<Condition> of(List<FilterPredicate> parts, boolean positive) {
    return parts.stream().map(part -> of(part, positive)).toList();
  }

  private Field<?> value(FilterColumn column) {
    return sql.value(columns.cast(column));
  }

  private static Condition has(Field<?> texts, String text) {
    return DSL.condition("{0} @> array[{1}]::text[]", texts, DSL.val(text));
  }

  /// Values are bound in the type that they have here, whatever the column's, and the database
  /// compares across types.
  private Condition of(Compared compared) {
    Field<?> field = value(compared.field());
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
