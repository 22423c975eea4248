package io.heimdall.server.node;

import io.heimdall.db.Transactions;
import io.heimdall.db.node.Node;
import io.heimdall.db.node.NodeRepository;
import java.time.Duration;
import java.util.Optional;

/// The servers that share the database. Safe for any number of threads.
public final class Nodes {

  /// One that has said nothing for so long is not coming back under this start.
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

  private final Transactions transactions;
  private final NodeRepository nodes = new NodeRepository();

  /// Looks at the servers of a database.
  ///
  /// @param transactions where they are kept
  public Nodes(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Finds a server, which may have died since it was last heard of.
  ///
  /// @param id its name
  /// @return the server; empty when it has stopped or is not known
  public Optional<Node> find(String id) {
    return transactions.inSnapshot(tx -> nodes.find(tx, id));
  }

  /// Says that a server is up until the result is closed.
  ///
  /// @param self the server
  /// @return its heartbeat
  public NodeHeartbeat announce(Node self) {
    transactions.runInTransaction(tx -> nodes.beat(tx, self));
    return new NodeHeartbeat(transactions, self);
  }

  /// Forgets servers that died long ago.
  public void forget() {
    int gone = transactions.inTransaction(tx -> nodes.forget(tx, FORGOTTEN_AFTER));
    if (gone > 0) {
      System.getLogger(Nodes.class.getName())
          .log(System.Logger.Level.INFO, "{0} servers are forgotten", gone);
    }
  }
}
