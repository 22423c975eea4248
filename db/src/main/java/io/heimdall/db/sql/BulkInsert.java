package io.heimdall.db.sql;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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

  private record Column<R extends Record, T, V>(
      TableField<R, V> field, DataType<V[]> arrayType, Function<T, ? extends @Nullable V> value) {

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
    columns.add(new Column<>(field, field.getDataType().array(), value));
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
}
