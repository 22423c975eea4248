package io.heimdall.db.measurement;

import io.heimdall.db.RunningQuery;
import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.RowCountQuery;
import org.jooq.Select;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

/// Rows of a query, one at a time, from a cursor of the database: whatever their number, a few
/// thousand are in memory. While one portion is read, the database makes the next one. Values are
/// read by the place of their field in the query, from 0.
///
/// One thread reads, the one of the transaction, and closes before the transaction ends. Any thread
/// may cancel.
public final class MeasurementCursor implements AutoCloseable {

  /// Rows are a few hundred bytes, so that a portion is about a megabyte.
  private static final int ROWS_AT_A_TIME = 2_000;

  private static final String FETCH = "fetch forward " + ROWS_AT_A_TIME + " from measurement_rows";

  /// Has numbers travel as they are, where the driver would have the database write and itself read
  /// them as text for a statement that is not prepared.
  private static final int ALWAYS_BINARY = -1;

  /// How long the transaction may be idle while its reader does something else: a portion is
  /// several messages to a slow client, each of which may take a minute.
  private static final Duration IDLE = Duration.ofMinutes(15);

  private final RunningQuery running;

  /// One holds the portion that is read while the other fetches. Not prepared: the driver would use
  /// what it has prepared again for the next cursor, whose fields are others.
  private final Statement[] fetches = new Statement[2];

  // Of the reader. The connection belongs to whoever fetches, and to the reader once it has joined.
  private int portions;
  private CompletableFuture<ResultSet> coming;
  private @Nullable ResultSet rows;
  private int read = ROWS_AT_A_TIME;
  private boolean finished;

  private MeasurementCursor(Tx tx) throws SQLException {
    var connection = (Connection) tx.connection().unwrap(PGConnection.class);
    this.running = RunningQuery.of(tx);
    for (int i = 0; i < fetches.length; i++) {
      fetches[i] = connection.createStatement();
      fetches[i].unwrap(PGStatement.class).setPrepareThreshold(ALWAYS_BINARY);
    }
    this.coming = fetchNext();
  }

  /// Begins to read, without a wait for the first rows.
  ///
  /// @param tx a transaction that nothing else uses meanwhile
  /// @param query what to read
  static MeasurementCursor open(Tx tx, Select<? extends Record> query) {
    DSLContext sql = Sql.on(tx);
    try {
      Sql.patient(tx);
      run(sql.query("set local idle_in_transaction_session_timeout = " + IDLE.toMillis()));
      run(sql.query("declare measurement_rows no scroll cursor for {0}", query));
      return new MeasurementCursor(tx);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  private static void run(RowCountQuery statement) {
    var _ = statement.execute();
  }

  /// Goes on to the next row.
  ///
  /// @return false after the last
  public boolean next() {
    try {
      if (rows != null && rows.next()) {
        read++;
        return true;
      }
      if (read < ROWS_AT_A_TIME) {
        finished = true;
        return false;
      }
      rows = joined();
      running.goOn();
      coming = fetchNext();
      read = 0;
      return next();
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// The statement whose portion has been read fetches the one after the one that is coming.
  private CompletableFuture<ResultSet> fetchNext() {
    portions++;
    Statement statement = fetches[portions % fetches.length];
    return CompletableFuture.supplyAsync(() -> fetch(statement), Thread::startVirtualThread);
  }

  /// Looks before and after: the database knows of a cancel only while it is at work.
  private ResultSet fetch(Statement statement) {
    try {
      running.goOn();
      ResultSet fetched = statement.executeQuery(FETCH);
      running.goOn();
      return fetched;
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  private ResultSet row() {
    return Objects.requireNonNull(rows, "there is no row before next()");
  }

  private ResultSet joined() {
    try {
      return coming.join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof DataAccessException known
          ? new DataAccessException("reading measurements", known)
          : failure;
    }
  }

  /// Whether the value that was read last is not there.
  ///
  /// @return true after null
  public boolean wasNull() {
    try {
      return row().wasNull();
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Reads a whole number.
  ///
  /// @param place the field's place
  /// @return the value; 0 for null
  public long whole(int place) {
    try {
      return row().getLong(place + 1);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Reads a number.
  ///
  /// @param place the field's place
  /// @return the value; 0 for null
  public double number(int place) {
    try {
      return row().getDouble(place + 1);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Reads a truth value.
  ///
  /// @param place the field's place
  /// @return the value; false for null
  public boolean flag(int place) {
    try {
      return row().getBoolean(place + 1);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Reads a text.
  ///
  /// @param place the field's place
  /// @return the value
  public @Nullable String text(int place) {
    try {
      return row().getString(place + 1);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Reads a text as it is kept.
  ///
  /// @param place the field's place
  /// @return its bytes in UTF-8, the caller's own
  public byte @Nullable [] utf8(int place) {
    try {
      return row().getBytes(place + 1);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Reads an instant, which is not null.
  ///
  /// @param place the field's place
  /// @return microseconds since 1970-01-01T00:00:00Z
  @SuppressWarnings("JavaUtilDate") // the only type that the driver makes without a calendar
  public long micros(int place) {
    try {
      Timestamp time = row().getTimestamp(place + 1);
      return Math.floorDiv(time.getTime(), 1_000L) * 1_000_000 + time.getNanos() / 1_000;
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Reads a UUID, which is not null.
  ///
  /// @param place the field's place
  /// @return the value
  public UUID id(int place) {
    try {
      return row().getObject(place + 1, UUID.class);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Breaks off what the database is doing for the reader, who then meets an exception, at the
  /// latest where the next portion begins. Nothing happens once the cursor is closed.
  public void cancel() {
    running.cancel();
  }

  /// Waits for what is being fetched, which is broken off where the reader has not come to the end.
  /// When it returns, the connection is the transaction's again.
  @Override
  public void close() {
    if (!finished && !coming.isDone()) {
      running.cancel();
    }
    var _ = coming.handle((_, _) -> true).join();
    running.close();
    try {
      for (Statement fetch : fetches) {
        fetch.close();
      }
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// What a transaction makes a database failure of.
  private static DataAccessException failed(SQLException failure) {
    return new DataAccessException("reading measurements", failure);
  }
}
