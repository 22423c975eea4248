package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_REVISIONS;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Every state that was said of artifacts. Stateless.
public final class RevisionRepository {

  /// Makes a repository, which holds nothing of its own.
  public RevisionRepository() {}

  /// A revision of an artifact.
  ///
  /// @param revision which one, from 1
  /// @param change what led to it, and what was said then
  public record Revision(int revision, ArtifactChange change) {}

  /// Finds a revision.
  ///
  /// @param tx the transaction
  /// @param artifactId the artifact
  /// @param revision which one
  /// @return the revision; empty when there is none
  public Optional<Revision> find(Tx tx, UUID artifactId, int revision) {
    return select(tx, artifactId)
        .and(ARTIFACT_REVISIONS.REVISION.eq(revision))
        .fetchOptional(RevisionRepository::read);
  }

  /// Lists the revisions of an artifact, the newest first.
  ///
  /// @param tx the transaction
  /// @param artifactId the artifact
  /// @param after the revision to go on after; null for the first page
  /// @param limit the most revisions to return
  /// @return a page
  public Page<Revision, Integer> list(Tx tx, UUID artifactId, @Nullable Integer after, int limit) {
    List<Revision> found =
        select(tx, artifactId)
            .and(after == null ? DSL.noCondition() : ARTIFACT_REVISIONS.REVISION.lt(after))
            .orderBy(ARTIFACT_REVISIONS.REVISION.desc())
            .limit(limit + 1)
            .fetch(RevisionRepository::read);
    return Page.of(found, limit, Revision::revision);
  }

  private static SelectConditionStep<Record> select(Tx tx, UUID artifactId) {
    return Sql.on(tx)
        .select(ARTIFACT_REVISIONS.fields())
        .from(ARTIFACT_REVISIONS)
        .where(ARTIFACT_REVISIONS.ARTIFACT_ID.eq(artifactId));
  }

  private static Revision read(Record row) {
    return new Revision(
        row.get(ARTIFACT_REVISIONS.REVISION),
        new ArtifactChange(
            row.get(ARTIFACT_REVISIONS.CHANGED_BY),
            row.get(ARTIFACT_REVISIONS.CHANGED_AT),
            row.get(ARTIFACT_REVISIONS.CHANGE),
            row.get(ARTIFACT_REVISIONS.DOCUMENT)));
  }
}
