package io.heimdall.server.bench;

import io.heimdall.db.Tx;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// The driver's own COPY, fed with rows that are encoded already: what the repository's inserts are
/// compared with. It treats duplicates as the repository does, which for new rows is a savepoint.
final class BareCopy {

  private static final int BUFFER_BYTES = 1 << 16;

  /// What the repository writes; the table makes the others.
  private static final String COLUMNS =
      """
      select string_agg(column_name, ', ' order by ordinal_position)
      from information_schema.columns
      where table_schema = current_schema()
        and table_name = 'measurements'
        and is_generated = 'NEVER'
        and column_name <> 'created_at'
      """;

  private BareCopy() {}

  /// Encodes rows that are in the table.
  ///
  /// @param tx a transaction of their database
  /// @param from the first window
  /// @param before a time after the last window
  /// @return the rows in COPY's binary format, in the order of their keys
  static byte[] encoded(Tx tx, Instant from, Instant before) {
    var bytes = new ByteArrayOutputStream();
    try {
      copier(tx)
          .copyOut(
              """
              copy (
                select %s from measurements where window_start >= '%s' and window_start < '%s'
                order by window_start, task_id, websdr_id, hop
              ) to stdout (format binary)
              """
                  .formatted(columns(tx), from, before),
              bytes);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("the rows could not be read", e);
    }
    return bytes.toByteArray();
  }

  /// Adds rows.
  ///
  /// @param tx the transaction
  /// @param statement from [#statement]
  /// @param encoded the rows in COPY's binary format
  /// @return how many were added
  static long insert(Tx tx, String statement, byte[] encoded) {
    try {
      Savepoint before = tx.connection().setSavepoint();
      long added = copier(tx).copyIn(statement, new ByteArrayInputStream(encoded), BUFFER_BYTES);
      tx.connection().releaseSavepoint(before);
      return added;
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("the bare COPY was refused", e);
    }
  }

  /// The statement that [#insert] runs.
  static String statement(Tx tx) {
    try {
      return "copy measurements (%s) from stdin (format binary)".formatted(columns(tx));
    } catch (SQLException e) {
      throw new IllegalStateException("the columns could not be read", e);
    }
  }

  private static CopyManager copier(Tx tx) throws SQLException {
    return tx.connection().unwrap(PGConnection.class).getCopyAPI();
  }

  private static String columns(Tx tx) throws SQLException {
    try (var statement = tx.connection().createStatement();
        var rows = statement.executeQuery(COLUMNS)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
