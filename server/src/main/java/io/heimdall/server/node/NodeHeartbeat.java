package io.heimdall.server.node;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.node.Node;
import io.heimdall.db.node.NodeRepository;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Says every few seconds that this server is up, from a thread of its own, and at the end that it
/// is not. Nothing is taken over by it: it is how servers find each other.
public final class NodeHeartbeat implements AutoCloseable {

  private static final Logger LOG = System.getLogger(NodeHeartbeat.class.getName());

  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration STOP_BOUND = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final Node self;
  private final NodeRepository nodes = new NodeRepository();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Thread thread;

  // Under the lock.
  private boolean closed;

  NodeHeartbeat(Transactions transactions, Node self) {
    this.transactions = transactions;
    this.self = self;
    this.thread = Thread.ofVirtual().name("node-heartbeat").start(this::run);
  }

  private void run() {
    while (rest()) {
      try {
        transactions.runInTransaction(tx -> nodes.beat(tx, self));
      } catch (DatabaseException e) {
        LOG.log(Level.DEBUG, "the heartbeat is late: {0}", e.getMessage());
      }
    }
  }

  private boolean rest() {
    lock.lock();
    try {
      long left = PAUSE.toNanos();
      while (left > 0 && !closed) {
        left = ended.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the thread, without an interrupt since it may be in the database, and takes the server
  /// off the list.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ended.signal();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(STOP_BOUND)) {
        LOG.log(Level.WARNING, "the heartbeat did not end within {0}", STOP_BOUND);
        return;
      }
      transactions.runInTransaction(tx -> nodes.remove(tx, self));
    } catch (DatabaseException e) {
      LOG.log(Level.DEBUG, "the server stays on the list: {0}", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
