package io.heimdall.db;

import java.sql.Connection;

/// A transaction that is open. Repositories take it, so that one service call can compose several
/// of them, and its audit line, into one commit.
///
/// Valid only inside the function that received it, and only on its thread.
public final class Tx {

  private final Connection connection;

  Tx(Connection connection) {
    this.connection = connection;
  }

  /// The connection, for a library that must write in the same transaction. Whoever uses it neither
  /// commits nor closes.
  ///
  /// @return the open connection
  public Connection connection() {
    return connection;
  }
}
