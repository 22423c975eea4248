package io.heimdall.server.artifact.webhook;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.webhook.Delivery;
import io.heimdall.db.artifact.webhook.DeliveryQueue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Sends what is due. Each node has one of these: a thread looks for what has happened and what is
/// due, and each delivery has a virtual thread of its own, of which there are so many at most.
/// Webhooks take turns, so that one with much to tell, or with a slow URL, does not hold the
/// others.
final class WebhookDispatch implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(WebhookDispatch.class.getName());
  private static final Duration STOP_BOUND = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final FanOut fanOut;
  private final DeliveryAttempt attempt;
  private final WebhookPace pace;
  private final DeliveryQueue queue = new DeliveryQueue();
  private final Set<Thread> senders = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // The thread's.
  private long nextFanOutNanos = System.nanoTime();

  // Under the lock.
  private int free;
  private boolean woken;
  private boolean closed;

  WebhookDispatch(
      Transactions transactions, FanOut fanOut, DeliveryAttempt attempt, WebhookPace pace) {
    this.transactions = transactions;
    this.fanOut = fanOut;
    this.attempt = attempt;
    this.pace = pace;
    this.free = pace.inAll();
    this.thread = Thread.ofVirtual().name("webhooks").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    boolean answered = true;
    while (await()) {
      try {
        look();
        answered = true;
      } catch (DatabaseException e) {
        if (answered) {
          LOG.log(WARNING, "webhooks wait for the database: {0}", e.getMessage());
        }
        answered = false;
      } catch (RuntimeException e) {
        LOG.log(ERROR, "webhooks could not be served", e);
      }
    }
  }

  private void look() {
    if (System.nanoTime() - nextFanOutNanos >= 0) {
      nextFanOutNanos = System.nanoTime() + pace.look().toNanos();
      fanOut.run();
    }
    int places = places();
    while (places > 0) {
      int most = Math.min(places, pace.perWebhook());
      List<Delivery> taken =
          transactions.inTransaction(tx -> queue.take(tx, pace.perWebhook(), most, pace.lease()));
      if (taken.isEmpty()) {
        return;
      }
      taken.forEach(this::send);
      places = places();
    }
  }

  private void send(Delivery taken) {
    place(-1);
    Thread sender =
        Thread.ofVirtual()
            .name("webhook-delivery")
            .unstarted(() -> {
              try {
                attempt.run(taken);
              } catch (DatabaseException e) {
                LOG.log(WARNING, "delivery {0} is sent again: {1}", taken.id(), e.getMessage());
              } catch (RuntimeException e) {
                LOG.log(ERROR, "delivery " + taken.id() + " failed", e);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              } finally {
                var _ = senders.remove(Thread.currentThread());
                place(1);
              }
            });
    senders.add(sender);
    sender.start();
  }

  private int places() {
    lock.lock();
    try {
      return closed ? 0 : free;
    } finally {
      lock.unlock();
    }
  }

  private void place(int more) {
    lock.lock();
    try {
      free += more;
      if (more > 0) {
        // What waited for it may go now.
        woken = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until it is time to look again.
  ///
  /// @return whether to go on
  private boolean await() {
    lock.lock();
    try {
      long left = pace.look().toNanos();
      while (left > 0 && !woken && !closed) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      return !closed;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Sends nothing more. What is being sent is broken off, and sent again by another node once its
  /// lease has ended.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      boolean ended = thread.join(STOP_BOUND);
      List<Thread> left = List.copyOf(senders);
      left.forEach(Thread::interrupt);
      for (Thread sender : left) {
        ended &= sender.join(STOP_BOUND);
      }
      if (!ended) {
        LOG.log(WARNING, "webhooks were being served when the server stopped");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
