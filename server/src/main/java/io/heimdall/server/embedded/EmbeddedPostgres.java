package io.heimdall.server.embedded;

import io.heimdall.db.DatabaseConfig;
import io.heimdall.db.DatabasePassword;
import io.heimdall.server.security.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/// A real PostgreSQL on loopback, run as a child process, whose data stay.
///
/// It commits to disk (`fsync` and `synchronous_commit` on), so what it has acknowledged survives
/// `kill -9` and power loss. It listens on 127.0.0.1 only and asks for a password that is made at
/// the first start and kept in a file only the owner may read. Below the directory are `data/`,
/// `binaries/`, `password`, `port` and the empty file `initialized`; the server's own log is in
/// `data/log/`, one file per day of the week.
///
/// A process that died with `kill -9` leaves its PostgreSQL running; the next start stops that one,
/// and no other process, first.
public final class EmbeddedPostgres implements AutoCloseable {

  /// The database everything is in.
  public static final String DATABASE = "heimdall";

  /// The role that owns it.
  public static final String USER = "postgres";

  private static final String FINISHED = "initialized";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final String TRUSTING_NOBODY = "host all all 127.0.0.1/32 scram-sha-256\n";
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("listen_addresses", LoopbackPort.HOST),
          Map.entry("unix_socket_directories", ""),
          Map.entry("logging_collector", "on"),
          Map.entry("log_filename", "postgresql-%a.log"),
          Map.entry("log_truncate_on_rotation", "on"),
          Map.entry("log_rotation_size", "0"),
          Map.entry("shared_buffers", "128MB"),
          // A batch of ten thousand measurements is 9 MB of log: with less, who writes it waits for
          // the disk again and again before its commit.
          Map.entry("wal_buffers", "16MB"),
          // The default is that of disks with arms: it has whole tables read and sorted where an
          // index has the rows in order.
          Map.entry("random_page_cost", "1.1"));

  private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;
  private final Path dataDirectory;
  private final Secret password;

  private EmbeddedPostgres(
      io.zonky.test.db.postgres.embedded.EmbeddedPostgres server,
      Path dataDirectory,
      Secret password) {
    this.server = server;
    this.dataDirectory = dataDirectory;
    this.password = password;
  }

  /// Starts PostgreSQL with its binaries unpacked beside the data.
  ///
  /// @param directory where it lives; used by one process at a time
  /// @return the running server
  /// @throws IOException when it cannot start, with a sentence for the user
  public static EmbeddedPostgres start(Path directory) throws IOException {
    return start(directory, directory.resolve("binaries"));
  }

  /// Starts PostgreSQL and waits until it answers.
  ///
  /// @param directory where it lives; used by one process at a time
  /// @param binaries where its programs are unpacked, once; may be shared
  /// @return the running server
  /// @throws IOException when it cannot start, with a sentence for the user
  public static EmbeddedPostgres start(Path directory, Path binaries) throws IOException {
    OwnerOnly.directory(directory);
    Path dataDirectory = directory.toRealPath().resolve("data");
    PostgresOrphan.stop(dataDirectory);
    setAsideUnfinished(dataDirectory, directory.resolve(FINISHED));
    Secret password = password(directory.resolve("password"));
    int port = LoopbackPort.choose(directory.resolve("port"));
    var server = start(dataDirectory, binaries, port, password);
    var postgres = new EmbeddedPostgres(server, dataDirectory, password);
    try {
      postgres.prepare();
      Files.writeString(directory.resolve(FINISHED), "");
      return postgres;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres start(
      Path dataDirectory, Path binaries, int port, Secret password) throws IOException {
    Files.createDirectories(binaries);
    var builder =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setDataDirectory(dataDirectory)
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(binaries.toFile())
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START_TIMEOUT)
            .setConnectConfig("password", password.reveal())
            .setPort(port);
    SETTINGS.forEach(builder::setServerConfig);
    try {
      return builder.start();
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "the embedded PostgreSQL in %s does not start: %s; its log is in %s"
              .formatted(dataDirectory.getParent(), e.getMessage(), dataDirectory.resolve("log")),
          e);
    }
  }

  /// Moves data away whose first start was cut short; nobody has been able to put anything in yet.
  private static void setAsideUnfinished(Path dataDirectory, Path finished) throws IOException {
    if (Files.exists(dataDirectory) && !Files.exists(finished)) {
      Path aside = dataDirectory.resolveSibling("unfinished-" + System.currentTimeMillis());
      Files.move(dataDirectory, aside);
    }
  }

  /// Sets the password, stops trusting whoever connects without it, and makes the database.
  private void prepare() throws IOException {
    Path rules = dataDirectory.resolve("pg_hba.conf");
    try (Connection connection = connect(USER)) {
      if (!Files.readString(rules).equals(TRUSTING_NOBODY)) {
        execute(connection, "alter role " + USER + " password '" + password.reveal() + "'");
        OwnerOnly.write(rules, TRUSTING_NOBODY);
        execute(connection, "select pg_reload_conf()");
      }
      if (!exists(connection, DATABASE)) {
        execute(connection, "create database " + DATABASE);
      }
    } catch (SQLException e) {
      throw new IOException("the embedded PostgreSQL refuses its owner: " + e.getMessage(), e);
    }
  }

  /// How to reach the database.
  ///
  /// @return the configuration of a client
  public DatabaseConfig config() {
    String url = "jdbc:postgresql://%s:%d/%s".formatted(LoopbackPort.HOST, port(), DATABASE);
    return DatabaseConfig.of(url, USER, DatabasePassword.of(password.reveal()));
  }

  /// The file with the password of [#USER].
  ///
  /// @return a path inside the directory
  public Path passwordFile() {
    return dataDirectory.resolveSibling("password");
  }

  /// The port it listens on.
  ///
  /// @return a port on loopback
  public int port() {
    return server.getPort();
  }

  /// Stops PostgreSQL: clients are disconnected, everything is written, and the process has ended
  /// when this returns.
  @Override
  public void close() throws IOException {
    Optional<ProcessHandle> process = PostgresOrphan.find(dataDirectory);
    server.close();
    if (process.isPresent()) {
      PostgresOrphan.awaitEnd(process.get());
    }
  }

  private Connection connect(String database) throws SQLException {
    var source = new PGSimpleDataSource();
    source.setServerNames(new String[] {LoopbackPort.HOST});
    source.setPortNumbers(new int[] {port()});
    source.setDatabaseName(database);
    source.setUser(USER);
    source.setPassword(password.reveal());
    return source.getConnection();
  }

  private static boolean exists(Connection connection, String database) throws SQLException {
    try (var query = connection.prepareStatement("select 1 from pg_database where datname = ?")) {
      query.setString(1, database);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Secret password(Path file) throws IOException {
    if (!Files.exists(file)) {
      OwnerOnly.write(file, OwnerOnly.newSecret() + "\n");
    }
    return new Secret(Files.readString(file).strip());
  }
}
