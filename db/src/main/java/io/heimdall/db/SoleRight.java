package io.heimdall.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/// The right to do something that one process in the cluster may do at a time, held for as long as
/// a connection of its own lives: it is there for whoever comes next when the holder closes it,
/// dies or loses the database. Outside the pool and outside of any transaction, so that holding it
/// for hours costs nobody else anything.
///
/// A holder that was cut off may not know yet, and another may hold the right: what is done under
/// it must be harmless when two do it. [#confirm] makes that rare. One thread at a time.
public final class SoleRight implements AutoCloseable {

  private static final String ANSWER_SECONDS = "10";

  private final Connection connection;

  private SoleRight(Connection connection) {
    this.connection = connection;
  }

  static Optional<SoleRight> take(String jdbcUrl, Properties login, String name) {
    var properties = new Properties();
    properties.putAll(login);
    properties.setProperty("ApplicationName", "heimdall " + name);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", ANSWER_SECONDS);
    properties.setProperty("socketTimeout", ANSWER_SECONDS);
    try {
      Connection connection = DriverManager.getConnection(jdbcUrl, properties);
      var right = new SoleRight(connection);
      try {
        if (right.locks(name)) {
          return Optional.of(right);
        }
      } catch (SQLException failure) {
        right.close();
        throw failure;
      }
      right.close();
      return Optional.empty();
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }

  private boolean locks(String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select pg_try_advisory_lock(hashtextextended(?, 0))")) {
      statement.setString(1, "heimdall." + name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  /// Makes sure that the connection, and with it the right, was there a moment ago.
  ///
  /// @throws DatabaseException when it is gone
  public void confirm() {
    try (PreparedStatement statement = connection.prepareStatement("select 1")) {
      statement.execute();
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }

  /// Gives the right back; another may take it as soon as this returns.
  @Override
  public void close() {
    try (connection;
        PreparedStatement statement =
            connection.prepareStatement("select pg_advisory_unlock_all()")) {
      statement.execute();
    } catch (SQLException failure) {
      System.getLogger(SoleRight.class.getName())
          .log(System.Logger.Level.DEBUG, "a connection did not close", failure);
    }
  }
}
