package io.heimdall.server.receiver.registry;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverCheck;
import io.heimdall.db.receiver.ReceiverFilter;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.security.Caller;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Finds out which receivers would deliver, many at once, and remembers what was found. That a
/// receiver gives nothing more while an acquisition of ours holds it says nothing about it, and is
/// told but not remembered. All checks of this server together keep to one bound, since each may
/// hold a connection for as long as a receiver may be silent.
public final class ReceiverChecks {
  private static final Logger LOG = System.getLogger(ReceiverChecks.class.getName());
  private static final int AT_ONCE = 32;
  private static final int PAGE = 1000;

  /// Nearly every shortwave receiver covers it, and time signals are there day and night.
  private static final long USUAL_FREQUENCY_HZ = 10_000_000;

  private final Transactions transactions;
  private final Drivers drivers;
  private final InstantSource clock;
  private final ReceiverRepository receivers = new ReceiverRepository();
  private final RecordingRepository recordings = new RecordingRepository();
  private final AuditLog audit = new AuditLog();
  private final Semaphore room = new Semaphore(AT_ONCE);

  /// Makes the checks.
  ///
  /// @param transactions where receivers are kept
  /// @param drivers who speaks to them
  /// @param clock dates what is found
  public ReceiverChecks(Transactions transactions, Drivers drivers, InstantSource clock) {
    this.transactions = transactions;
    this.drivers = drivers;
    this.clock = clock;
  }

  /// Takes results, one at a time, in the order they come.
  public interface Results {
    /// Takes one.
    ///
    /// @param report what was found
    /// @throws InterruptedException when nobody wants more
    void take(CheckReport report) throws InterruptedException;
  }

  /// Checks receivers and returns when all have answered or timed out.
  ///
  /// @param caller who asks
  /// @param ids which ones; empty for all
  /// @param frequencyHz where to receive; 0 for a frequency the receiver covers
  /// @param results is given each result as it comes
  /// @throws InterruptedException when the caller is interrupted; checks that run are broken off
  public void run(Caller caller, Set<Integer> ids, long frequencyHz, Results results)
      throws InterruptedException {
    List<Receiver> chosen = transactions.inSnapshot(tx -> choose(tx, ids));
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("receiver-check-", 0).factory())) {
      try {
        var finished = new ExecutorCompletionService<CheckReport>(threads);
        for (Receiver receiver : chosen) {
          finished.submit(() -> check(caller, receiver, frequencyHz));
        }
        for (int left = chosen.size(); left > 0; left--) {
          results.take(finished.take().get());
        }
      } catch (ExecutionException e) {
        throw broken(e.getCause());
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private List<Receiver> choose(Tx tx, Set<Integer> ids) {
    if (!ids.isEmpty()) {
      List<Receiver> found = receivers.find(tx, ids);
      Set<Integer> missing = new HashSet<>(ids);
      found.forEach(receiver -> missing.remove(receiver.id()));
      missing.stream()
          .min(Integer::compare)
          .ifPresent(id -> {
            throw ReceiverRegistry.notFound(id);
          });
      return found;
    }
    var all = new ArrayList<Receiver>();
    Optional<Integer> after = Optional.empty();
    do {
      var page = receivers.list(tx, ReceiverFilter.ALL, after.orElse(null), PAGE);
      all.addAll(page.rows());
      after = page.next();
    } while (after.isPresent());
    return all;
  }

  private CheckReport check(Caller caller, Receiver receiver, long frequencyHz)
      throws InterruptedException {
    room.acquire();
    boolean held = transactions.inSnapshot(tx -> recordings.receiverInUse(tx, receiver.id()));
    ReceiverHealth health;
    try {
      health = ask(receiver, frequencyHz == 0 ? covered(receiver) : frequencyHz);
    } finally {
      room.release();
    }
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    boolean activated = (health.deliversIq() || !held) && remember(caller, receiver, health, at);
    return new CheckReport(receiver.id(), at, health, activated);
  }

  private ReceiverHealth ask(Receiver receiver, long frequencyHz) {
    var driver = drivers.named(receiver.spec().driver());
    if (driver.isEmpty()) {
      return ReceiverHealth.bad(
          false,
          new ReceiverFailure(FailureReason.INTERNAL, drivers.absence(receiver.spec().driver())));
    }
    try {
      return driver.get().check(target(receiver), Tuning.to(frequencyHz));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the check of receiver %d broke off".formatted(receiver.id()), e);
      return ReceiverHealth.bad(
          false,
          new ReceiverFailure(FailureReason.INTERNAL, "the check broke off; the log says why"));
    }
  }

  private boolean remember(Caller caller, Receiver receiver, ReceiverHealth health, Instant at) {
    return transactions.inTransaction(tx -> {
      boolean waiting =
          receivers
              .get(tx, receiver.id())
              .filter(now -> now.spec().activity() == Activity.WHEN_PROVEN)
              .isPresent();
      boolean activated = waiting && health.deliversIq();
      var check = new ReceiverCheck(at, health.deliversIq(), HealthJson.encode(health, activated));
      receivers.recordCheck(tx, receiver.id(), check);
      if (activated) {
        audit.append(
            tx,
            new AuditEntry(
                caller.name(),
                "receiver.activate",
                "receiver",
                Integer.toString(receiver.id()),
                "{\"because\":\"a check received samples\"}"));
      }
      return activated;
    });
  }

  private static ReceiverTarget target(Receiver receiver) {
    var spec = receiver.spec();
    return new ReceiverTarget(
        receiver.id(),
        URI.create(spec.url()),
        spec.tuning().frequencyOffsetHz(),
        Optional.empty(),
        Duration.ofSeconds(spec.timeoutSeconds()));
  }

  /// A frequency the receiver is not known to be deaf for.
  private static long covered(Receiver receiver) {
    var tuning = receiver.spec().tuning();
    if (tuning.covers(USUAL_FREQUENCY_HZ)) {
      return USUAL_FREQUENCY_HZ;
    }
    Long low = tuning.minFrequencyHz();
    Long high = tuning.maxFrequencyHz();
    if (low == null) {
      return high == null ? USUAL_FREQUENCY_HZ : high;
    }
    return high == null ? low : low + (high - low) / 2;
  }

  private static RuntimeException broken(@Nullable Throwable cause) throws InterruptedException {
    return switch (cause) {
      case RuntimeException unchecked -> unchecked;
      case InterruptedException interrupted -> throw interrupted;
      case Error error -> throw error;
      case null, default -> new IllegalStateException("a check broke off", cause);
    };
  }
}
