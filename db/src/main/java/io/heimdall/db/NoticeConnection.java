package io.heimdall.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// A connection of its own, outside the pool, on which notices of one channel come in. What was
/// sent while there was no connection is lost: whoever opens one looks at the rows first.
///
/// One thread waits; any thread may close, which ends the wait.
public final class NoticeConnection implements AutoCloseable {

  /// A server that has gone without a word is noticed this late, besides the longest wait.
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final Connection connection;
  private final PGConnection notices;

  private NoticeConnection(Connection connection, PGConnection notices) {
    this.connection = connection;
    this.notices = notices;
  }

  /// Connects and begins to listen.
  static NoticeConnection open(String jdbcUrl, Properties login, String channel) {
    var properties = new Properties();
    properties.putAll(login);
    properties.setProperty("ApplicationName", "heimdall-notices");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", Long.toString(ANSWER.toSeconds()));
    properties.setProperty("socketTimeout", Long.toString(ANSWER.toSeconds()));
    try {
      Connection connection = DriverManager.getConnection(jdbcUrl, properties);
      try {
        execute(connection, "listen " + channel);
        return new NoticeConnection(connection, connection.unwrap(PGConnection.class));
      } catch (SQLException failure) {
        abandon(connection);
        throw failure;
      }
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }

  /// Waits for notices. After a wait without any the server is asked whether it is still there.
  ///
  /// @param most the longest wait
  /// @return what came, in order; empty when nothing did
  /// @throws DatabaseException when the connection is lost or closed
  public List<String> await(Duration most) {
    try {
      PGNotification[] came = notices.getNotifications(Math.toIntExact(most.toMillis()));
      if (came == null || came.length == 0) {
        execute(connection, "select 1");
        return List.of();
      }
      var payloads = new ArrayList<String>(came.length);
      for (PGNotification one : came) {
        payloads.add(one.getParameter());
      }
      return payloads;
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }

  /// Cuts the connection; who waits on it fails.
  @Override
  public void close() {
    abandon(connection);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Without the farewell, for which it would have to wait for the thread that waits on it.
  private static void abandon(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException failure) {
      System.getLogger(NoticeConnection.class.getName())
          .log(System.Logger.Level.DEBUG, "a connection did not close", failure);
    }
  }
}
