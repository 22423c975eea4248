package io.heimdall.server.acquisition;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Wakes those who wait for events of an acquisition. It carries no event: the rows are the truth,
/// and who is woken reads them. Safe for any number of threads.
final class EventBell {

  private final Map<UUID, Set<Listener>> listeners = new ConcurrentHashMap<>();

  /// Wakes every listener of an acquisition.
  ///
  /// @param acquisitionId whose
  void ring(UUID acquisitionId) {
    for (Listener listener : listeners.getOrDefault(acquisitionId, Set.of())) {
      listener.wake();
    }
  }

  /// Wakes every listener there is.
  void ringAll() {
    listeners.keySet().forEach(this::ring);
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

    private void wake() {
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
