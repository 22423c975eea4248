package io.heimdall.server.chaos.check;

import io.heimdall.server.chaos.cluster.Node;
import io.heimdall.server.chaos.cluster.RestartableDatabase;
import io.heimdall.server.chaos.fault.Happened;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How long acquisitions are without a server once theirs is lost, up to the first committed write
/// of the next run. Time in which that run's server could not use the database does not count.
public final class Takeovers implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final String OWNED =
      """
      select id from acquisitions
      where node_id = ? and finished_at is null and state in ('RUNNING', 'FINALIZING', 'CANCELLING')
      """;
  private static final String NEXT =
      """
      select at, payload ->> 'node' from acquisition_events
      where acquisition_id = ? and type = 'TAKEN_OVER' and at > ?
      order by sequence limit 1
      """;

  private final RestartableDatabase database;
  private final Map<Integer, Node> nodes = new HashMap<>();
  private final Queue<Loss> losses = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private record Loss(UUID acquisition, int node, Instant at) {}

  /// One acquisition that went on.
  ///
  /// @param acquisition which
  /// @param lostNode the server that was lost
  /// @param seconds from the loss, or from when the database could be used, to the next run's write
  /// @param rawSeconds from the loss, whatever else was broken
  public record Takeover(UUID acquisition, int lostNode, double seconds, double rawSeconds) {}

  /// Begins without losses.
  ///
  /// @param database where acquisitions are
  public Takeovers(RestartableDatabase database) {
    this.database = database;
  }

  /// Says which servers there are.
  ///
  /// @param known the servers
  public void know(List<Node> known) {
    known.forEach(node -> nodes.put(node.number(), node));
  }

  /// A server is lost.
  ///
  /// @param node its number
  /// @param at when
  public void lost(int node, Instant at) {
    if (!threads.isShutdown()) {
      threads.execute(() -> note(node, at));
    }
  }

  private void note(int number, Instant at) {
    Node node = nodes.get(number);
    while (node != null && Duration.between(at, Instant.now()).compareTo(PATIENCE) < 0) {
      try (Connection connection = database.connect();
          PreparedStatement query = connection.prepareStatement(OWNED)) {
        query.setString(1, Files.readString(node.data().resolve("node")).strip());
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            losses.add(new Loss(rows.getObject(1, UUID.class), number, at));
          }
        }
        return;
      } catch (SQLException | IOException _) {
        // The database is down as well; what the server had stays in its rows.
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /// Looks for the runs that went on.
  ///
  /// @param happened what kept servers from the database
  /// @return one for each acquisition that was lost and went on
  /// @throws SQLException when the database cannot be read
  public List<Takeover> measure(List<Happened> happened) throws SQLException {
    var takeovers = new ArrayList<Takeover>();
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(NEXT)) {
      for (Loss loss : losses) {
        query.setObject(1, loss.acquisition());
        query.setTimestamp(2, Timestamp.from(loss.at()));
        try (ResultSet rows = query.executeQuery()) {
          if (rows.next()) {
            Instant next = rows.getTimestamp(1).toInstant();
            int successor = numberOf(String.valueOf(rows.getString(2)));
            takeovers.add(takeover(loss, next, successor, happened));
          }
        }
      }
    }
    return takeovers;
  }

  private static Takeover takeover(
      Loss loss, Instant next, int successor, List<Happened> happened) {
    Instant from = loss.at();
    for (Happened fault : happened) {
      if (fault.keepsFromDatabase(successor)
          && fault.from().isBefore(next)
          && fault.until().isAfter(from)
          && fault.until().isBefore(next)) {
        from = fault.until();
      }
    }
    return new Takeover(
        loss.acquisition(), loss.node(), seconds(from, next), seconds(loss.at(), next));
  }

  private static double seconds(Instant from, Instant until) {
    return Duration.between(from, until).toNanos() / 1e9;
  }

  private int numberOf(String name) {
    for (Node node : nodes.values()) {
      try {
        if (Files.readString(node.data().resolve("node")).strip().equals(name)) {
          return node.number();
        }
      } catch (IOException _) {
        // It has never begun, so it took nothing over.
      }
    }
    return 0;
  }

  /// Waits until all losses are noted; none come after.
  public void awaitNoted() {
    threads.shutdown();
    try {
      var _ = threads.awaitTermination(PATIENCE.toSeconds() + 5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    awaitNoted();
  }
}
