package io.heimdall.server.schedule;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Removes what is old in small transactions, so that nobody waits long for one of them.
public final class Batches {

  private static final Logger LOG = System.getLogger(Batches.class.getName());
  private static final int AT_A_TIME = 5_000;

  private final Transactions transactions;

  /// Removes nothing yet.
  ///
  /// @param transactions where old rows are kept
  public Batches(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Removes some rows.
  public interface Removal {
    /// Removes rows of one kind.
    ///
    /// @param tx the transaction
    /// @param most the most to remove
    /// @return how many were removed; fewer than the most when none is left
    int some(Tx tx, int most);
  }

  /// Removes rows until none is left. An interrupt ends it between two transactions.
  ///
  /// @param what they are, for the log
  /// @param removal removes some
  public void remove(String what, Removal removal) {
    long removed = 0;
    int last = AT_A_TIME;
    while (last == AT_A_TIME && !Thread.currentThread().isInterrupted()) {
      last = transactions.inTransaction(tx -> removal.some(tx, AT_A_TIME));
      removed += last;
    }
    if (removed > 0) {
      LOG.log(Level.INFO, "{0} old {1} are removed", removed, what);
    }
  }
}
