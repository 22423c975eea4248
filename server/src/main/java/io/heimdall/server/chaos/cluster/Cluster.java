package io.heimdall.server.chaos.cluster;

import io.heimdall.server.backend.Opened;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;

/// Everything that is put under stress, running.
public final class Cluster implements AutoCloseable {

  private static final Duration START_BOUND = Duration.ofSeconds(90);
  private static final String HEAP = "-Xmx192m";

  private final Opened opened;
  private final RestartableDatabase database;
  private final RestartableStore store;
  private final Radio radio;
  private final List<Node> nodes;

  private Cluster(
      Opened opened,
      RestartableDatabase database,
      RestartableStore store,
      Radio radio,
      List<Node> nodes) {
    this.opened = opened;
    this.database = database;
    this.store = store;
    this.radio = radio;
    this.nodes = List.copyOf(nodes);
  }

  /// What a cluster consists of.
  ///
  /// @param nodes how many servers
  /// @param receivers how many receivers
  /// @param seed decides the receivers' clocks
  public record Size(int nodes, int receivers, long seed) {}

  /// Starts everything and waits until every server serves.
  ///
  /// @param directory where everything is kept; the caller removes it
  /// @param size of what it consists
  /// @param whenEnded told of every end of a server's process
  /// @return the running cluster
  /// @throws IOException when a part does not start
  /// @throws InterruptedException when the start is broken off
  public static Cluster start(Path directory, Size size, Consumer<Node.Ended> whenEnded)
      throws IOException, InterruptedException {
    var opened = new Opened();
    try {
      var database = opened.add(new RestartableDatabase(directory.resolve("postgres")));
      var store = opened.add(new RestartableStore(directory.resolve("store")));
      Radio radio = opened.add(Radio.start(size.receivers(), size.seed()));
      var nodes = new ArrayList<Node>();
      for (int number = 1; number <= size.nodes(); number++) {
        InetAddress host = InetAddress.ofLiteral("127.1." + number + ".1");
        NodeLinks links =
            opened.add(NodeLinks.open(database::address, store::address, host, radio.targets()));
        Node.Launch launch =
            launch(directory.resolve("node-" + number), host, links, database, store);
        nodes.add(opened.add(new Node(number, launch, links, whenEnded)));
      }
      var cluster = new Cluster(opened, database, store, radio, nodes);
      cluster.awaitServing();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /// A JVM with a hosts file of its own sees the receivers where its own proxies are.
  private static Node.Launch launch(
      Path directory,
      InetAddress receivers,
      NodeLinks links,
      RestartableDatabase database,
      RestartableStore store)
      throws IOException {
    Files.createDirectories(directory);
    Path hosts = directory.resolve("hosts");
    Files.writeString(
        hosts,
        "127.0.0.1 localhost%n127.0.0.1 %s%n%s %s%n"
            .formatted(
                InetAddress.getLocalHost().getHostName(), receivers.getHostAddress(), Radio.HOST));
    var settings = new HashMap<String, String>();
    settings.putAll(database.settings(links.address(Link.DATABASE)));
    settings.putAll(store.settings(links.address(Link.STORE)));
    settings.put("HEIMDALL_ALLOW_RECEIVERS", "127.0.0.0/8");
    return new Node.Launch(directory, List.of(HEAP, "-Djdk.net.hosts.file=" + hosts), settings);
  }

  /// Waits until every server serves.
  ///
  /// @throws IOException when one does not in time
  /// @throws InterruptedException when the waiting thread is interrupted
  public void awaitServing() throws IOException, InterruptedException {
    for (Node node : nodes) {
      if (!node.awaitServing(START_BOUND)) {
        throw new IOException(
            "node %d does not serve within %s; it logs to %s"
                .formatted(node.number(), START_BOUND, node.data().resolveSibling("log")));
      }
    }
  }

  /// The database.
  ///
  /// @return the database
  public RestartableDatabase database() {
    return database;
  }

  /// The store.
  ///
  /// @return the store
  public RestartableStore store() {
    return store;
  }

  /// The receivers.
  ///
  /// @return the receivers
  public Radio radio() {
    return radio;
  }

  /// The servers.
  ///
  /// @return in order of their numbers
  public List<Node> nodes() {
    return nodes;
  }

  /// Ends everything in reverse order of its start.
  @Override
  public void close() {
    opened.close();
  }
}
