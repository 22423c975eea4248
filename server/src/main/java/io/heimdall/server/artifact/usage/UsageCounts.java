package io.heimdall.server.artifact.usage;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.DatabaseUnavailableException;
import io.heimdall.db.DueClock;
import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.usage.CallKey;
import io.heimdall.db.artifact.usage.CallRepository;
import io.heimdall.db.artifact.usage.Reads;
import io.heimdall.db.artifact.usage.Traffic;
import io.heimdall.db.artifact.usage.TrafficKey;
import io.heimdall.db.artifact.usage.TrafficRepository;
import io.heimdall.db.artifact.usage.Transfers;
import io.heimdall.db.artifact.usage.UsageCounters;
import io.heimdall.server.artifact.usage.UsageTally.Counted;
import io.heimdall.server.schedule.Batches;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Counts what comes and goes, how calls end, and how often artifacts are read. Counts are kept in
/// memory and written every few seconds and at the end, so that no transfer waits for them; a
/// server that is killed loses the last ones. Safe for any number of threads.
public final class UsageCounts implements AutoCloseable {

  private static final Logger LOG = System.getLogger(UsageCounts.class.getName());

  private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Duration STOP_BOUND = Duration.ofSeconds(5);

  /// Long enough to compare a year with that before.
  private static final int DAYS_KEPT = 731;

  private final Transactions transactions;
  private final InstantSource clock;
  private final UsageTally tally = new UsageTally();
  private final UsageCounters counters = new UsageCounters();
  private final Thread thread;

  /// Whoever holds it writes.
  private final ReentrantLock writing = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();

  // Under the lock.
  private boolean closed;

  private UsageCounts(Transactions transactions, InstantSource clock) {
    this.transactions = transactions;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("artifact-usage").unstarted(this::run);
  }

  /// Begins to count.
  ///
  /// @param transactions where counts are kept
  /// @param clock the host's UTC
  /// @return the counts, which the caller closes after what is counted and before the database
  public static UsageCounts open(Transactions transactions, InstantSource clock) {
    var counts = new UsageCounts(transactions, clock);
    counts.thread.start();
    return counts;
  }

  /// Measures an upload, whose media type is not known yet.
  ///
  /// @param user who sends
  /// @return the meter, which the caller closes
  public TransferMeter upload(String user) {
    return meter(user, Traffic::uploads);
  }

  /// Measures a download.
  ///
  /// @param user who fetches
  /// @param contentType the media type
  /// @return the meter
  public TransferMeter download(String user, String contentType) {
    TransferMeter meter = meter(user, Traffic::downloads);
    meter.type(contentType);
    return meter;
  }

  private TransferMeter meter(String user, Function<Transfers, Traffic> kind) {
    return new TransferMeter(
        (type, traffic) -> tally.add(new TrafficKey(user, today(), type), traffic),
        kind,
        System::nanoTime);
  }

  /// Counts an upload whose bytes came by URL.
  ///
  /// @param user whose it is
  /// @param contentType its media type
  /// @param bytes its size
  public void uploadedByUrl(String user, String contentType, long bytes) {
    tally.add(
        new TrafficKey(user, today(), contentType),
        Traffic.signedUploads(new Transfers(1, bytes, 0)));
  }

  /// Counts a read of an artifact.
  ///
  /// @param artifactId which one
  public void read(UUID artifactId) {
    tally.add(artifactId, new Reads(1, clock.instant()));
  }

  /// Counts a call that has ended.
  ///
  /// @param user who called; [CallKey#NOBODY]: nobody could tell
  /// @param method the method
  /// @param reason why it failed; [CallKey#NONE]: it did not
  public void called(String user, String method, String reason) {
    tally.add(new CallKey(user, today(), method, reason), 1L);
  }

  private LocalDate today() {
    return day(clock);
  }

  private static LocalDate day(InstantSource clock) {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private void run() {
    while (!rest()) {
      try {
        write();
      } catch (DatabaseUnavailableException e) {
        LOG.log(Level.DEBUG, "counts of artifacts wait for the database: {0}", e.getMessage());
      } catch (DatabaseException e) {
        LOG.log(Level.WARNING, "counts of artifacts are not written", e);
      }
    }
  }

  /// Waits for the next time; true at the end.
  private boolean rest() {
    lock.lock();
    try {
      long left = PAUSE_NANOS;
      while (left > 0 && !closed) {
        left = ended.awaitNanos(left);
      }
      return closed;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Writes what has been counted by now. Where that fails it is kept for the next time.
  ///
  /// @throws DatabaseException when the database refuses or cannot be reached
  public void write() {
    writing.lock();
    try {
      Counted counted = tally.take();
      if (!counted.empty()) {
        write(counted);
      }
      long lost = tally.takeLost();
      if (lost > 0) {
        LOG.log(Level.WARNING, "{0} counts of artifacts found no room and are lost", lost);
      }
    } finally {
      writing.unlock();
    }
  }

  /// Reads are apart: they wait for whoever has locked an artifact.
  private void write(Counted counted) {
    Counted unwritten = counted;
    try {
      transactions.runInTransaction(tx -> {
        counters.addTraffic(tx, counted.traffic());
        counters.addCalls(tx, counted.calls());
      });
      unwritten = new Counted(Map.of(), Map.of(), counted.reads());
      transactions.runInTransaction(tx -> counters.addReads(tx, counted.reads()));
    } catch (RuntimeException e) {
      tally.putBack(unwritten);
      throw e;
    }
  }

  /// Removes counts of days that are not remembered any more, by the host's clock and by the
  /// database's, in small transactions. To be run once in the cluster at a time.
  public void forget() {
    LocalDate before = day(new DueClock(transactions, clock)).minusDays(DAYS_KEPT);
    var batches = new Batches(transactions);
    var traffic = new TrafficRepository();
    var calls = new CallRepository();
    batches.remove("counts of artifacts' traffic", (tx, most) -> traffic.forget(tx, before, most));
    batches.remove("counts of artifacts' calls", (tx, most) -> calls.forget(tx, before, most));
  }

  /// Writes what is left, and ends. What the database does not take then is lost.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(STOP_BOUND)) {
        LOG.log(Level.WARNING, "the last counts of artifacts are not written yet");
      }
      write();
    } catch (DatabaseException e) {
      LOG.log(Level.WARNING, "the last counts of artifacts are lost: {0}", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
