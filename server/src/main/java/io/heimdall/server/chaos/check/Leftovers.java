package io.heimdall.server.chaos.check;

import io.heimdall.server.chaos.cluster.Cluster;
import io.heimdall.server.chaos.cluster.Link;
import io.heimdall.server.chaos.cluster.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What servers hold when they have nothing to do: compared before everything and after it.
public final class Leftovers {

  private static final int MORE_FILES = 40;
  private static final int MORE_THREADS = 40;
  private static final int MORE_CONNECTIONS = 6;

  private final Cluster cluster;
  private final Map<Integer, Holding> before = new HashMap<>();

  /// What a server's process holds.
  ///
  /// @param files open files and sockets
  /// @param threads threads of the system
  /// @param databaseConnections connections to the database
  private record Holding(long files, long threads, int databaseConnections) {}

  /// Looks at idle servers that have just begun.
  ///
  /// @param cluster the servers
  /// @throws IOException when that cannot be seen
  public Leftovers(Cluster cluster) throws IOException {
    this.cluster = cluster;
    for (Node node : cluster.nodes()) {
      before.put(node.number(), holding(node));
    }
  }

  /// What is left over now.
  ///
  /// @return sentences; empty when nothing is
  public List<String> left() {
    var left = new ArrayList<String>();
    for (Node node : cluster.nodes()) {
      try {
        ofProcess(node, left);
        ofSpool(node, left);
      } catch (IOException e) {
        left.add("node %d cannot be looked at: %s".formatted(node.number(), e));
      }
    }
    ofTransactions(left);
    return left;
  }

  private void ofProcess(Node node, List<String> left) throws IOException {
    Holding was = before.getOrDefault(node.number(), new Holding(0, 0, 0));
    Holding is = holding(node);
    if (is.files() > was.files() + MORE_FILES
        || is.threads() > was.threads() + MORE_THREADS
        || is.databaseConnections() > was.databaseConnections() + MORE_CONNECTIONS) {
      left.add("node %d holds %s, and held %s at first".formatted(node.number(), is, was));
    }
    int receivers = node.links().connections(Link.RECEIVERS);
    if (receivers > 0) {
      left.add("node %d still has %d receivers open".formatted(node.number(), receivers));
    }
  }

  private static void ofSpool(Node node, List<String> left) throws IOException {
    Path spool = node.data().resolve("spool");
    if (!Files.exists(spool)) {
      return;
    }
    try (Stream<Path> files = Files.walk(spool)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("lock"))
          .forEach(file -> left.add("node %d still spools %s".formatted(node.number(), file)));
    }
  }

  private void ofTransactions(List<String> left) {
    String open =
        """
        select pid, application_name, state, now() - xact_start, left(query, 200)
        from pg_stat_activity
        where backend_type = 'client backend' and xact_start < now() - interval '5 s'
        """;
    try (Connection connection = cluster.database().connect();
        Statement statement = connection.createStatement()) {
      for (String row : DatabaseCheck.rows(statement, open)) {
        left.add("a transaction is still open: " + row);
      }
    } catch (SQLException e) {
      left.add("the database cannot be looked at: " + e);
    }
  }

  private static Holding holding(Node node) throws IOException {
    ProcessHandle process =
        node.process().orElseThrow(() -> new IOException("node " + node.number() + " is down"));
    Path directory = Path.of("/proc", Long.toString(process.pid()));
    return new Holding(
        entries(directory.resolve("fd")),
        entries(directory.resolve("task")),
        node.links().connections(Link.DATABASE));
  }

  private static long entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }
}
