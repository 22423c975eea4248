package io.heimdall.server.measurement;

import io.heimdall.db.Transactions;
import io.heimdall.db.measurement.MeasurementSums;
import io.heimdall.db.measurement.StaleHours;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Sums hours and days whose measurements have changed. To be run once in the cluster at a time;
/// running it twice at once does no harm. Whatever it has not done yet is read from the rows.
public final class MeasurementSumming {

  private static final int MARKS_AT_A_TIME = 100_000;

  private final Transactions transactions;
  private final InstantSource clock;
  private final MeasurementSums sums = new MeasurementSums();

  /// Begins with nothing to do.
  ///
  /// @param transactions where measurements are kept
  /// @param clock the host's UTC
  public MeasurementSumming(Transactions transactions, InstantSource clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Sums what is due, a day at a time. An hour is due once it is over: until then more comes, and
  /// its rows are few. An interrupt ends it between two days.
  public void run() {
    runBefore(clock.instant().truncatedTo(ChronoUnit.HOURS));
  }

  /// Sums all hours that are stale and before a time.
  ///
  /// @param before which ones
  void runBefore(Instant before) {
    Optional<StaleHours> due = due(before);
    while (due.isPresent() && !Thread.currentThread().isInterrupted()) {
      StaleHours hours = due.get();
      sums.sum(transactions, hours);
      transactions.runInTransaction(tx -> sums.forget(tx, hours));
      due = due(before);
    }
  }

  private Optional<StaleHours> due(Instant before) {
    return transactions.inTransaction(tx -> sums.stale(tx, before, MARKS_AT_A_TIME));
  }
}
