package io.heimdall.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Database;
import io.heimdall.server.FreshDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The table of chores in a database of its own.
final class TaskRows implements AutoCloseable {

  private final FreshDatabase postgres;
  private final Database database;

  private TaskRows(FreshDatabase postgres, Database database) {
    this.postgres = postgres;
    this.database = database;
  }

  static TaskRows create() {
    FreshDatabase postgres = FreshDatabase.create();
    return new TaskRows(postgres, Database.open(postgres.config()));
  }

  Database database() {
    return database;
  }

  /// Adds a task of the name `task`, or moves it.
  void put(Schedule schedule, String instance, Instant at) {
    boolean put =
        database.transactions().inTransaction(tx -> schedule.put(tx, "task", instance, at));
    assertThat(put).isTrue();
  }

  /// Waits until there are so many tasks.
  void await(int expected) {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (all() != expected && System.nanoTime() < deadlineNanos) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(all()).isEqualTo(expected);
  }

  private long all() {
    return count("select count(*) from housekeeping_tasks");
  }

  /// How many tasks nodes are at.
  long picked() {
    return count("select count(*) from housekeeping_tasks where picked");
  }

  private long count(String query) {
    try (var connection = postgres.connect();
        var statement = connection.createStatement();
        var found = statement.executeQuery(query)) {
      found.next();
      return found.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  void execute(String sql) {
    try (var connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    database.close();
    postgres.close();
  }
}
