package io.heimdall.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/// The database: a pool of connections to a schema that is up to date.
public final class Database implements AutoCloseable {

  /// Heartbeats are late where they wait for work, or for a connection that has silently died.
  private static final int HEARTBEAT_CONNECTIONS = 4;

  private static final Duration HEARTBEAT_CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration HEARTBEAT_ANSWER_TIMEOUT = Duration.ofSeconds(5);

  /// Longer than any statement takes, and short enough that a connection whose other end has
  /// vanished without a word does not hold its thread for long.
  private static final String SOCKET_TIMEOUT_SECONDS = "30";

  /// A process that is stopped within a transaction holds its locks. Those who wait for them must
  /// not wait for longer than a lease lasts.
  private static final String ON_CONNECT = "set idle_in_transaction_session_timeout = '5s'";

  private final HikariDataSource pool;
  private final HikariDataSource heartbeats;
  private final UnaryOperator<DataSource> wrapper;
  private final Transactions transactions;
  private final DatabaseConfig config;

  private Database(
      HikariDataSource pool,
      HikariDataSource heartbeats,
      DatabaseConfig config,
      UnaryOperator<DataSource> wrapper) {
    this.pool = pool;
    this.heartbeats = heartbeats;
    this.config = config;
    this.wrapper = wrapper;
    this.transactions =
        new Transactions(
            wrapper.apply(pool), new Turns(config.poolSize(), config.connectTimeout()));
  }

  /// Connects and brings the schema up to date. Several processes may do so at once.
  ///
  /// @param config how to reach the database
  /// @return the database, which the caller closes
  /// @throws DatabaseException when it cannot be reached, or holds a schema newer than this
  ///   program's
  public static Database open(DatabaseConfig config) {
    return open(config, UnaryOperator.identity());
  }

  /// Connects and brings the schema up to date. Several processes may do so at once.
  ///
  /// @param config how to reach the database
  /// @param wrapper what stands between the program and its connections
  /// @return the database, which the caller closes
  /// @throws DatabaseException when it cannot be reached, or holds a schema newer than this
  ///   program's
  public static Database open(DatabaseConfig config, UnaryOperator<DataSource> wrapper) {
    migrate(config);
    HikariDataSource pool = connect(config);
    try {
      return new Database(pool, connectForHeartbeats(config), config, wrapper);
    } catch (RuntimeException failure) {
      pool.close();
      throw failure;
    }
  }

  /// Where work is run.
  ///
  /// @return the transactions of this database
  public Transactions transactions() {
    return transactions;
  }

  /// A few connections beside the pool, for whoever has to say in time that it is alive. They give
  /// up soon, and commit by themselves.
  ///
  /// @return where they come from
  public DataSource heartbeats() {
    return wrapper.apply(heartbeats);
  }

  /// Begins to listen to notices, on a connection beside the pool.
  ///
  /// @param channel which ones; a plain name
  /// @return the connection, which the caller closes
  /// @throws DatabaseException when the database cannot be reached
  public NoticeConnection listen(String channel) {
    return NoticeConnection.open(config.jdbcUrl(), login(), channel);
  }

  /// Takes the right to do something that one process in the cluster may do at a time.
  ///
  /// @param name what
  /// @return the right, which the caller closes; empty while another has it
  /// @throws DatabaseException when the database cannot be reached
  public Optional<SoleRight> take(String name) {
    return SoleRight.take(config.jdbcUrl(), login(), name);
  }

  private Properties login() {
    var login = new Properties();
    if (!config.user().isEmpty()) {
      login.setProperty("user", config.user());
      login.setProperty("password", config.password().reveal());
    }
    return login;
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
    heartbeats.close();
    pool.close();
  }

  private static HikariDataSource connect(DatabaseConfig config) {
    HikariConfig hikari = common(config);
    hikari.setPoolName("heimdall-db");
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setConnectionTimeout(config.connectTimeout().toMillis());
    hikari.setAutoCommit(false);
    hikari.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
    return open(hikari);
  }

  private static HikariDataSource connectForHeartbeats(DatabaseConfig config) {
    HikariConfig hikari = common(config);
    hikari.setPoolName("heimdall-db-heartbeats");
    hikari.setMaximumPoolSize(HEARTBEAT_CONNECTIONS);
    hikari.setMinimumIdle(1);
    hikari.setConnectionTimeout(HEARTBEAT_CONNECT_TIMEOUT.toMillis());
    hikari.setValidationTimeout(HEARTBEAT_CONNECT_TIMEOUT.toMillis() / 2);
    hikari.addDataSourceProperty(
        "connectTimeout", Long.toString(HEARTBEAT_CONNECT_TIMEOUT.toSeconds()));
    hikari.addDataSourceProperty(
        "socketTimeout", Long.toString(HEARTBEAT_ANSWER_TIMEOUT.toSeconds()));
    return open(hikari);
  }

  private static HikariConfig common(DatabaseConfig config) {
    var hikari = new HikariConfig();
    hikari.setJdbcUrl(config.jdbcUrl());
    hikari.setUsername(user(config));
    hikari.setPassword(password(config));
    hikari.addDataSourceProperty("ApplicationName", "heimdall");
    hikari.addDataSourceProperty("tcpKeepAlive", "true");
    hikari.setConnectionInitSql(ON_CONNECT);
    // Else the first transaction on a connection, rolled back, would take that setting with it.
    hikari.setIsolateInternalQueries(true);
    return hikari;
  }

  private static HikariDataSource open(HikariConfig hikari) {
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
    } catch (FlywayValidateException failure) {
      throw DatabaseException.ofSchema(failure);
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
