package io.heimdall.server.artifact.event;

import io.heimdall.db.artifact.ArtifactEvent;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One who follows what happens to artifacts. It reads the rows, so it works on any node and never
/// holds more than a page.
///
/// One thread at a time reads; any may end it.
public final class ArtifactWatch implements AutoCloseable {

  /// When to come back to a server that has not stopped.
  private static final Duration AT_ONCE = Duration.ofMillis(100);

  /// What a watcher is given.
  public sealed interface Item {
    /// Where a watcher that has it goes on.
    ///
    /// @return the number up to which everything was delivered that is to be
    long sequence();

    /// Something happened.
    ///
    /// @param event what
    /// @param artifact the artifact as the watcher sees it now; null: it is removed for good
    record Event(ArtifactEvent event, Rights.@Nullable Seen artifact) implements Item {
      @Override
      public long sequence() {
        return event.sequence();
      }
    }

    /// Nothing happened for a while.
    ///
    /// @param sequence the number up to which everything was delivered that is to be
    record Heartbeat(long sequence) implements Item {}
  }

  /// How long a watch may be silent, and how long it lasts.
  ///
  /// @param heartbeat the longest silence
  /// @param longest how long it lasts before its watcher has to come again
  public record Limits(Duration heartbeat, Duration longest) {}

  private final EventNumbering numbering;
  private final EventPages pages;
  private final Limits limits;
  private final Queue<Item.Event> page = new ArrayDeque<>();
  private final long beginNanos = System.nanoTime();
  private long position;
  private boolean heartbeatDue = true;
  private long lastDeliveryNanos = beginNanos;

  // Set by whoever ends the watch.
  private volatile boolean broken;

  ArtifactWatch(EventNumbering numbering, EventPages pages, long afterSequence, Limits limits) {
    this.numbering = numbering;
    this.pages = pages;
    this.position = afterSequence;
    this.limits = limits;
    numbering.begin();
  }

  /// Waits for what comes next: a heartbeat first.
  ///
  /// @return the next item
  /// @throws InterruptedException when [#end] was called, or the thread is interrupted
  /// @throws io.heimdall.server.failure.FailureException with WATCH_ENDED, when the watch has
  ///   lasted as long as it may, or SEQUENCE_COMPACTED, when it was too slow
  public Item next() throws InterruptedException {
    while (!broken) {
      Item.Event event = page.poll();
      if (event != null) {
        return delivered(event);
      }
      if (heartbeatDue) {
        heartbeatDue = false;
        return delivered(new Item.Heartbeat(position));
      }
      if (System.nanoTime() - beginNanos >= limits.longest().toNanos()) {
        throw lastedLong();
      }
      if (!readOn()) {
        Duration left = limits.heartbeat().minusNanos(System.nanoTime() - lastDeliveryNanos);
        heartbeatDue = !left.isPositive();
        if (!heartbeatDue) {
          numbering.awaitAfter(position, left, () -> broken);
        }
      }
    }
    throw new InterruptedException("the watch was ended");
  }

  private boolean readOn() {
    EventPages.Page read = pages.after(position);
    page.addAll(read.events());
    boolean more = read.lastSequence() > position;
    position = read.lastSequence();
    // What is left out says nothing to the watcher, however much of it there is.
    heartbeatDue =
        page.isEmpty() && System.nanoTime() - lastDeliveryNanos >= limits.heartbeat().toNanos();
    return more;
  }

  private Item delivered(Item item) {
    lastDeliveryNanos = System.nanoTime();
    return item;
  }

  private RuntimeException lastedLong() {
    return new Failure.Unavailable(
            Reason.WATCH_ENDED,
            "the watch has lasted as long as one may; watch again after event " + position,
            AT_ONCE,
            Map.of("lastSequence", Long.toString(position)))
        .exception();
  }

  /// Ends the wait of the thread that reads, now or when it waits next. No interrupt does: it would
  /// cut the connection to the database where it comes during a read.
  public void end() {
    broken = true;
    numbering.wake();
  }

  /// Stops watching.
  @Override
  public void close() {
    numbering.end();
  }
}
