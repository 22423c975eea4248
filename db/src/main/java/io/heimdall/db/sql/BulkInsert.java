package io.heimdall.db.sql;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.InsertOnDuplicateStep;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// An insert whose statement and number of binds do not depend on the number of rows: each column
/// travels as one array, and `unnest` turns them into rows. Immutable once built; columns that are
/// arrays themselves cannot travel so.
///
/// @param <R> the table's record
/// @param <T> what a row is made of
public final class BulkInsert<R extends Record, T> {

  /// How a column's values travel: as an array, or as fields of COPY.
  private record Column<R extends Record, T, V>(
      TableField<R, V> field,
      DataType<V[]> arrayType,
      Function<T, ? extends @Nullable V> value,
      Supplier<CopyEncoder<T>> encoder) {

    @SuppressWarnings("unchecked") // an array made of the field's own type
    Field<V[]> bind(List<T> rows) {
      V[] values = (V[]) Array.newInstance(field.getType(), rows.size());
      for (int row = 0; row < values.length; row++) {
        Array.set(values, row, value.apply(rows.get(row)));
      }
      return DSL.cast(DSL.val(values, arrayType), arrayType);
    }
  }

  private final Table<R> table;
  private final List<Column<R, T, ?>> columns = new ArrayList<>();

  private BulkInsert(Table<R> table) {
    this.table = table;
  }

  /// Begins an insert.
  ///
  /// @param <R> the table's record
  /// @param <T> what a row is made of
  /// @param table where rows go
  /// @return an insert without columns
  public static <R extends Record, T> BulkInsert<R, T> into(Table<R> table) {
    return new BulkInsert<>(table);
  }

  /// Adds a column.
  ///
  /// @param <V> the column's type
  /// @param field the column
  /// @param value its value in a row
  /// @return this
  public <V> BulkInsert<R, T> column(
      TableField<R, V> field, Function<T, ? extends @Nullable V> value) {
    return add(field, value, () -> CopyEncoder.of(field, value));
  }

  /// Adds a column that is never null, whose values need no object each when they are copied.
  ///
  /// @param field the column
  /// @param value its value in a row
  /// @return this
  public BulkInsert<R, T> int4(TableField<R, Integer> field, ToIntFunction<T> value) {
    return add(field, value::applyAsInt, () -> (row, out) -> out.putInt(value.applyAsInt(row)));
  }

  /// Adds a column as [#int4] does.
  ///
  /// @param field the column
  /// @param value its value in a row
  /// @return this
  public BulkInsert<R, T> int8(TableField<R, Long> field, ToLongFunction<T> value) {
    return add(field, value::applyAsLong, () -> (row, out) -> out.putLong(value.applyAsLong(row)));
  }

  /// Adds a column as [#int4] does.
  ///
  /// @param field the column
  /// @param value its value in a row
  /// @return this
  public BulkInsert<R, T> float8(TableField<R, Double> field, ToDoubleFunction<T> value) {
    return add(
        field, value::applyAsDouble, () -> (row, out) -> out.putDouble(value.applyAsDouble(row)));
  }

  private <V> BulkInsert<R, T> add(
      TableField<R, V> field,
      Function<T, ? extends @Nullable V> value,
      Supplier<CopyEncoder<T>> encoder) {
    columns.add(new Column<>(field, field.getDataType().array(), value, encoder));
    return this;
  }

  /// The statement, to be executed as it is or given a conflict rule before.
  ///
  /// @param dsl where it will run
  /// @param rows the rows, any number
  /// @return the insert
  public InsertOnDuplicateStep<R> rows(DSLContext dsl, List<T> rows) {
    List<? extends Field<?>> arrays = columns.stream().map(column -> column.bind(rows)).toList();
    return dsl.insertInto(table, columns.stream().map(Column::field).toList())
        .select(DSL.select(DSL.asterisk()).from(DSL.table("unnest({0})", DSL.list(arrays))));
  }

  /// The same columns, for more rows than arrays are good for.
  ///
  /// @return the insert by COPY
  /// @throws IllegalArgumentException when there is no encoding for a column
  public BulkCopy<R, T> byCopy() {
    return new BulkCopy<>(
        table,
        columns.stream().map(Column::field).toList(),
        columns.stream().map(column -> column.encoder().get()).toList());
  }
}
