package io.heimdall.server.artifact;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ArtifactTallies;

/// Puts together what changes of artifacts added to their counts, so that counts stay quick.
public final class TallyFolding {

  private static final int BATCH = 10_000;

  private final Transactions transactions;
  private final ArtifactTallies tallies = new ArtifactTallies();

  /// Prepares it.
  ///
  /// @param transactions where counts are kept
  public TallyFolding(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Folds what there is, a batch in a transaction of its own. An interrupt ends it between two of
  /// them.
  public void run() {
    boolean more = true;
    while (more && !Thread.currentThread().isInterrupted()) {
      more = transactions.inTransaction(tx -> tallies.fold(tx, BATCH));
    }
  }
}
