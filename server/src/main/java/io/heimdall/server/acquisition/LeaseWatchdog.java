package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.Lease;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Confirms the leases of all runs of this node with one statement every two seconds, and makes
/// those give up that were replaced or could not be confirmed for too long.
///
/// Two virtual threads: one asks and may have to wait for the database, the other looks at the
/// leases' ages and waits for nothing. Both end with [#close()].
final class LeaseWatchdog implements AutoCloseable {

  /// How often leases are confirmed.
  static final Duration INTERVAL = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger(LeaseWatchdog.class.getName());

  private final Transactions transactions;
  private final Supplier<? extends Collection<? extends Leaseholder>> holders;
  private final Duration interval;
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Who writes under a lease.
  interface Leaseholder {

    /// Where the state of its lease is kept.
    ///
    /// @return the gate
    WriteGate gate();

    /// Ends it at once, without a further write. Returns soon, and may be called again.
    void abandon();
  }

  private LeaseWatchdog(
      Transactions transactions,
      Supplier<? extends Collection<? extends Leaseholder>> holders,
      Duration interval) {
    this.transactions = transactions;
    this.holders = holders;
    this.interval = interval;
  }

  /// Begins to watch.
  ///
  /// @param transactions where leases are kept
  /// @param holders those that run now, asked for each time
  /// @param interval how often they are confirmed
  /// @return the watchdog, which the caller closes
  static LeaseWatchdog open(
      Transactions transactions,
      Supplier<? extends Collection<? extends Leaseholder>> holders,
      Duration interval) {
    var watchdog = new LeaseWatchdog(transactions, holders, interval);
    Thread.ofVirtual().name("lease-confirm").start(() -> watchdog.repeat(watchdog::confirm));
    Thread.ofVirtual().name("lease-age").start(() -> watchdog.repeat(watchdog::giveUpTheUnsure));
    return watchdog;
  }

  private void repeat(Runnable step) {
    try {
      while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        look(step);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// A fault must not end the watch over every other run.
  private static void look(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.log(ERROR, "the leases are looked at again later", e);
    }
  }

  private void confirm() {
    List<? extends Leaseholder> asked = List.copyOf(holders.get());
    if (asked.isEmpty()) {
      return;
    }
    try {
      List<Lease> leases = asked.stream().map(one -> one.gate().lease()).toList();
      long asOfNanos = System.nanoTime();
      Set<Lease> held = transactions.inSnapshot(tx -> acquisitions.held(tx, leases));
      for (Leaseholder one : asked) {
        if (held.contains(one.gate().lease())) {
          one.gate().confirmed(asOfNanos);
        } else {
          giveUp(one, "another run has taken over");
        }
      }
    } catch (DatabaseException e) {
      LOG.log(WARNING, "{0} leases are not confirmed: {1}", asked.size(), e.getMessage());
    }
  }

  private void giveUpTheUnsure() {
    for (Leaseholder one : List.copyOf(holders.get())) {
      if (one.gate().expired()) {
        giveUp(one, "its lease could not be confirmed for too long");
      } else {
        one.gate().breakOffIfClosed();
      }
    }
  }

  private static void giveUp(Leaseholder one, String why) {
    LOG.log(WARNING, "{0} is given up here: {1}", one.gate().lease().acquisitionId(), why);
    one.abandon();
  }

  /// Stops watching. A statement under way ends by itself; what it finds is still heeded.
  @Override
  public void close() {
    closed.countDown();
  }
}
