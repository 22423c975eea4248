package io.heimdall.server.artifact;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.VersionTrim;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// Removes versions that have become too old. Those that are too many go when the one that makes
/// them so comes.
public final class VersionAging {

  private static final int BATCH = 100;

  private final Transactions transactions;
  private final ArtifactJournal journal;
  private final InstantSource clock;
  private final ArtifactRepository artifacts = new ArtifactRepository();
  private final VersionTrim trim = new VersionTrim();

  /// Prepares it.
  ///
  /// @param transactions where versions are kept
  /// @param journal removes them
  /// @param clock the host's UTC
  public VersionAging(Transactions transactions, ArtifactJournal journal, InstantSource clock) {
    this.transactions = transactions;
    this.journal = journal;
    this.clock = clock;
  }

  /// Removes what is due, each artifact's in a transaction of its own. An interrupt ends it between
  /// two of them.
  public void run() {
    List<UUID> due = due();
    while (!due.isEmpty() && !Thread.currentThread().isInterrupted()) {
      for (UUID id : due) {
        transactions.runInTransaction(
            tx -> artifacts.lock(tx, id).ifPresent(artifact -> journal.trim(tx, "", artifact)));
      }
      due = due();
    }
  }

  private List<UUID> due() {
    return transactions.inSnapshot(tx -> trim.due(tx, clock.instant(), BATCH));
  }
}
