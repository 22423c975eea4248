package io.heimdall.server.backend;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/// What was opened, to be closed in reverse, each thing even where another fails to close. One
/// thread.
public final class Opened implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Opened.class.getName());

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /// Begins with nothing open.
  public Opened() {}

  /// Takes charge of a thing.
  ///
  /// @param <T> what it is
  /// @param thing what to close
  /// @return the thing
  public <T extends AutoCloseable> T add(T thing) {
    open.push(thing);
    return thing;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable thing = open.pop();
      try {
        thing.close();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        LOG.log(Level.WARNING, thing.getClass().getSimpleName() + " did not close", e);
      }
    }
  }
}
