package io.heimdall.server;

import io.heimdall.db.Database;
import io.heimdall.db.DatabaseConfig;
import io.heimdall.db.DatabasePassword;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/// A migrated database of its own for one test or one class, on an embedded PostgreSQL that is
/// started once for all of them. It is a copy of one that was migrated when the first was wanted,
/// which takes a tenth of the time that a PostgreSQL of its own does.
public final class FreshDatabase implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String USER = "postgres";

  private final String name = "fresh_" + COUNT.incrementAndGet();

  private FreshDatabase() {
    Shared.INSTANCE.administer("create database " + name + " template " + Shared.TEMPLATE);
  }

  /// Creates one.
  ///
  /// @return the database, which the caller closes after whoever uses it
  public static FreshDatabase create() {
    return new FreshDatabase();
  }

  /// How to reach it.
  ///
  /// @return the configuration of a client
  public DatabaseConfig config() {
    return DatabaseConfig.of(jdbcUrl(), USER, DatabasePassword.of(USER));
  }

  /// How to reach it, in the form that a server is told.
  ///
  /// @return a URL with user and password
  public String url() {
    return "postgresql://%s:%s@127.0.0.1:%d/%s"
        .formatted(USER, USER, Shared.INSTANCE.postgres.getPort(), name);
  }

  /// Connections beside those of whoever is tested.
  ///
  /// @return a source without a pool
  public PGSimpleDataSource source() {
    var source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl());
    source.setUser(USER);
    return source;
  }

  /// Connects.
  ///
  /// @return a connection, which the caller closes
  /// @throws SQLException when there is none to be had
  public Connection connect() throws SQLException {
    return source().getConnection();
  }

  private String jdbcUrl() {
    return Shared.INSTANCE.postgres.getJdbcUrl(USER, name);
  }

  /// Drops the database.
  @Override
  public void close() {
    Shared.INSTANCE.administer("drop database " + name + " with (force)");
  }

  private static final class Shared {

    static final String TEMPLATE = "migrated";
    static final Shared INSTANCE = new Shared();

    // Stopped by its own shutdown hook, with the JVM.
    final EmbeddedPostgres postgres;

    private Shared() {
      try {
        postgres =
            EmbeddedPostgres.builder().setServerConfig("unix_socket_directories", "").start();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      administer("create database " + TEMPLATE);
      Database.open(
              DatabaseConfig.of(
                  postgres.getJdbcUrl(USER, TEMPLATE), USER, DatabasePassword.of(USER)))
          .close();
    }

    void administer(String sql) {
      try (Connection connection = DriverManager.getConnection(postgres.getJdbcUrl(USER, USER));
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException failure) {
        throw new IllegalStateException(sql, failure);
      }
    }
  }
}
