package io.heimdall.server.receiver.clock;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.clock.ClockTest;
import io.heimdall.db.clock.ClockTestRepository;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverFilter;
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
/// about its clock, and is told but not remembered. All tests of this server together keep to one
/// bound, since each takes a connection and keeps its samples in memory, 0.3 MB a second while they
/// are searched for marks: sixteen of up to 30 s run at a time, or four of two minutes.
public final class ClockTests {
  private static final int AT_ONCE = 16;
  private static final long SECONDS_OF_ONE = 30;

  private final Transactions transactions;
  private final ClockTrial trial;
  private final InstantSource clock;
  private final ReceiverSelection selection = new ReceiverSelection();
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

  private ClockTest test(Receiver receiver, TimeStations stations, Duration duration)
      throws InterruptedException {
    int places = places(duration);
    room.acquire(places);
    boolean held;
    ClockTest test;
    try {
      held = transactions.inSnapshot(tx -> recordings.receiverAtWork(tx, receiver.id()));
      Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
      test = trial.run(receiver, stations, duration, now);
    } finally {
      room.release(places);
    }
    // Nobody wants the result any more, and an interrupt would break the connection it goes
    // through.
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (test.failure() == null || !held) {
      transactions.runInTransaction(tx -> tests.add(tx, test));
    }
    return test;
  }

  private static int places(Duration duration) {
    return Math.clamp(Math.ceilDiv(duration.toSeconds(), SECONDS_OF_ONE), 1, AT_ONCE);
  }
}
