package io.heimdall.db.measurement;

import io.heimdall.db.RunningQuery;
import io.heimdall.db.Tx;
import io.heimdall.db.sql.BulkRead;
import io.heimdall.db.sql.CopyRow;
import io.heimdall.db.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/// Rows of a query, one at a time: whatever their number, one is in memory, and the database makes
/// the next ones while it is read. Values are read by the place of their field in the query, from
/// 0.
///
/// One thread reads, the one of the transaction, and closes before the transaction ends. Any thread
/// may cancel.
public final class MeasurementCursor implements AutoCloseable {

  /// How long the transaction may be idle while its reader does something else: what is on the way
  /// when the database has come to the end is several messages to a slow client, each of which may
  /// take a minute.
  private static final Duration IDLE = Duration.ofMinutes(15);

  private final RunningQuery running;
  private final BulkRead rows;
  private final CopyRow row;

  private MeasurementCursor(RunningQuery running, BulkRead rows) {
    this.running = running;
    this.rows = rows;
    this.row = rows.row();
  }

  /// Prepares to read. The database begins when the first row is asked for.
  ///
  /// @param tx a transaction that nothing else uses meanwhile
  /// @param query what to read
  static MeasurementCursor open(Tx tx, Select<? extends Record> query) {
    set(tx, "idle_in_transaction_session_timeout = " + IDLE.toMillis());
    // Workers read everything to sort it, where one process goes along the key and stops when its
    // reader does.
    set(tx, "max_parallel_workers_per_gather = 0");
    return new MeasurementCursor(RunningQuery.of(tx), BulkRead.open(tx, query));
  }

  private static void set(Tx tx, String setting) {
    var _ = Sql.on(tx).query("set local " + setting).execute();
  }

  /// Goes on to the next row.
  ///
  /// @return false after the last
  public boolean next() {
    try {
      running.goOn();
      return rows.next();
    } catch (SQLException failure) {
      throw new DataAccessException("reading measurements", failure);
    }
  }

  /// Whether a value is not there.
  ///
  /// @param place the field's place
  /// @return true for null
  public boolean isNull(int place) {
    return row.isNull(place);
  }

  /// Reads a whole number.
  ///
  /// @param place the field's place
  /// @return the value; 0 for null
  public long whole(int place) {
    return row.whole(place);
  }

  /// Reads a number.
  ///
  /// @param place the field's place
  /// @return the value; 0 for null
  public double number(int place) {
    return row.float8(place);
  }

  /// Reads a truth value.
  ///
  /// @param place the field's place
  /// @return the value; false for null
  public boolean flag(int place) {
    return row.bool(place);
  }

  /// Reads a text.
  ///
  /// @param place the field's place
  /// @return the value
  public @Nullable String text(int place) {
    return row.text(place);
  }

  /// Reads a text as it is kept.
  ///
  /// @param place the field's place
  /// @return its bytes in UTF-8, the caller's own; none for null
  public byte[] utf8(int place) {
    return row.bytes(place);
  }

  /// Reads an instant.
  ///
  /// @param place the field's place
  /// @return microseconds since 1970-01-01T00:00:00Z; 0 for null
  public long micros(int place) {
    return row.micros(place);
  }

  /// Reads a UUID, which is not null.
  ///
  /// @param place the field's place
  /// @return the value
  public UUID id(int place) {
    return row.uuid(place);
  }

  /// Breaks off what the database is doing for the reader, who then meets an exception, at the
  /// latest where the next row begins. Nothing happens once the cursor is closed.
  public void cancel() {
    running.cancel();
  }

  /// Breaks off what has not been read. When it returns, the connection is the transaction's again.
  @Override
  public void close() {
    try (running) {
      rows.close();
    }
  }
}
