package io.heimdall.server.artifact;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactRemoval;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ObjectGarbage;
import io.heimdall.db.artifact.PublicCopyRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/// Deleted artifacts: they stay for a while, and are then removed with their bytes. Safe for any
/// number of threads; calls block for the database.
///
/// Methods throw a [FailureException] with ARTIFACT_NOT_FOUND or ACCESS_TOO_SMALL.
public final class ArtifactTrash {

  /// Who does what nobody asked for.
  private static final String NOBODY = "";

  private static final int BATCH = 100;

  private final Transactions transactions;
  private final Rights rights;
  private final ArtifactJournal journal;
  private final InstantSource clock;
  private final Duration kept;
  private final ArtifactRepository artifacts = new ArtifactRepository();
  private final ArtifactRemoval removal = new ArtifactRemoval();
  private final PublicCopyRepository copies = new PublicCopyRepository();
  private final ObjectGarbage garbage = new ObjectGarbage();

  /// Opens the trash.
  ///
  /// @param transactions where artifacts are kept
  /// @param rights who may do what
  /// @param journal changes artifacts
  /// @param clock the host's UTC
  /// @param kept how long deleted artifacts can be undeleted
  public ArtifactTrash(
      Transactions transactions,
      Rights rights,
      ArtifactJournal journal,
      InstantSource clock,
      Duration kept) {
    this.transactions = transactions;
    this.rights = rights;
    this.journal = journal;
    this.clock = clock;
    this.kept = kept;
  }

  /// Deletes an artifact. One that is deleted already stays as it is.
  ///
  /// @param caller who does it
  /// @param id the artifact
  /// @param revision the revision that the caller has seen; empty: whatever it is
  /// @return the artifact
  /// @throws FailureException also with ETAG_MISMATCH
  public Rights.Seen delete(Caller caller, UUID id, OptionalLong revision) {
    return transactions.inTransaction(tx -> {
      Rights.Seen seen = rights.lock(tx, caller, id, Access.OWN);
      if (seen.artifact().deleted()) {
        return seen;
      }
      Expected.revision(seen.artifact(), revision);
      garbage.add(tx, copies.drop(tx, id), clock.instant());
      Instant purgeAt =
          removal.deletedAt(tx, clock.instant()).plus(kept).truncatedTo(ChronoUnit.MICROS);
      return new Rights.Seen(
          journal.delete(tx, caller.name(), seen.artifact(), purgeAt), seen.access());
    });
  }

  /// Takes a deletion back. An artifact that is not deleted stays as it is.
  ///
  /// @param caller who does it
  /// @param id the artifact
  /// @return the artifact
  public Rights.Seen undelete(Caller caller, UUID id) {
    return transactions.inTransaction(tx -> {
      Rights.Seen seen = rights.lock(tx, caller, id, Access.OWN);
      return seen.artifact().deleted()
          ? new Rights.Seen(journal.delete(tx, caller.name(), seen.artifact(), null), seen.access())
          : seen;
    });
  }

  /// Removes a deleted artifact for good.
  ///
  /// @param caller who does it
  /// @param id the artifact
  /// @throws FailureException also with ARTIFACT_NOT_DELETED
  public void purge(Caller caller, UUID id) {
    transactions.runInTransaction(tx -> {
      Artifact artifact = rights.lock(tx, caller, id, Access.OWN).artifact();
      if (!artifact.deleted()) {
        throw new Failure.Precondition(
                Reason.ARTIFACT_NOT_DELETED,
                "artifact %s is not deleted; delete it first".formatted(id),
                Map.of("artifactId", id.toString()))
            .exception();
      }
      purge(tx, caller.name(), artifact);
    });
  }

  /// Removes those whose time is over, each in a transaction of its own. An interrupt ends it
  /// between two of them.
  public void run() {
    List<UUID> due = due();
    while (!due.isEmpty() && !Thread.currentThread().isInterrupted()) {
      due.forEach(this::purgeIfDue);
      due = due();
    }
  }

  private List<UUID> due() {
    return transactions.inSnapshot(tx -> removal.due(tx, clock.instant(), BATCH));
  }

  private void purgeIfDue(UUID id) {
    transactions.runInTransaction(tx ->
        artifacts
            .lock(tx, id)
            .filter(_ -> removal.isDue(tx, id, clock.instant()))
            .ifPresent(artifact -> purge(tx, NOBODY, artifact)));
  }

  /// Readers have the time of a lull to finish; the document about the artifact goes, too.
  private void purge(Tx tx, String actor, Artifact artifact) {
    var objects = new ArrayList<>(removal.remove(tx, artifact.id()));
    objects.add(ArtifactKeys.document(artifact.id()));
    garbage.add(tx, objects, clock.instant().plus(ArtifactJournal.READERS_FINISH));
    journal.purged(tx, actor, artifact);
  }
}
