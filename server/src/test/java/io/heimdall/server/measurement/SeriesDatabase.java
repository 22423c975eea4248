package io.heimdall.server.measurement;

import io.heimdall.db.Database;
import io.heimdall.db.DatabaseConfig;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.server.FreshDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A database of its own with measurements: a [FreshDatabase], or one on the server that
/// `HEIMDALL_TEST_DATABASE_URL` names, which may have TimescaleDB.
public final class SeriesDatabase implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Database database;
  private final Runnable drop;
  private final MeasurementRepository measurements = new MeasurementRepository();

  private SeriesDatabase(DatabaseConfig config, Runnable drop) {
    this.database = Database.open(config);
    this.drop = drop;
  }

  /// Creates a database and migrates it.
  ///
  /// @return the database
  public static SeriesDatabase create() {
    String url = System.getenv("HEIMDALL_TEST_DATABASE_URL");
    if (url == null || url.isEmpty()) {
      var fresh = FreshDatabase.create();
      return new SeriesDatabase(fresh.config(), fresh::close);
    }
    String name = "series_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
    administer(url, "create database " + name);
    DatabaseConfig server = DatabaseConfig.fromUrl(url);
    return new SeriesDatabase(
        DatabaseConfig.of(
            server.jdbcUrl().replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1"),
            server.user(),
            server.password()),
        () -> administer(url, "drop database " + name + " with (force)"));
  }

  private static void administer(String url, String sql) {
    DatabaseConfig server = DatabaseConfig.fromUrl(url);
    String login = Objects.requireNonNullElse(URI.create(url).getUserInfo(), "");
    String password = login.contains(":") ? login.substring(login.indexOf(':') + 1) : "";
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
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
    drop.run();
  }
}
