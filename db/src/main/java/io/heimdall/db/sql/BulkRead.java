package io.heimdall.db.sql;

import io.heimdall.db.Tx;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jooq.ResultQuery;
import org.jooq.exception.DataAccessException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// Reads many rows by `COPY`: while one is taken the database makes the next ones, as many as the
/// connection holds, and one is in memory. The transaction must stay open meanwhile. The database
/// may take ten minutes for a row.
public final class BulkRead {

  private BulkRead() {}

  /// Reads what a query finds, in its order.
  ///
  /// @param tx the transaction
  /// @param query the query, whose binds become part of its text: nothing but numbers and times
  /// @param sink takes each row; the same object every time
  public static void read(Tx tx, ResultQuery<?> query, Consumer<CopyRow> sink) {
    Sql.patient(tx);
    String statement =
        "copy (%s) to stdout (format binary)".formatted(Sql.on(tx).renderInlined(query));
    try {
      var connection = tx.connection().unwrap(PGConnection.class);
      CopyOut copy = connection.getCopyAPI().copyOut(statement);
      try {
        take(copy, sink);
      } catch (SQLException | RuntimeException | Error failure) {
        breakOff(connection, copy, failure);
        throw failure;
      }
    } catch (SQLException failure) {
      throw new DataAccessException(String.valueOf(failure.getMessage()), failure);
    }
  }

  /// Cancels what the database is at and takes what is on the way, since the driver's own
  /// [CopyOut#cancelCopy] leaves some of it for the next statement. The first failure stays the one
  /// that is thrown.
  private static void breakOff(PGConnection connection, CopyOut copy, Throwable failure) {
    if (!copy.isActive()) {
      return;
    }
    try {
      connection.cancelQuery();
      while (copy.isActive()) {
        var _ = copy.readFromCopy();
      }
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }

  /// A row is a message; the first one brings the header along, the last one is the mark of the
  /// end.
  private static void take(CopyOut copy, Consumer<CopyRow> sink) throws SQLException {
    var row = new CopyRow();
    byte[] message = copy.readFromCopy();
    boolean there = message != null && row.first(message);
    while (there) {
      sink.accept(row);
      message = copy.readFromCopy();
      there = message != null && row.next(message);
    }
    while (message != null) {
      message = copy.readFromCopy();
    }
  }
}
