package io.heimdall.db.sql;

import static java.util.stream.Collectors.joining;

import io.heimdall.db.Tx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// An insert of many rows by `COPY`, in a binary format that is written row by row into one buffer.
/// The number of its statements does not depend on the number of rows. Immutable.
///
/// @param <R> the table's record
/// @param <T> what a row is made of
public final class BulkCopy<R extends Record, T> {

  /// Sent when a buffer holds this much, so that the database reads while more is written.
  private static final int PORTION_BYTES = 1 << 16;

  private static final int LARGE_ROW_BYTES = 1 << 12;

  private final Table<R> table;
  private final List<? extends Field<?>> fields;
  private final List<CopyEncoder<T>> encoders;

  BulkCopy(Table<R> table, List<? extends Field<?>> fields, List<CopyEncoder<T>> encoders) {
    this.table = table;
    this.fields = List.copyOf(fields);
    this.encoders = List.copyOf(encoders);
  }

  /// Adds those rows that are not there yet.
  ///
  /// They go straight into the table. Where that meets a row that is there, it is undone, and they
  /// go by way of a temporary table, from which the new ones are picked. Two transactions that add
  /// the same rows wait for each other; rows in the same order keep them from waiting in a circle.
  ///
  /// @param tx the transaction
  /// @param rows the rows, any number
  /// @param key what makes two rows the same
  /// @return how many were added
  /// @throws DataAccessException when the database refuses a row for another reason
  public int addNew(Tx tx, List<T> rows, List<? extends Field<?>> key) {
    Connection connection = tx.connection();
    try {
      Savepoint before = connection.setSavepoint();
      try {
        send(connection, table, rows);
        connection.releaseSavepoint(before);
        return rows.size();
      } catch (SQLException failure) {
        if (!Sql.duplicate(failure)) {
          throw failure;
        }
        connection.rollback(before);
        connection.releaseSavepoint(before);
      }
      return addByWayOfAnother(tx, rows, key);
    } catch (SQLException failure) {
      throw new DataAccessException("COPY to " + table.getName(), failure);
    }
  }

  private int addByWayOfAnother(Tx tx, List<T> rows, List<? extends Field<?>> key)
      throws SQLException {
    DSLContext dsl = Sql.on(tx);
    Table<?> copied = DSL.table(DSL.name(table.getName() + "_copied"));
    dsl.createTemporaryTable(copied)
        .as(DSL.select(fields).from(table))
        .withNoData()
        .onCommitDrop()
        .execute();
    send(tx.connection(), copied, rows);
    int added =
        dsl.insertInto(table, fields)
            .select(DSL.select(unqualified(fields)).from(copied))
            .onConflict(key)
            .doNothing()
            .execute();
    dsl.dropTemporaryTable(copied).execute();
    return added;
  }

  private void send(Connection connection, Table<?> target, List<T> rows) throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement(target));
    try {
      write(copy, rows);
      copy.endCopy();
    } catch (SQLException | RuntimeException | Error failure) {
      cancel(copy, failure);
      throw failure;
    }
  }

  private void write(CopyIn copy, List<T> rows) throws SQLException {
    var out = new CopyBuffer(PORTION_BYTES + LARGE_ROW_BYTES);
    out.begin();
    for (T row : rows) {
      out.row(encoders.size());
      for (int column = 0; column < encoders.size(); column++) {
        encoders.get(column).encode(row, out);
      }
      if (out.size() >= PORTION_BYTES) {
        copy.writeToCopy(out.bytes(), 0, out.size());
        out.clear();
      }
    }
    out.end();
    copy.writeToCopy(out.bytes(), 0, out.size());
  }

  /// The first failure stays the one that is thrown.
  private static void cancel(CopyIn copy, Throwable failure) {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }

  private String statement(Table<?> target) {
    return "copy %s (%s) from stdin (format binary)"
        .formatted(
            target.getUnqualifiedName(),
            unqualified(fields).stream().map(Field::toString).collect(joining(", ")));
  }

  private static List<Field<?>> unqualified(List<? extends Field<?>> fields) {
    return fields.stream().<Field<?>>map(field -> DSL.field(field.getUnqualifiedName())).toList();
  }
}
