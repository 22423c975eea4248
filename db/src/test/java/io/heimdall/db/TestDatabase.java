package io.heimdall.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// A fresh database for one test class, on a server that is started once for all of them: an
/// embedded PostgreSQL, or the one that `HEIMDALL_TEST_DATABASE_URL` names. Sessions are not in
/// UTC: they follow the time zone of the tests' JVM.
public final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final Database database;

  private TestDatabase(String name, Database database) {
    this.name = name;
    this.database = database;
  }

  /// Creates a database and migrates it.
  ///
  /// @return the database
  public static TestDatabase create() {
    return create(8);
  }

  /// Creates a database and migrates it.
  ///
  /// @param poolSize how many connections its pool holds
  /// @return the database
  public static TestDatabase create(int poolSize) {
    String name = create(Template.CLAUSE);
    return new TestDatabase(name, Database.open(config(name).withPoolSize(poolSize)));
  }

  /// Creates a database without any schema.
  ///
  /// @return its name
  public static String createEmpty() {
    return create("");
  }

  private static String create(String clause) {
    String name = "test_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
    administer("create database " + name + clause);
    return name;
  }

  /// Migrates a database as it would have been without the extension.
  ///
  /// @param name the database
  /// @param version up to which version; `latest` for all
  public static void migrateWithoutTimescale(String name, String version) {
    DatabaseConfig config = config(name);
    Flyway.configure()
        .dataSource(config.jdbcUrl(), config.user(), config.password().reveal())
        .locations("classpath:db/migration")
        .skipDefaultCallbacks(true)
        .target(version)
        .load()
        .migrate();
  }

  /// How to reach one of the databases.
  ///
  /// @param name its name
  /// @return the configuration
  public static DatabaseConfig config(String name) {
    DatabaseConfig server = Server.INSTANCE.config;
    return DatabaseConfig.of(
        server.jdbcUrl().replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1"),
        server.user(),
        server.password());
  }

  /// A pool beside the one of the database under test.
  ///
  /// @param name the database
  /// @param size how many connections it holds
  /// @return the pool
  public static HikariDataSource pool(String name, int size) {
    DatabaseConfig config = config(name);
    var hikari = new HikariConfig();
    hikari.setJdbcUrl(config.jdbcUrl());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password().reveal());
    hikari.setMaximumPoolSize(size);
    hikari.setAutoCommit(false);
    return new HikariDataSource(hikari);
  }

  /// Runs one statement outside of any test's database.
  ///
  /// @param sql the statement
  public static void administer(String sql) {
    DatabaseConfig config = Server.INSTANCE.config;
    try (Connection connection =
            DriverManager.getConnection(
                config.jdbcUrl(), config.user(), config.password().reveal());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  /// The name of the database.
  ///
  /// @return the name
  public String name() {
    return name;
  }

  /// The database under test.
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

  /// Runs one statement in the database.
  ///
  /// @param sql the statement
  public void execute(String sql) {
    transactions().runInTransaction(tx -> execute(tx, sql));
  }

  private static void execute(Tx tx, String sql) {
    try (Statement statement = tx.connection().createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  /// Reads one value as text.
  ///
  /// @param sql the query
  /// @return the first value of the first row; null when there is none
  public @Nullable String read(String sql) {
    return transactions().<@Nullable String>inTransaction(tx -> read(tx, sql));
  }

  /// Reads one value as text.
  ///
  /// @param tx the transaction
  /// @param sql the query
  /// @return the first value of the first row; null when there is none
  public static @Nullable String read(Tx tx, String sql) {
    try (Statement statement = tx.connection().createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  /// Disconnects and drops the database.
  @Override
  public void close() {
    database.close();
    administer("drop database " + name + " with (force)");
  }

  /// Databases on the embedded server are copies of one that was migrated when the first was
  /// wanted, which takes a tenth of the time. On another server each is migrated: it may have
  /// extensions whose processes hold on to a database that is to be copied.
  private static final class Template {

    static final String CLAUSE = Server.INSTANCE.embedded ? " template " + migrated() : "";

    private static String migrated() {
      String name = createEmpty();
      Database.open(config(name)).close();
      return name;
    }
  }

  private static final class Server {

    static final Server INSTANCE = new Server();

    final boolean embedded;
    final DatabaseConfig config;

    private Server() {
      String url = System.getenv("HEIMDALL_TEST_DATABASE_URL");
      embedded = url == null || url.isEmpty();
      config = url == null || url.isEmpty() ? start() : DatabaseConfig.fromUrl(url);
    }

    private static DatabaseConfig start() {
      try {
        @SuppressWarnings("resource") // stopped by its own shutdown hook, with the JVM
        EmbeddedPostgres postgres = EmbeddedPostgres.start();
        return DatabaseConfig.of(
            "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
            "postgres",
            DatabasePassword.NONE);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
