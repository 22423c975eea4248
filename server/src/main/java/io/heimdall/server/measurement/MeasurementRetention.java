package io.heimdall.server.measurement;

import io.heimdall.db.Transactions;
import io.heimdall.db.measurement.MeasurementHorizon;
import io.heimdall.server.schedule.Batches;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Looks after old measurements: packs them into columns where the database can, and removes those
/// that are too old. Their sums stay. To be run once in the cluster at a time; running it twice at
/// once does no harm.
public final class MeasurementRetention {

  private static final Logger LOG = System.getLogger(MeasurementRetention.class.getName());

  /// By then late rows, which cost more among packed ones, have come.
  private static final Duration PACK_AFTER = Duration.ofDays(14);

  private final Transactions transactions;
  private final InstantSource clock;
  private final Optional<Duration> retention;
  private final MeasurementSumming summing;
  private final MeasurementHorizon horizon = new MeasurementHorizon();

  /// Sets the bounds.
  ///
  /// @param transactions where measurements are kept
  /// @param clock the host's UTC
  /// @param retention how long measurements are kept; empty for ever
  /// @param summing sums what is to be removed
  public MeasurementRetention(
      Transactions transactions,
      InstantSource clock,
      Optional<Duration> retention,
      MeasurementSumming summing) {
    this.transactions = transactions;
    this.clock = clock;
    this.retention = retention;
    this.summing = summing;
  }

  /// Does what is due, in small transactions. An interrupt ends it between two of them.
  public void run() {
    retention.ifPresent(age -> forget(clock.instant().minus(age).truncatedTo(ChronoUnit.DAYS)));
    pack(clock.instant().minus(PACK_AFTER));
  }

  /// Sums come first: once the horizon has moved, sums of before are never made again.
  private void forget(Instant before) {
    summing.runBefore(before);
    if (!transactions.inTransaction(tx -> horizon.advance(tx, before))) {
      LOG.log(Level.INFO, "old measurements came meanwhile; they are removed next time");
      return;
    }
    new Batches(transactions).remove("measurements", horizon::forgetRows);
  }

  private void pack(Instant before) {
    boolean more = true;
    while (more && !Thread.currentThread().isInterrupted()) {
      more = transactions.inTransaction(tx -> horizon.compress(tx, before));
    }
  }
}
