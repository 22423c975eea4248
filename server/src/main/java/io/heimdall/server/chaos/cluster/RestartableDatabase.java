package io.heimdall.server.chaos.cluster;

import io.heimdall.server.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/// A PostgreSQL that can be stopped, crashed and started again, and looked into without a proxy.
public final class RestartableDatabase implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 10;
  private static final String APPLICATION = "chaos";

  private final Path directory;

  // Guarded by this, but for reading the port.
  private EmbeddedPostgres server;
  private volatile int port;

  /// Starts the server.
  ///
  /// @param directory where it keeps everything
  /// @throws IOException when it does not start
  public RestartableDatabase(Path directory) throws IOException {
    this.directory = directory;
    server = EmbeddedPostgres.start(directory);
    port = server.port();
  }

  /// Where it listens now.
  ///
  /// @return an address on loopback
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /// The settings of a server that reaches it another way.
  ///
  /// @param via where the server connects to
  /// @return names and values of configuration keys
  /// @throws IOException when the password cannot be read
  public Map<String, String> settings(InetSocketAddress via) throws IOException {
    String url =
        "postgresql://%s:%s@%s:%d/%s"
            .formatted(
                EmbeddedPostgres.USER,
                password(),
                via.getAddress().getHostAddress(),
                via.getPort(),
                EmbeddedPostgres.DATABASE);
    return Map.of("DATABASE_URL", url);
  }

  /// Stops it in good order: clients are disconnected and everything is written.
  ///
  /// @throws IOException when it does not stop
  public synchronized void stop() throws IOException {
    server.close();
  }

  /// Ends it as a crash would: nothing is written any more, and the next start recovers.
  ///
  /// @throws IOException when it does not end
  public synchronized void crash() throws IOException {
    Optional<ProcessHandle> postmaster = postmaster();
    if (postmaster.isPresent()) {
      // QUIT ends the children too; killing only the parent would leave them writing.
      JavaProcess.signal(postmaster.get(), "QUIT");
      postmaster.get().onExit().join();
    }
    server.close();
  }

  /// Starts it again.
  ///
  /// @throws IOException when it does not start
  public synchronized void restart() throws IOException {
    server = EmbeddedPostgres.start(directory);
    port = server.port();
  }

  /// Connects past all proxies, under a name of its own.
  ///
  /// @return a connection, which the caller closes
  /// @throws SQLException when it cannot be reached
  public Connection connect() throws SQLException {
    var source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(EmbeddedPostgres.DATABASE);
    source.setUser(EmbeddedPostgres.USER);
    source.setApplicationName(APPLICATION);
    source.setLoginTimeout(PATIENCE_SECONDS);
    source.setSocketTimeout(PATIENCE_SECONDS);
    try {
      source.setPassword(password());
    } catch (IOException e) {
      throw new SQLException("the password cannot be read", e);
    }
    return source.getConnection();
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  private String password() throws IOException {
    return Files.readString(directory.resolve("password")).strip();
  }

  private Optional<ProcessHandle> postmaster() throws IOException {
    Path file = directory.resolve("data").resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Files.readAllLines(file).stream()
        .findFirst()
        .map(String::strip)
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)));
  }
}
