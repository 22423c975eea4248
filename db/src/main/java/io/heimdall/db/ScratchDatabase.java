package io.heimdall.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// A database of its own beside a given one, migrated like it, for work that must not touch the
/// other's rows. Dropped when closed.
public final class ScratchDatabase implements AutoCloseable {

  private final DatabaseConfig beside;
  private final String name;
  private final Database database;

  private ScratchDatabase(DatabaseConfig beside, String name, Database database) {
    this.beside = beside;
    this.name = name;
    this.database = database;
  }

  /// Creates one, in place of one that a broken run left.
  ///
  /// @param beside a database whose role may create others
  /// @param name what to call it; a plain name that nobody else uses
  /// @return the database, which the caller closes
  /// @throws DatabaseException when the role may not, or the database cannot be reached
  public static ScratchDatabase create(DatabaseConfig beside, String name) {
    execute(beside, drop(name));
    execute(beside, "create database " + name);
    String url = beside.jdbcUrl().replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
    var config = DatabaseConfig.of(url, beside.user(), beside.password());
    return new ScratchDatabase(beside, name, Database.open(config));
  }

  /// Its transactions.
  ///
  /// @return the transactions of this database
  public Transactions transactions() {
    return database.transactions();
  }

  /// Drops it, with whatever is in it.
  @Override
  public void close() {
    database.close();
    execute(beside, drop(name));
  }

  private static String drop(String name) {
    return "drop database if exists " + name + " with (force)";
  }

  private static void execute(DatabaseConfig config, String sql) {
    try (Connection connection =
            DriverManager.getConnection(
                config.jdbcUrl(), config.user(), config.password().reveal());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }
}
