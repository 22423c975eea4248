package io.heimdall.server.artifact;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.db.artifact.RevisionRepository;
import io.heimdall.db.artifact.RevisionRepository.Revision;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What artifacts were. Safe for any number of threads; calls block for the database.
///
/// Methods throw a [FailureException] with ARTIFACT_NOT_FOUND where the caller does not see an
/// artifact.
public final class ArtifactHistory {

  private final Transactions transactions;
  private final Rights rights;
  private final RevisionRepository revisions = new RevisionRepository();
  private final VersionRepository versions = new VersionRepository();

  /// Opens the history.
  ///
  /// @param transactions where it is kept
  /// @param rights who may see what
  public ArtifactHistory(Transactions transactions, Rights rights) {
    this.transactions = transactions;
    this.rights = rights;
  }

  /// An artifact as it was.
  ///
  /// @param artifact the artifact
  /// @param changedBy who made the change that led to it
  /// @param change what the change was
  public record Past(Artifact artifact, String changedBy, String change) {}

  /// Two states of an artifact.
  ///
  /// @param before the earlier one
  /// @param after the later one
  public record Two(Artifact before, Artifact after) {}

  /// Lists the states of an artifact, the newest first.
  ///
  /// @param caller who asks
  /// @param id the artifact
  /// @param after the revision to go on after; null for the first page
  /// @param limit the most states to return
  /// @return a page
  public Page<Past, Integer> revisions(Caller caller, UUID id, @Nullable Integer after, int limit) {
    return transactions.inSnapshot(tx -> {
      rights.require(rights.find(tx, caller, id), Access.WRITE);
      Page<Revision, Integer> page = revisions.list(tx, id, after, limit);
      return new Page<>(page.rows().stream().map(ArtifactHistory::past).toList(), page.next());
    });
  }

  /// Finds two states of an artifact.
  ///
  /// @param caller who asks
  /// @param id the artifact
  /// @param from the earlier revision
  /// @param to the later revision; 0: as it is now
  /// @return both
  /// @throws FailureException also with ARTIFACT_REVISION_NOT_FOUND
  public Two two(Caller caller, UUID id, int from, int to) {
    return transactions.inSnapshot(tx -> {
      Rights.Seen now = rights.find(tx, caller, id);
      rights.require(now, Access.WRITE);
      return new Two(read(tx, id, from), to == 0 ? now.artifact() : read(tx, id, to));
    });
  }

  private Artifact read(Tx tx, UUID id, int revision) {
    return revisions
        .find(tx, id, revision)
        .map(found -> past(found).artifact())
        .orElseThrow(() ->
            new Failure.NotFound(
                    Reason.ARTIFACT_REVISION_NOT_FOUND,
                    "artifact %s has no revision %d".formatted(id, revision),
                    Map.of("artifactId", id.toString(), "revision", Integer.toString(revision)))
                .exception());
  }

  private static Past past(Revision revision) {
    return new Past(
        ArtifactJournal.read(revision.change().documentJson()),
        revision.change().changedBy(),
        revision.change().change());
  }

  /// Lists the versions of an artifact, the newest first.
  ///
  /// @param caller who asks
  /// @param id the artifact
  /// @param after the version to go on after; null for the first page
  /// @param limit the most versions to return
  /// @return a page
  public Page<ArtifactVersion, Integer> versions(
      Caller caller, UUID id, @Nullable Integer after, int limit) {
    return transactions.inSnapshot(tx -> {
      var _ = rights.find(tx, caller, id);
      return versions.list(tx, id, after, limit);
    });
  }
}
