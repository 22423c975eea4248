package io.heimdall.server.acquisition;

import io.heimdall.db.Database;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Wakes those who wait for events of an acquisition, on this node at once and on the others
/// through the database. It carries no event: the rows are the truth, and who is woken reads them.
/// Safe for any number of threads.
public final class EventBell implements AutoCloseable {

  /// Nodes of one database hear each other here. What a node has sent it hears too, which wakes
  /// some for nothing.
  static final String CHANNEL = "heimdall_acquisition";

  private final Map<UUID, Set<Listener>> listeners = new ConcurrentHashMap<>();
  private final NoticeSender sender;
  private final NoticeReceiver receiver;

  private EventBell(Database database) {
    this.sender = new NoticeSender(database.transactions(), CHANNEL);
    this.receiver = new NoticeReceiver(database, CHANNEL, this::ringHere, this::ringAll);
  }

  /// Connects with the bells of other nodes, which may also become possible later.
  ///
  /// @param database what they share
  /// @return the bell, which the caller closes before the database
  public static EventBell open(Database database) {
    return new EventBell(database);
  }

  /// Wakes every listener of an acquisition, here and elsewhere. To be called after the commit.
  ///
  /// @param acquisitionId whose
  void ring(UUID acquisitionId) {
    ringHere(acquisitionId);
    sender.send(acquisitionId);
  }

  private void ringHere(UUID acquisitionId) {
    for (Listener listener : listeners.getOrDefault(acquisitionId, Set.of())) {
      listener.wake();
    }
  }

  private void ringAll() {
    listeners.keySet().forEach(this::ringHere);
  }

  /// Tells other nodes what they have not heard yet, and ends the connection with them. Listeners
  /// here go on.
  @Override
  public void close() {
    sender.close();
    receiver.close();
  }

  /// Begins to listen.
  ///
  /// @param acquisitionId to whose events
  /// @return the listener, which the caller closes
  Listener listen(UUID acquisitionId) {
    var listener = new Listener(acquisitionId);
    listeners.compute(
        acquisitionId,
        (_, present) -> {
          Set<Listener> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          all.add(listener);
          return all;
        });
    return listener;
  }

  /// One who waits. Rings that come while it does not wait are remembered as one.
  final class Listener implements AutoCloseable {

    private final UUID acquisitionId;
    private final Semaphore rung = new Semaphore(0);

    private Listener(UUID acquisitionId) {
      this.acquisitionId = acquisitionId;
    }

    /// Waits for a ring since the last wait, or for the time to pass.
    ///
    /// @param most the longest wait
    /// @throws InterruptedException when the listener is being ended
    void await(Duration most) throws InterruptedException {
      // Either way the rows are read next, so it does not matter which of the two it was.
      var _ = rung.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
      rung.drainPermits();
    }

    /// Ends the wait, or the next one.
    void wake() {
      rung.release();
    }

    /// Stops listening.
    @Override
    public void close() {
      listeners.computeIfPresent(
          acquisitionId,
          (_, present) -> {
            present.remove(this);
            return present.isEmpty() ? null : present;
          });
    }
  }
}
