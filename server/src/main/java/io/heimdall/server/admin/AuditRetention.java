package io.heimdall.server.admin;

import io.heimdall.db.Transactions;
import io.heimdall.db.audit.AuditLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Removes lines of the audit log that are too old. To be run once in the cluster at a time;
/// running it twice at once does no harm.
public final class AuditRetention {

  private static final Logger LOG = System.getLogger(AuditRetention.class.getName());
  private static final int AT_A_TIME = 5_000;

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
    long removed = 0;
    int last = AT_A_TIME;
    while (last == AT_A_TIME && !Thread.currentThread().isInterrupted()) {
      last = transactions.inTransaction(tx -> log.forget(tx, before, AT_A_TIME));
      removed += last;
    }
    if (removed > 0) {
      LOG.log(Level.INFO, "{0} old lines of the audit log are removed", removed);
    }
  }
}
