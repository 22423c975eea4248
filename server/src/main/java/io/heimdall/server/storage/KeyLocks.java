package io.heimdall.server.storage;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// One at a time for each key; those of different keys do not wait for each other. What nobody
/// holds takes no memory. Safe for any number of threads.
public final class KeyLocks {

  // Under the lock of this.
  private final Map<String, Shared> all = new HashMap<>();

  /// Makes locks, none of which is held.
  public KeyLocks() {}

  /// A lock that is held.
  public interface Held extends AutoCloseable {
    /// Lets go of it, in the thread that took it.
    @Override
    void close();
  }

  private static final class Shared {
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock of all.
    private int users;
  }

  /// Waits until nobody else holds the lock of a key.
  ///
  /// @param key the key
  /// @return the lock, which the caller closes
  public Held lock(String key) {
    Shared shared;
    synchronized (this) {
      shared = all.computeIfAbsent(key, _ -> new Shared());
      shared.users++;
    }
    shared.lock.lock();
    return () -> unlock(key, shared);
  }

  private void unlock(String key, Shared shared) {
    shared.lock.unlock();
    synchronized (this) {
      shared.users--;
      if (shared.users == 0) {
        all.remove(key);
      }
    }
  }
}
