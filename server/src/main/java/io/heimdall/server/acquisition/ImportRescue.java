package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.server.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Puts off the task of an acquisition that runs from a file, for as long as this server lives: no
/// other one has the file. When the server has died, the task comes to be due, and whoever takes it
/// ends the acquisition. A virtual thread that ends with [#close()].
final class ImportRescue implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ImportRescue.class.getName());

  /// Longer than a server is without its database before its runs give up.
  static final Duration AFTER = Duration.ofSeconds(90);

  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final Duration STOP_BOUND = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final Schedule schedule;
  private final String instance;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  ImportRescue(Transactions transactions, Schedule schedule, UUID acquisitionId) {
    this.transactions = transactions;
    this.schedule = schedule;
    this.instance = acquisitionId.toString();
    this.thread = Thread.ofVirtual().name("import-" + instance).start(this::repeat);
  }

  private void repeat() {
    try {
      while (!closed.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          var _ =
              transactions.inTransaction(tx ->
                  schedule.put(tx, AcquisitionStarter.TASK, instance, Instant.now().plus(AFTER)));
        } catch (DatabaseException e) {
          LOG.log(WARNING, "the rescue of {0} is put off later: {1}", instance, e.getMessage());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Has the task done soon: it finds an acquisition that has ended, or ends one that has not.
  @Override
  public void close() {
    closed.countDown();
    Ending.await(thread, STOP_BOUND);
    try {
      var _ =
          transactions.inTransaction(
              tx -> schedule.put(tx, AcquisitionStarter.TASK, instance, Instant.now()));
      schedule.wake();
    } catch (DatabaseException e) {
      LOG.log(WARNING, "{0} is looked after later: {1}", instance, e.getMessage());
    }
  }
}
