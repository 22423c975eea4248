package io.heimdall.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/// The database: a pool of connections to a schema that is up to date.
public final class Database implements AutoCloseable {

  private final HikariDataSource pool;
  private final Transactions transactions;

  private Database(HikariDataSource pool) {
    this.pool = pool;
    this.transactions = new Transactions(pool);
  }

  /// Connects and brings the schema up to date. Several processes may do so at once.
  ///
  /// @param config how to reach the database
  /// @return the database, which the caller closes
  /// @throws DatabaseException when it cannot be reached, or holds a schema newer than this
  ///   program's
  public static Database open(DatabaseConfig config) {
    migrate(config);
    return new Database(connect(config));
  }

  /// Where work is run.
  ///
  /// @return the transactions of this database
  public Transactions transactions() {
    return transactions;
  }

  /// What is on the other side, for people.
  ///
  /// @return product and version, host and database
  public String description() {
    try (Connection connection = pool.getConnection()) {
      var facts = connection.getMetaData();
      String url = facts.getURL();
      int parameters = url.indexOf('?');
      return "%s %s at %s"
          .formatted(
              facts.getDatabaseProductName(),
              facts.getDatabaseProductVersion(),
              url.substring("jdbc:".length(), parameters < 0 ? url.length() : parameters));
    } catch (SQLException failure) {
      throw DatabaseException.of(failure);
    }
  }

  /// Closes every connection; work under way fails.
  @Override
  public void close() {
    pool.close();
  }

  private static HikariDataSource connect(DatabaseConfig config) {
    var hikari = new HikariConfig();
    hikari.setPoolName("heimdall-db");
    hikari.setJdbcUrl(config.jdbcUrl());
    hikari.setUsername(user(config));
    hikari.setPassword(password(config));
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setConnectionTimeout(config.connectTimeout().toMillis());
    hikari.setAutoCommit(false);
    hikari.addDataSourceProperty("ApplicationName", "heimdall");
    hikari.addDataSourceProperty("tcpKeepAlive", "true");
    try {
      return new HikariDataSource(hikari);
    } catch (RuntimeException failure) {
      throw DatabaseException.of(failure);
    }
  }

  /// On connections of its own, of which Flyway takes more than a small pool may have.
  private static void migrate(DatabaseConfig config) {
    try {
      Flyway.configure(Database.class.getClassLoader())
          .dataSource(config.jdbcUrl(), user(config), password(config))
          .locations("classpath:db/migration")
          .load()
          .migrate();
    } catch (FlywayException failure) {
      throw DatabaseException.of(failure);
    }
  }

  /// None where the URL or the driver names the role.
  private static @Nullable String user(DatabaseConfig config) {
    return config.user().isEmpty() ? null : config.user();
  }

  private static @Nullable String password(DatabaseConfig config) {
    return config.user().isEmpty() ? null : config.password().reveal();
  }
}
