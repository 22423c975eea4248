package io.heimdall.db.measurement;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jooq.Cursor;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

/// Rows of a query, one at a time, from a cursor of the database: whatever their number, a few
/// thousand are in memory. Values are read by the place of their field in the query, from 0.
///
/// One thread reads, the one of the transaction, and closes before the transaction ends. Any thread
/// may cancel.
public final class MeasurementCursor implements AutoCloseable {

  /// Rows are a few hundred bytes, so that a portion is about a megabyte.
  private static final int ROWS_AT_A_TIME = 2_000;

  /// How long the transaction may be idle while its reader does something else. Whoever reads gives
  /// up before.
  private static final Duration IDLE = Duration.ofSeconds(90);

  /// A portion of few matches among very many rows takes its time.
  private static final Duration ANSWER = Duration.ofMinutes(10);

  private final PGConnection connection;
  private final Cursor<? extends Record> cursor;
  private final ResultSet rows;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private boolean closed;

  private MeasurementCursor(PGConnection connection, Cursor<? extends Record> cursor) {
    this.connection = connection;
    this.cursor = cursor;
    this.rows = Objects.requireNonNull(cursor.resultSet(), "an open cursor has rows");
  }

  /// Begins to read.
  ///
  /// @param tx a transaction that nothing else uses meanwhile
  /// @param query what to read
  static MeasurementCursor open(Tx tx, Select<? extends Record> query) {
    try {
      tx.connection().setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
      PGConnection connection = tx.connection().unwrap(PGConnection.class);
      var _ =
          Sql.on(tx).execute("set local idle_in_transaction_session_timeout = " + IDLE.toMillis());
      query.attach(Sql.on(tx).configuration().derive(new BinaryTransfer()));
      return new MeasurementCursor(connection, query.fetchSize(ROWS_AT_A_TIME).fetchLazy());
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Goes on to the next row.
  ///
  /// @return false after the last
  public boolean next() {
    try {
      return rows.next();
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Whether the value that was read last is not there.
  ///
  /// @return true after null
  public boolean wasNull() {
    try {
      return rows.wasNull();
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
      return rows.getLong(place + 1);
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
      return rows.getDouble(place + 1);
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
      return rows.getBoolean(place + 1);
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
      return rows.getString(place + 1);
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
      return rows.getBytes(place + 1);
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
      Timestamp time = rows.getTimestamp(place + 1);
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
      return rows.getObject(place + 1, UUID.class);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /// Breaks off what the database is doing for the reader, who then meets an exception. Nothing
  /// happens once the cursor is closed.
  public void cancel() {
    lock.lock();
    try {
      if (!closed) {
        connection.cancelQuery();
      }
    } catch (SQLException failure) {
      throw failed(failure);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    cursor.close();
  }

  /// What a transaction makes a database failure of.
  private static DataAccessException failed(SQLException failure) {
    return new DataAccessException("reading measurements", failure);
  }

  /// Has numbers travel as they are, where the driver would have the database write and itself read
  /// them as text for a statement that it sees for the first time.
  private static final class BinaryTransfer implements ExecuteListener {
    private static final long serialVersionUID = 1L;
    private static final int ALWAYS = -1;

    @Override
    public void prepareEnd(ExecuteContext context) {
      PreparedStatement statement = context.statement();
      if (statement != null) {
        try {
          statement.unwrap(PGStatement.class).setPrepareThreshold(ALWAYS);
        } catch (SQLException failure) {
          throw failed(failure);
        }
      }
    }
  }
}
