package io.heimdall.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

  private static final Path BINARIES =
      Path.of(System.getProperty("java.io.tmpdir"), "heimdall-test-postgres");

  /// One for all tests: making it takes seconds.
  @TempDir private static Path directory;

  @Test
  void commitsToDiskAndListensOnLoopbackOnly() throws IOException, SQLException {
    try (var postgres = EmbeddedPostgres.start(directory, BINARIES);
        Connection connection = connect(postgres)) {
      assertThat(setting(connection, "fsync")).isEqualTo("on");
      assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
      assertThat(setting(connection, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(setting(connection, "unix_socket_directories")).isEmpty();
    }
  }

  @Test
  void letsNobodyInWithoutThePassword() throws IOException {
    try (var postgres = EmbeddedPostgres.start(directory, BINARIES)) {
      String url = postgres.config().jdbcUrl();

      assertThatThrownBy(() -> DriverManager.getConnection(url, EmbeddedPostgres.USER, "wrong"))
          .hasMessageContaining("password authentication failed");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("password"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void keepsDataPortAndPasswordAcrossARestart() throws IOException, SQLException {
    int port;
    try (var postgres = EmbeddedPostgres.start(directory, BINARIES);
        Connection connection = connect(postgres)) {
      port = postgres.port();
      connection.createStatement().execute("create table kept as select 42 as answer");
    }

    try (var postgres = EmbeddedPostgres.start(directory, BINARIES);
        Connection connection = connect(postgres)) {
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(text(connection, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void leavesNoProcessWhenClosed() throws IOException {
    ProcessHandle process;
    try (var postgres = EmbeddedPostgres.start(directory, BINARIES)) {
      process = postmaster().orElseThrow();
      assertThat(postgres.port()).isPositive();
    }

    assertThat(process.isAlive()).isFalse();
    assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  void startsAgainAfterItsProcessWasKilled() throws Exception {
    Process child = startInAnotherJvm();
    ProcessHandle orphan = postmaster().orElseThrow();
    child.destroyForcibly().waitFor();
    assertThat(orphan.isAlive()).isTrue();

    try (var postgres = EmbeddedPostgres.start(directory, BINARIES);
        Connection connection = connect(postgres)) {
      assertThat(text(connection, "select text from committed")).isEqualTo("before the kill");
      assertThat(orphan.isAlive()).isFalse();
    }
  }

  @Test
  void stopsNoProcessButItsOwn() throws Exception {
    EmbeddedPostgres.start(directory, BINARIES).close();
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(directory.resolve("data/postmaster.pid"), stranger.pid() + "\n");

      EmbeddedPostgres.start(directory, BINARIES).close();

      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroy();
    }
  }

  @Test
  void beginsAnewWhenItsFirstStartWasCutShort(@TempDir Path other) throws IOException {
    Files.createDirectories(other.resolve("data"));
    Files.writeString(other.resolve("data/postgresql.conf"), "half a line");

    EmbeddedPostgres.start(other, BINARIES).close();

    assertThat(other.resolve("initialized")).exists();
    try (var entries = Files.list(other)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .anyMatch(name -> name.startsWith("unfinished-"));
    }
  }

  private Process startInAnotherJvm() throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PostgresChild.class.getName(),
                directory.toString(),
                BINARIES.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader output = child.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    while (line != null && !line.equals(PostgresChild.COMMITTED)) {
      line = output.readLine();
    }
    assertThat(line).as("the child's word that it has committed").isNotNull();
    return child;
  }

  private Optional<ProcessHandle> postmaster() throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("data/postmaster.pid"));
    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
  }

  static Connection connect(EmbeddedPostgres postgres) throws IOException, SQLException {
    Path password = postgres.passwordFile();
    return DriverManager.getConnection(
        postgres.config().jdbcUrl(), EmbeddedPostgres.USER, Files.readString(password).strip());
  }

  private static String setting(Connection connection, String name) throws SQLException {
    return text(connection, "show " + name);
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (var rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
