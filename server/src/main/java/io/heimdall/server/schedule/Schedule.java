package io.heimdall.server.schedule;

import io.heimdall.db.Database;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.task.TaskId;
import io.heimdall.db.task.TaskTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Tasks that are done once in the cluster: added in the transaction that makes them necessary,
/// done at their time by whichever node has a place free, and by another one when that node dies.
///
/// Every node registers the same work, then starts. Safe for any number of threads.
public final class Schedule implements AutoCloseable {

  /// A holder's name is stored in so many characters.
  private static final int HOLDER_LENGTH = 50;

  private static final int BOOT_LENGTH = 12;

  /// The one instance of work that recurs.
  private static final String RECURRING = "recurring";

  private final TaskTable table;
  private final String node;
  private final int places;
  private final Duration poll;
  private final DataSource connections;
  private final Transactions transactions;
  private final Map<String, Work> works = new LinkedHashMap<>();
  private final Set<String> recurring = new LinkedHashSet<>();
  private volatile @Nullable TaskRunner runner;
  private @Nullable SilentTasks silent;

  /// Prepares a schedule on which nothing runs yet.
  ///
  /// @param database where it is kept
  /// @param table in which table; nodes that share one share the work
  /// @param node names this node, and stays the same over restarts; at most 37 characters
  /// @param places how many tasks this node does at a time
  public Schedule(Database database, TaskTable table, String node, int places) {
    this(database, table, node, places, TaskRunner.POLL);
  }

  Schedule(Database database, TaskTable table, String node, int places, Duration poll) {
    if (node.isEmpty() || node.length() > HOLDER_LENGTH - BOOT_LENGTH - 1 || node.contains("/")) {
      throw new IllegalArgumentException(
          "a node's name has 1 to %d characters and no slash, this one is %s"
              .formatted(HOLDER_LENGTH - BOOT_LENGTH - 1, node));
    }
    this.table = table;
    this.node = node;
    this.places = places;
    this.poll = poll;
    this.connections = database.heartbeats();
    this.transactions = new Transactions(connections);
  }

  /// The node whose schedule it is.
  ///
  /// @return its name
  public String node() {
    return node;
  }

  /// Says what tasks of a name do; before the start.
  ///
  /// @param task the name
  /// @param work what to do
  public void register(String task, Work work) {
    if (runner != null) {
      throw new IllegalStateException("the schedule runs: %s comes too late".formatted(task));
    }
    if (works.putIfAbsent(task, work) != null) {
      throw new IllegalArgumentException("there is work for %s already".formatted(task));
    }
  }

  /// Has something done again and again, by one node at a time; before the start.
  ///
  /// @param task its name
  /// @param pause from the end of one time to the beginning of the next
  /// @param work what to do
  public void every(String task, Duration pause, Runnable work) {
    again(
        task,
        () -> {
          work.run();
          return Instant.now().plus(pause);
        });
  }

  /// Has something done at once and then again whenever it says itself, by one node at a time;
  /// before the start.
  ///
  /// @param task its name
  /// @param work what to do; returns when to do it again
  public void again(String task, Supplier<Instant> work) {
    register(task, _ -> Optional.of(work.get()));
    recurring.add(task);
  }

  /// Begins to do what is due. What an earlier process of this node was at is free again: it has
  /// ended, since the data directory is this one's.
  public synchronized void start() {
    transactions.runInTransaction(tx -> {
      int freed = table.releaseAllOf(tx, node + "/");
      if (freed > 0) {
        System.getLogger(Schedule.class.getName())
            .log(
                System.Logger.Level.INFO,
                "{0}: {1} tasks of an earlier process go on",
                table.name(),
                freed);
      }
      recurring.forEach(task -> table.add(tx, new TaskId(task, RECURRING), now()));
    });
    String boot = UUID.randomUUID().toString().replace("-", "").substring(0, BOOT_LENGTH);
    var started = new TaskRunner(table, node + "/" + boot, places, poll, works);
    runner = started;
    started.start(connections);
    silent = new SilentTasks(transactions, table, started::wake);
  }

  /// Adds a task, or moves it to another time. One that a node is at stays as it is: what its work
  /// returns decides.
  ///
  /// @param tx the transaction
  /// @param task the name of its work
  /// @param instance which of these tasks
  /// @param at when it is to be done
  /// @return whether it was added or moved
  public boolean put(Tx tx, String task, String instance, Instant at) {
    return table.put(tx, new TaskId(task, instance), at.truncatedTo(ChronoUnit.MICROS));
  }

  /// Removes a task. One that a node is at stays.
  ///
  /// @param tx the transaction
  /// @param task the name of its work
  /// @param instance which of these tasks
  /// @return whether there was one
  public boolean remove(Tx tx, String task, String instance) {
    return table.remove(tx, new TaskId(task, instance));
  }

  /// Has this node look now for what is due, after the commit of a task that is; otherwise it does
  /// so within a second.
  public void wake() {
    TaskRunner now = runner;
    if (now != null) {
      now.wake();
    }
  }

  /// Counts the tasks that are due and that no node is at.
  ///
  /// @param tx the transaction
  /// @param atMost where to stop counting
  /// @return how many
  public int waiting(Tx tx, int atMost) {
    return table.waiting(tx, now(), atMost);
  }

  /// How many more tasks this node could do now.
  ///
  /// @return free places
  public int freePlaces() {
    TaskRunner now = runner;
    return now == null ? places : Math.max(0, places - now.running());
  }

  /// Begins nothing any more; what runs goes on. Idempotent.
  public void drain() {
    TaskRunner now = runner;
    if (now != null) {
      now.drain();
    }
  }

  /// Ends. Work that is under way gets some seconds, then an interrupt; who has work that takes
  /// longer ends it between [#drain()] and this. Tasks whose work returned are free for other nodes
  /// when this returns.
  @Override
  public synchronized void close() {
    if (silent != null) {
      silent.close();
    }
    TaskRunner now = runner;
    if (now != null) {
      now.close();
    }
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
