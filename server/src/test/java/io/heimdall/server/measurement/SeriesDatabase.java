package io.heimdall.server.measurement;

import io.heimdall.db.Database;
import io.heimdall.db.DatabaseConfig;
import io.heimdall.db.DatabasePassword;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementRepository;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A fresh database, on a server that is started once for all: an embedded PostgreSQL, or the one
/// that `HEIMDALL_TEST_DATABASE_URL` names, which may have TimescaleDB.
public final class SeriesDatabase implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final Database database;
  private final MeasurementRepository measurements = new MeasurementRepository();

  private SeriesDatabase() {
    DatabaseConfig server = Server.INSTANCE.config;
    name = "series_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
    Server.INSTANCE.administer("create database " + name);
    database =
        Database.open(
            DatabaseConfig.of(
                server.jdbcUrl().replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1"),
                server.user(),
                server.password()));
  }

  /// Creates a database and migrates it.
  ///
  /// @return the database
  public static SeriesDatabase create() {
    return new SeriesDatabase();
  }

  /// The database itself.
  ///
  /// @return the database
  public Database database() {
    return database;
  }

  /// Its transactions.
  ///
  /// @return the transactions
  public Transactions transactions() {
    return database.transactions();
  }

  /// Adds measurements as a run does.
  ///
  /// @param rows the measurements
  public void insert(List<Measurement> rows) {
    transactions()
        .runInTransaction(tx -> {
          var _ = measurements.insert(tx, rows);
        });
  }

  /// Runs one statement.
  ///
  /// @param sql the statement
  public void execute(String sql) {
    transactions().runInTransaction(tx -> execute(tx, sql));
  }

  /// Reads one value as text.
  ///
  /// @param sql the query
  /// @return the first value of the first row; null when there is none
  public @Nullable String read(String sql) {
    return transactions().<@Nullable String>inTransaction(tx -> read(tx, sql));
  }

  /// Reads one value as text in a transaction that is open.
  ///
  /// @param tx the transaction
  /// @param sql the query
  /// @return the first value of the first row; null when there is none
  static @Nullable String read(Tx tx, String sql) {
    try (Statement statement = tx.connection().createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  /// Runs one statement in a transaction that is open.
  ///
  /// @param tx the transaction
  /// @param sql the statement
  static void execute(Tx tx, String sql) {
    try (Statement statement = tx.connection().createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  /// Disconnects and drops the database.
  @Override
  public void close() {
    database.close();
    Server.INSTANCE.administer("drop database " + name + " with (force)");
  }

  private static final class Server {

    static final Server INSTANCE = start();

    final DatabaseConfig config;
    private final String password;

    private Server(DatabaseConfig config, String password) {
      this.config = config;
      this.password = password;
    }

    private static Server start() {
      String url = System.getenv("HEIMDALL_TEST_DATABASE_URL");
      if (url != null && !url.isEmpty()) {
        String login = Objects.requireNonNullElse(URI.create(url).getUserInfo(), "");
        return new Server(
            DatabaseConfig.fromUrl(url),
            login.contains(":") ? login.substring(login.indexOf(':') + 1) : "");
      }
      try {
        @SuppressWarnings("resource") // stopped by its own shutdown hook, with the JVM
        EmbeddedPostgres postgres =
            EmbeddedPostgres.builder().setServerConfig("unix_socket_directories", "").start();
        return new Server(
            DatabaseConfig.of(
                postgres.getJdbcUrl("postgres", "postgres"), "postgres", DatabasePassword.NONE),
            "");
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    void administer(String sql) {
      try (Connection connection =
              DriverManager.getConnection(config.jdbcUrl(), config.user(), password);
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException failure) {
        throw new IllegalStateException(sql, failure);
      }
    }
  }
}
