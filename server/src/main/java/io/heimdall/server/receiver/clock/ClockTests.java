package io.heimdall.server.receiver.clock;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.clock.ClockTest;
import io.heimdall.db.clock.ClockTestRepository;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverFilter;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.receiver.registry.ReceiverSelection;
import io.heimdall.server.receiver.registry.SideBySide;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Tests the clocks of receivers on time-signal stations, several at once, and remembers what was
/// found. That a receiver gives nothing more while an acquisition of ours holds it says nothing
/// about its clock, and is told but not remembered; so is what was found at a driver or URL that is
/// the receiver's no more. All tests of this server together keep to one bound, since each takes a
/// connection and keeps its samples in memory, 0.3 MB a second while they are searched for marks:
/// sixteen of up to 30 s run at a time, or four of two minutes.
public final class ClockTests {
  private static final int AT_ONCE = 16;
  private static final long SECONDS_OF_ONE = 30;

  private final Transactions transactions;
  private final ClockTrial trial;
  private final InstantSource clock;
  private final ReceiverSelection selection = new ReceiverSelection();
  private final ReceiverRepository receivers = new ReceiverRepository();
  private final RecordingRepository recordings = new RecordingRepository();
  private final ClockTestRepository tests = new ClockTestRepository();
  private final Semaphore room = new Semaphore(AT_ONCE);

  /// Makes the tests.
  ///
  /// @param transactions where receivers and results are kept
  /// @param trial tests one receiver
  /// @param clock dates what is found
  public ClockTests(Transactions transactions, ClockTrial trial, InstantSource clock) {
    this.transactions = transactions;
    this.trial = trial;
    this.clock = clock;
  }

  /// Tests receivers and returns when all are done.
  ///
  /// @param ids which ones; empty for all active ones
  /// @param station the station, perhaps with a frequency in kHz; empty for the nearest each covers
  /// @param duration how long to listen
  /// @param results is given each result as it comes
  /// @throws InterruptedException when the caller is interrupted; tests that run are broken off
  /// @throws FailureException with RECEIVER_NOT_FOUND or TIME_STATION_UNKNOWN; nothing was tested
  public void run(
      Set<Integer> ids,
      String station,
      Duration duration,
      SideBySide.Results<? super ClockTest> results)
      throws InterruptedException {
    var stations = TimeStations.named(station);
    List<Receiver> chosen = transactions.inSnapshot(tx -> choose(tx, ids));
    SideBySide.run("clock-test", chosen, receiver -> test(receiver, stations, duration), results);
  }

  /// Lists the tests of a receiver, the newest first.
  ///
  /// @param receiverId the receiver
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most tests to return
  /// @return a page
  /// @throws FailureException with RECEIVER_NOT_FOUND
  public Page<ClockTest, Instant> list(int receiverId, @Nullable Instant after, int limit) {
    return transactions.inSnapshot(tx -> {
      var _ = selection.named(tx, Set.of(receiverId));
      return tests.list(tx, receiverId, after, limit);
    });
  }

  private List<Receiver> choose(Tx tx, Set<Integer> ids) {
    return ids.isEmpty() ? selection.all(tx, ReceiverFilter.ACTIVE) : selection.named(tx, ids);
  }

  private ClockTest test(Receiver chosen, TimeStations stations, Duration duration)
      throws InterruptedException {
    int places = places(duration);
    room.acquire(places);
    Present now;
    ClockTest test;
    try {
      now = transactions.inSnapshot(tx -> present(tx, chosen));
      Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
      test = trial.run(now.receiver(), stations, duration, at);
    } finally {
      room.release(places);
    }
    // Nobody wants the result any more, and an interrupt would break the connection it goes
    // through.
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (test.failure() == null || !now.atWork()) {
      transactions.runInTransaction(tx -> keep(tx, now.receiver(), test));
    }
    return test;
  }

  /// A receiver as it is once its test begins, which may be long after it was chosen.
  private record Present(Receiver receiver, boolean atWork) {}

  /// One that is gone is not reached, and its result says so.
  private Present present(Tx tx, Receiver chosen) {
    return new Present(
        receivers.get(tx, chosen.id()).orElse(chosen), recordings.receiverAtWork(tx, chosen.id()));
  }

  /// What is said of one station is not kept of another.
  private void keep(Tx tx, Receiver tested, ClockTest test) {
    if (selection.lockUnmoved(tx, tested)) {
      tests.add(tx, test);
    }
  }

  private static int places(Duration duration) {
    return Math.clamp(Math.ceilDiv(duration.toSeconds(), SECONDS_OF_ONE), 1, AT_ONCE);
  }
}
