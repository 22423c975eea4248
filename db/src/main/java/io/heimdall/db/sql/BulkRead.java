package io.heimdall.db.sql;

import io.heimdall.db.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jooq.ResultQuery;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;
import org.postgresql.jdbc.PgConnection;

/// Reads many rows by `COPY`: while one is taken the database makes the next ones, as many as the
/// connection holds, and one is in memory. The database may take ten minutes for a row.
///
/// COPY takes no binds: what a query compares with becomes part of its text, as jOOQ quotes it.
/// That is safe where a backslash in a literal is a backslash, which is made sure of.
///
/// One thread, the one of the transaction, which nothing else uses until this is closed.
public final class BulkRead implements AutoCloseable {

  private static final String CONNECTION_LOST = "08";

  /// How long what is on the way may take to come once the database was told to stop.
  private static final Duration DRAINING = Duration.ofSeconds(30);

  private final PgConnection connection;
  private final String statement;
  private final CopyRow row = new CopyRow();
  private @Nullable CopyOut copy;
  private boolean ended;

  private BulkRead(PgConnection connection, String statement) {
    this.connection = connection;
    this.statement = statement;
  }

  /// Reads what a query finds, in its order.
  ///
  /// @param tx the transaction
  /// @param query the query
  /// @param sink takes each row; the same object every time
  public static void read(Tx tx, ResultQuery<?> query, Consumer<CopyRow> sink) {
    try (BulkRead rows = open(tx, query)) {
      while (rows.next()) {
        sink.accept(rows.row());
      }
    }
  }

  /// Prepares to read. The database begins at the first [#next], which waits for some kilobytes of
  /// rows or for all.
  ///
  /// @param tx the transaction
  /// @param query the query
  /// @return its rows, before the first one
  public static BulkRead open(Tx tx, ResultQuery<?> query) {
    Sql.patient(tx);
    return prepare(tx, query);
  }

  /// Prepares to read with the patience that the connection has.
  static BulkRead prepare(Tx tx, ResultQuery<?> query) {
    var _ = Sql.on(tx).query("set local standard_conforming_strings = on").execute();
    String statement =
        "copy (%s) to stdout (format binary)".formatted(Sql.on(tx).renderInlined(query));
    try {
      return new BulkRead(tx.connection().unwrap(PgConnection.class), statement);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Goes on to the next row.
  ///
  /// @return false after the last
  public boolean next() {
    try {
      ended = ended || !move();
      return !ended;
    } catch (SQLException failure) {
      giveUpIfLost(failure);
      throw failed(failure);
    }
  }

  /// A row is a message; the first one brings the header along, the last one is the mark of the
  /// end.
  private boolean move() throws SQLException {
    if (copy == null) {
      copy = connection.getCopyAPI().copyOut(statement);
      return isRow(copy, row::first);
    }
    return isRow(copy, row::next);
  }

  private static boolean isRow(CopyOut copy, Predicate<byte[]> opens) throws SQLException {
    byte[] message = copy.readFromCopy();
    if (message != null && opens.test(message)) {
      return true;
    }
    takeTheRest(copy);
    return false;
  }

  private static void takeTheRest(CopyOut copy) throws SQLException {
    while (copy.isActive()) {
      var _ = copy.readFromCopy();
    }
  }

  /// Where the database was silent for too long the driver takes the copy for over, while the
  /// database goes on with it: what it sends later would be taken for the answer to the next
  /// statement. Such a connection is of no use to anybody.
  private void giveUpIfLost(SQLException failure) {
    if (String.valueOf(failure.getSQLState()).startsWith(CONNECTION_LOST)) {
      giveUp(failure);
    }
  }

  private void giveUp(Exception cause) {
    try {
      connection.cancelQuery();
      connection.abort(Runnable::run);
    } catch (SQLException second) {
      cause.addSuppressed(second);
    }
  }

  /// The row that [#next] went to.
  ///
  /// @return the row; the same object every time
  public CopyRow row() {
    return row;
  }

  /// Cancels what the database is still at, and takes what is on the way, since the driver's own
  /// [CopyOut#cancelCopy] leaves some of it for the next statement.
  @Override
  public void close() {
    if (copy == null || !copy.isActive()) {
      return;
    }
    try {
      connection.setNetworkTimeout(Runnable::run, (int) DRAINING.toMillis());
      connection.cancelQuery();
      drain(copy);
    } catch (SQLException failure) {
      giveUpIfLost(failure);
      if (copy.isActive()) {
        throw failed(failure);
      }
    }
  }

  /// The request to stop goes another way than the rows, and may be lost.
  private void drain(CopyOut copy) throws SQLException {
    long end = System.nanoTime() + DRAINING.toNanos();
    while (copy.isActive()) {
      if (System.nanoTime() - end > 0) {
        var failure = new SQLException("the database did not stop", CONNECTION_LOST + "006");
        giveUp(failure);
        throw failure;
      }
      var _ = copy.readFromCopy();
    }
  }

  private static DataAccessException failed(SQLException failure) {
    return new DataAccessException(String.valueOf(failure.getMessage()), failure);
  }
}
