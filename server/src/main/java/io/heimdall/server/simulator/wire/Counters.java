package io.heimdall.server.simulator.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// What a receiver has seen of its clients, for tests and benchmarks. Thread safe.
public final class Counters {

  private static final int REMEMBERED_COMMANDS = 1_000;

  // All guarded by this.
  private int attempts;
  private int connections;
  private int open;
  private int mostOpen;
  private int browserConnections;
  private int refused;
  private int kicked;
  private int httpRequests;
  private long framesSent;
  private long framesDropped;
  private long blocksDropped;
  private final ArrayDeque<String> commands = new ArrayDeque<>();

  /// Makes counters that stand at zero.
  Counters() {}

  /// A moment's reading.
  ///
  /// @param attempts WebSocket connections that asked for a stream
  /// @param connections streaming connections that were let in
  /// @param open those open now
  /// @param mostOpen the most that were open at once
  /// @param browserConnections those that claimed to be a browser
  /// @param refused those that were closed without a channel
  /// @param kicked those that were closed for breaking a rule
  /// @param httpRequests plain HTTP requests
  /// @param framesSent sound frames written
  /// @param framesDropped sound frames the queue of a slow client could not hold
  /// @param blocksDropped how often it overflowed
  /// @param commands the last thousand commands, oldest first
  public record Reading(
      int attempts,
      int connections,
      int open,
      int mostOpen,
      int browserConnections,
      int refused,
      int kicked,
      int httpRequests,
      long framesSent,
      long framesDropped,
      long blocksDropped,
      List<String> commands) {}

  /// Reads all counters at once.
  ///
  /// @return the reading
  public synchronized Reading read() {
    return new Reading(
        attempts,
        connections,
        open,
        mostOpen,
        browserConnections,
        refused,
        kicked,
        httpRequests,
        framesSent,
        framesDropped,
        blocksDropped,
        List.copyOf(commands));
  }

  /// Waits until the counters satisfy a condition.
  ///
  /// @param condition what to wait for
  /// @param limit how long at most
  /// @return whether it came true in time
  /// @throws InterruptedException when the waiting thread is interrupted
  public synchronized boolean await(Predicate<Reading> condition, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.test(read())) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /// Counts a client that asks for a stream, let in or not.
  ///
  /// @return how many have asked
  synchronized int attempted(boolean program) {
    attempts++;
    if (!program) {
      browserConnections++;
    }
    notifyAll();
    return attempts;
  }

  synchronized void connected() {
    connections++;
    open++;
    mostOpen = Math.max(mostOpen, open);
    notifyAll();
  }

  synchronized void disconnected() {
    open--;
    notifyAll();
  }

  synchronized void refused() {
    refused++;
    notifyAll();
  }

  synchronized void kicked() {
    kicked++;
    notifyAll();
  }

  synchronized void httpRequest() {
    httpRequests++;
    notifyAll();
  }

  synchronized void sent() {
    framesSent++;
    notifyAll();
  }

  synchronized void dropped(boolean first) {
    framesDropped++;
    if (first) {
      blocksDropped++;
    }
    notifyAll();
  }

  synchronized void command(String text) {
    if (commands.size() == REMEMBERED_COMMANDS) {
      commands.removeFirst();
    }
    commands.addLast(text);
    notifyAll();
  }
}
