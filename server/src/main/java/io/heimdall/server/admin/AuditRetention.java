package io.heimdall.server.admin;

import io.heimdall.db.Transactions;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.server.schedule.Batches;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Removes lines of the audit log that are too old. To be run once in the cluster at a time;
/// running it twice at once does no harm.
public final class AuditRetention {

  private final Transactions transactions;
  private final InstantSource clock;
  private final Duration retention;
  private final AuditLog log = new AuditLog();

  /// Sets the bounds.
  ///
  /// @param transactions where the log is kept
  /// @param clock the host's UTC
  /// @param retention how long lines are kept
  public AuditRetention(Transactions transactions, InstantSource clock, Duration retention) {
    this.transactions = transactions;
    this.clock = clock;
    this.retention = retention;
  }

  /// Removes what is due, in small transactions. An interrupt ends it between two of them.
  public void run() {
    Instant before = clock.instant().minus(retention);
    transactions.runInTransaction(tx -> log.dropChunks(tx, before));
    new Batches(transactions)
        .remove("lines of the audit log", (tx, most) -> log.forget(tx, before, most));
  }
}
