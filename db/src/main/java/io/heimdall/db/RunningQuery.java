package io.heimdall.db;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.PGConnection;

/// What the database is doing for a transaction, for another thread to break off. The transaction's
/// thread closes it before the transaction ends, so that whoever has the connection next is left
/// alone. Any thread may cancel.
public final class RunningQuery implements AutoCloseable {

  /// The SQLSTATE of a statement that was cancelled.
  private static final String CANCELLED = "57014";

  private final PGConnection connection;
  private final ReentrantLock lock = new ReentrantLock();

  // Written under the lock.
  private volatile boolean cancelled;
  private boolean closed;

  private RunningQuery(PGConnection connection) {
    this.connection = connection;
  }

  /// Stands for whatever a transaction has the database do from now on.
  ///
  /// @param tx the transaction
  /// @return what is to be closed before the transaction ends
  /// @throws DatabaseException when the connection is lost
  public static RunningQuery of(Tx tx) {
    try {
      return new RunningQuery(tx.connection().unwrap(PGConnection.class));
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }

  /// Breaks off the statement that the database is at, if there is one; its thread then meets an
  /// exception. Nothing happens once this is closed.
  public void cancel() {
    lock.lock();
    try {
      if (!closed) {
        cancelled = true;
        connection.cancelQuery();
      }
    } catch (SQLException _) {
      // The connection is lost, and what the database did with it.
    } finally {
      lock.unlock();
    }
  }

  /// Ends who was cancelled when the database had nothing to break off.
  ///
  /// @throws SQLException as of a statement that was cancelled
  public void goOn() throws SQLException {
    if (cancelled) {
      throw new SQLException("it was cancelled", CANCELLED);
    }
  }

  /// Makes [#cancel] do nothing any more.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
