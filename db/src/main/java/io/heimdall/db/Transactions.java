package io.heimdall.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/// Runs work in transactions. Safe for any number of threads; a transaction must not span a network
/// call to anything but the database.
///
/// Transactions do not nest: a second one on the same thread would take a second connection, and
/// enough threads doing so would each hold one and wait for another for ever. It is refused.
public final class Transactions {

  private static final ScopedValue<Boolean> OPEN = ScopedValue.newInstance();
  private static final String SNAPSHOT =
      "set transaction isolation level repeatable read, read only";

  private final DataSource dataSource;

  /// Null where connections are not waited for.
  private final @Nullable Turns turns;

  /// Runs transactions on connections of a pool, which restores their settings on return.
  ///
  /// @param dataSource where connections come from
  public Transactions(DataSource dataSource) {
    this(dataSource, null);
  }

  /// @param turns who may have one of the connections
  Transactions(DataSource dataSource, @Nullable Turns turns) {
    this.dataSource = dataSource;
    this.turns = turns;
  }

  /// Runs `work` and commits; any exception rolls back and is thrown on.
  ///
  /// @param <T> what the work returns
  /// @param work what to do
  /// @return what the work returned
  /// @throws DatabaseException when the database refuses or cannot be reached
  public <T extends @Nullable Object> T inTransaction(Function<Tx, T> work) {
    return run(work, "");
  }

  /// Runs `work` and commits; any exception rolls back and is thrown on.
  ///
  /// @param work what to do
  /// @throws DatabaseException when the database refuses or cannot be reached
  public void runInTransaction(Consumer<Tx> work) {
    this.<@Nullable Void>run(
        tx -> {
          work.accept(tx);
          return null;
        },
        "");
  }

  /// Runs reads that all see the database as of one moment. Writing fails.
  ///
  /// @param <T> what the reads return
  /// @param reads what to read
  /// @return what the reads returned
  /// @throws DatabaseException when the database refuses or cannot be reached
  public <T extends @Nullable Object> T inSnapshot(Function<Tx, T> reads) {
    return run(reads, SNAPSHOT);
  }

  /// Reads as of one moment, unless one of the statements takes too long. To be less than the time
  /// after which the pool gives a connection up, since the database then goes on for nobody.
  ///
  /// @param <T> type of the result
  /// @param longest how long a statement may take
  /// @param reads what to read
  /// @return what the function returned
  /// @throws StatementCancelledException when one took longer
  /// @throws DatabaseException when the database refuses or cannot be reached
  public <T extends @Nullable Object> T inSnapshotWithin(Duration longest, Function<Tx, T> reads) {
    return inSnapshot(tx -> {
      try (Statement statement = tx.connection().createStatement()) {
        statement.execute("set local statement_timeout = " + longest.toMillis());
      } catch (SQLException failure) {
        throw new DataAccessException("set statement_timeout", failure);
      }
      return reads.apply(tx);
    });
  }

  /// Runs statements each of which commits by itself, for procedures that commit on their own.
  ///
  /// @param work what to do; its `Tx` is none that could be rolled back
  /// @throws DatabaseException when the database refuses or cannot be reached
  public void runAlone(Consumer<Tx> work) {
    refuseNesting();
    try {
      var _ =
          ScopedValue.where(OPEN, true)
              .call(() ->
                  inTurn(connection -> {
                    connection.setAutoCommit(true);
                    work.accept(new Tx(connection));
                    return true;
                  }));
    } catch (SQLException | DataAccessException failure) {
      throw DatabaseException.of(failure);
    }
  }

  private <T extends @Nullable Object> T run(Function<Tx, T> work, String opening) {
    refuseNesting();
    try {
      return ScopedValue.where(OPEN, true).call(() -> connected(work, opening));
    } catch (SQLException | DataAccessException failure) {
      throw DatabaseException.of(failure);
    }
  }

  private static void refuseNesting() {
    if (OPEN.isBound()) {
      throw new IllegalStateException(
          "a transaction is already open on this thread: pass its Tx on instead of opening"
              + " another");
    }
  }

  private <T extends @Nullable Object> T connected(Function<Tx, T> work, String opening)
      throws SQLException {
    return inTurn(connection -> {
      connection.setAutoCommit(false);
      try {
        if (!opening.isEmpty()) {
          execute(connection, opening);
        }
        T result = work.apply(new Tx(connection));
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error failure) {
        rollBack(connection, failure);
        throw failure;
      }
    });
  }

  private interface Connected<T extends @Nullable Object> {
    T run(Connection connection) throws SQLException;
  }

  /// With a connection, when it is this thread's turn to have one.
  private <T extends @Nullable Object> T inTurn(Connected<T> work) throws SQLException {
    Turns waiting = turns;
    if (waiting == null) {
      try (Connection connection = dataSource.getConnection()) {
        return work.run(connection);
      }
    }
    waiting.take();
    try (Connection connection = dataSource.getConnection()) {
      waiting.served();
      return work.run(connection);
    } finally {
      waiting.giveBack();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// The first failure stays the one that is thrown.
  private static void rollBack(Connection connection, Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }
}
