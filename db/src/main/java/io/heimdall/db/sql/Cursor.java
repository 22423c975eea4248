package io.heimdall.db.sql;

import io.heimdall.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jooq.Configuration;
import org.jooq.ExecuteListener;
import org.jooq.ResultQuery;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.postgresql.PGStatement;

/// Reads many rows as the driver has them: some at a time, in binary form, without an object for
/// each. The transaction must stay open meanwhile. The database may take ten minutes for a portion.
public final class Cursor {

  private static final int ROWS_AT_A_TIME = 5_000;

  /// Asks for binary values from the first execution on.
  private static final int BINARY_AT_ONCE = -1;

  /// A portion of few matches among very many rows takes its time.
  private static final Duration ANSWER = Duration.ofMinutes(10);

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
  /// @param sink takes each row
  public static void read(Tx tx, ResultQuery<?> query, RowSink sink) {
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
    patient(tx);
    try (ResultSet rows = query.fetchSize(ROWS_AT_A_TIME).fetchResultSet()) {
      while (rows.next()) {
        sink.take(rows);
      }
    } catch (SQLException failure) {
      throw new DataAccessException(String.valueOf(failure.getMessage()), failure);
    }
  }

  /// The pool restores its own patience, which is for statements that find a row.
  private static void patient(Tx tx) {
    try {
      tx.connection().setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
    } catch (SQLException failure) {
      throw new DataAccessException("be patient with the database", failure);
    }
  }
}
