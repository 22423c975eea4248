package io.heimdall.server.receiver.registry;

import io.heimdall.db.DatabaseUnavailableException;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverFilter;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.security.Caller;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/// Finds out which receivers would deliver, many at once, and remembers what was found. A receiver
/// that was not asked, or gives nothing more while an acquisition of ours has it, says nothing
/// about itself, and neither does a check that asks for what it need not give: that is told but not
/// remembered. All checks of this server together keep to one bound, since each may hold a
/// connection for as long as a receiver may be silent.
public final class ReceiverChecks {
  private static final Logger LOG = System.getLogger(ReceiverChecks.class.getName());
  private static final int AT_ONCE = 64;

  private final Transactions transactions;
  private final ReceiverProbe probe;
  private final CheckBook book;
  private final InstantSource clock;
  private final ReceiverSelection selection = new ReceiverSelection();
  private final ReceiverRepository receivers = new ReceiverRepository();
  private final RecordingRepository recordings = new RecordingRepository();
  private final Semaphore room = new Semaphore(AT_ONCE);

  /// Makes the checks.
  ///
  /// @param transactions where receivers are kept
  /// @param drivers who speaks to them
  /// @param clock dates what is found
  public ReceiverChecks(Transactions transactions, Drivers drivers, InstantSource clock) {
    this.transactions = transactions;
    this.probe = new ReceiverProbe(new ReceiverReach(transactions, drivers));
    this.book = new CheckBook(transactions, ActivityPolicy.DEFAULT);
    this.clock = clock;
  }

  /// Checks receivers and returns when all have answered or timed out.
  ///
  /// @param caller who asks
  /// @param ids which ones; empty for all that could give IQ
  /// @param frequencyHz where to receive; 0 for a frequency the receiver covers
  /// @param results is given each result as it comes
  /// @throws InterruptedException when the caller is interrupted; checks that run are broken off
  public void run(
      Caller caller,
      Set<Integer> ids,
      long frequencyHz,
      SideBySide.Results<? super CheckReport> results)
      throws InterruptedException {
    List<Receiver> chosen = transactions.inSnapshot(tx -> choose(tx, ids));
    SideBySide.run(
        "receiver-check", chosen, receiver -> check(caller, receiver, frequencyHz), results);
  }

  private List<Receiver> choose(Tx tx, Set<Integer> ids) {
    return ids.isEmpty()
        ? all(tx).stream().filter(receiver -> !receiver.spec().listenOnly()).toList()
        : selection.named(tx, ids);
  }

  /// Every receiver there is.
  ///
  /// @param tx the transaction
  /// @return the receivers by rising id
  List<Receiver> all(Tx tx) {
    return selection.all(tx, ReceiverFilter.ALL);
  }

  /// Checks one receiver that nobody waits for, unless it is gone, in use or wants to be left
  /// alone.
  ///
  /// @param actor in whose name
  /// @param id which one
  /// @param wanted whether it is to be checked as it is now
  /// @throws InterruptedException when the thread is interrupted; a check that runs is broken off
  void runUnasked(String actor, int id, Predicate<Receiver> wanted) throws InterruptedException {
    room.acquire();
    try {
      Optional<Present> found = present(id);
      if (found.isPresent() && !found.get().atWork() && wanted.test(found.get().receiver())) {
        Receiver receiver = found.get().receiver();
        CheckReport _ = told(actor, receiver, probe.askUnlessResting(receiver));
      }
    } finally {
      room.release();
    }
  }

  private CheckReport check(Caller caller, Receiver chosen, long frequencyHz)
      throws InterruptedException {
    room.acquire();
    Present now;
    ReceiverHealth health;
    try {
      // One that is gone is not reached, and its result says so.
      now = present(chosen.id()).orElse(new Present(chosen, false));
      health = probe.ask(now.receiver(), frequencyHz);
    } finally {
      room.release();
    }
    return now.atWork() && !health.deliversIq()
        ? report(now.receiver(), health, now(), CheckEffect.NONE)
        : told(caller.name(), now.receiver(), health);
  }

  /// A receiver as it is once its check begins, which may be long after it was chosen.
  private record Present(Receiver receiver, boolean atWork) {}

  private Optional<Present> present(int id) {
    return transactions.inSnapshot(tx ->
        receivers
            .get(tx, id)
            .map(receiver -> new Present(receiver, recordings.receiverAtWork(tx, id))));
  }

  /// Remembers what says something of the receiver itself.
  private CheckReport told(String actor, Receiver receiver, ReceiverHealth health) {
    Instant at = now();
    return report(
        receiver,
        health,
        at,
        health.asked() ? kept(actor, receiver, health, at) : CheckEffect.NONE);
  }

  /// What cannot be kept of one receiver must not take the others' results away.
  private CheckEffect kept(String actor, Receiver receiver, ReceiverHealth health, Instant at) {
    try {
      return book.keep(actor, receiver, health, at);
    } catch (DatabaseUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the check of receiver %d is not kept".formatted(receiver.id()), e);
      return CheckEffect.NONE;
    }
  }

  private static CheckReport report(
      Receiver receiver, ReceiverHealth health, Instant at, CheckEffect effect) {
    return new CheckReport(receiver.id(), at, health, effect);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
