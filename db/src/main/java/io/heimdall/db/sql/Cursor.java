package io.heimdall.db.sql;

import io.heimdall.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.Configuration;
import org.jooq.ExecuteListener;
import org.jooq.ResultQuery;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.postgresql.PGStatement;

/// Reads many rows as the driver has them: some at a time, in binary form, without an object for
/// each. The transaction must stay open meanwhile. The database may take ten minutes for a portion.
public final class Cursor {

  /// Asks for binary values from the first execution on.
  private static final int BINARY_AT_ONCE = -1;

  private Cursor() {}

  /// Takes a row.
  public interface RowSink {

    /// Takes the row that the result is at.
    ///
    /// @param row the result; columns count from 1
    /// @throws SQLException when a column cannot be read
    void take(ResultSet row) throws SQLException;
  }

  /// Reads what a query finds, in its order.
  ///
  /// @param tx the transaction
  /// @param query the query
  /// @param rowsAtATime how many rows are in memory
  /// @param sink takes each row
  public static void read(Tx tx, ResultQuery<?> query, int rowsAtATime, RowSink sink) {
    Configuration binary =
        Sql.on(tx)
            .configuration()
            .deriveAppending(
                new DefaultExecuteListenerProvider(
                    ExecuteListener.onPrepareEnd(context -> {
                      var statement = context.statement();
                      if (statement == null) {
                        return;
                      }
                      try {
                        statement.unwrap(PGStatement.class).setPrepareThreshold(BINARY_AT_ONCE);
                      } catch (SQLException failure) {
                        throw new DataAccessException("ask for binary values", failure);
                      }
                    })));
    query.attach(binary);
    Sql.patient(tx);
    try (ResultSet rows = query.fetchSize(rowsAtATime).fetchResultSet()) {
      while (rows.next()) {
        sink.take(rows);
      }
    } catch (SQLException failure) {
      throw new DataAccessException(String.valueOf(failure.getMessage()), failure);
    }
  }
}
