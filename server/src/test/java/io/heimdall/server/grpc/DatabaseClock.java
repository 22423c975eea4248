package io.heimdall.server.grpc;

import io.heimdall.server.FreshDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/// Lets a database believe that it is another time: `now()` of whoever connects from then on is
/// what it was told last.
final class DatabaseClock implements AutoCloseable {

  private final Connection connection;

  private DatabaseClock(Connection connection) {
    this.connection = connection;
  }

  static DatabaseClock of(FreshDatabase database) {
    try {
      var clock = new DatabaseClock(database.connect());
      clock.execute(
          """
          create schema clock;
          create table clock.hands (at timestamptz not null);
          insert into clock.hands values (pg_catalog.now());
          create function clock.now() returns timestamptz language sql stable
            as 'select at from clock.hands';
          do $$ begin
            execute format('alter database %I set search_path = public, clock, pg_catalog',
              current_database());
          end $$
          """);
      return clock;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /// Sets it, unless it is past that already.
  void reach(Instant instant) {
    try {
      execute("update clock.hands set at = '%1$s' where at < '%1$s'".formatted(instant));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  void set(Instant instant) {
    try {
      execute("update clock.hands set at = '%s'".formatted(instant));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private synchronized void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean _ = statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
