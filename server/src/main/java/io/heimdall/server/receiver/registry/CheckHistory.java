package io.heimdall.server.receiver.registry;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.clock.ClockTestRepository;
import io.heimdall.db.receiver.CheckFilter;
import io.heimdall.db.receiver.ReceiverCheck;
import io.heimdall.db.receiver.ReceiverCheckRepository;
import io.heimdall.db.receiver.ReceiverRecord;
import io.heimdall.db.receiver.ReceiverRecordRepository;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.schedule.Batches;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What checks have found over time, and how receivers did of late. Safe for any number of threads;
/// calls block for the database.
public final class CheckHistory {
  private final Transactions transactions;
  private final InstantSource clock;
  private final Duration retention;
  private final ReceiverRepository receivers = new ReceiverRepository();
  private final ReceiverCheckRepository checks = new ReceiverCheckRepository();
  private final ClockTestRepository clockTests = new ClockTestRepository();
  private final ReceiverRecordRepository records = new ReceiverRecordRepository();

  /// Opens the history.
  ///
  /// @param transactions where it is kept
  /// @param clock the host's UTC
  /// @param retention how long checks and tests of clocks are kept
  public CheckHistory(Transactions transactions, InstantSource clock, Duration retention) {
    this.transactions = transactions;
    this.clock = clock;
    this.retention = retention;
  }

  /// Lists checks of a receiver, the newest first.
  ///
  /// @param filter which ones
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most checks to return
  /// @return a page
  /// @throws FailureException with RECEIVER_NOT_FOUND
  public Page<ReceiverCheck, Instant> list(CheckFilter filter, @Nullable Instant after, int limit) {
    return transactions.inSnapshot(tx -> {
      var _ =
          receivers
              .get(tx, filter.receiverId())
              .orElseThrow(() -> ReceiverRegistry.notFound(filter.receiverId()));
      return checks.list(tx, filter, after, limit);
    });
  }

  /// Says how receivers did of late.
  ///
  /// @param ids the receivers
  /// @return a record for each of them
  public Map<Integer, ReceiverRecord> records(Collection<Integer> ids) {
    return ids.isEmpty()
        ? Map.of()
        : transactions.inSnapshot(tx -> records.read(tx, ids, clock.instant()));
  }

  /// Removes checks and tests of clocks that are too old, in small transactions. To be run once in
  /// the cluster at a time; running it twice at once does no harm. An interrupt ends it between two
  /// of them.
  public void forget() {
    Instant before = clock.instant().minus(retention);
    transactions.runInTransaction(tx -> checks.dropChunks(tx, before));
    var batches = new Batches(transactions);
    batches.remove("checks of receivers", (tx, most) -> checks.forget(tx, before, most));
    batches.remove("tests of clocks", (tx, most) -> clockTests.forget(tx, before, most));
  }
}
