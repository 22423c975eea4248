package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_REVISIONS;

import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.ArtifactsRecord;
import io.heimdall.db.sql.Sql;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;

/// Artifacts, and every state that was said of them. Stateless.
public final class ArtifactRepository {

  /// Makes a repository, which holds nothing of its own.
  public ArtifactRepository() {}

  /// Adds an artifact.
  ///
  /// @param tx the transaction
  /// @param artifact the artifact
  public void insert(Tx tx, Artifact artifact) {
    int inserted =
        Sql.on(tx)
            .insertInto(ARTIFACTS)
            .set(values(artifact))
            .set(ARTIFACTS.ID, artifact.id())
            .set(ARTIFACTS.CREATED_AT, artifact.times().createdAt())
            .execute();
    Sql.expect(inserted, 1, "add artifact " + artifact.id());
  }

  /// Finds an artifact, deleted or not, whoever may see it.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return the artifact; empty when there is none
  public Optional<Artifact> find(Tx tx, UUID id) {
    return select(tx).where(ARTIFACTS.ID.eq(id)).fetchOptional(ArtifactRow::artifact);
  }

  /// Finds an artifact, and keeps others from changing it until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return the artifact; empty when there is none
  public Optional<Artifact> lock(Tx tx, UUID id) {
    return select(tx).where(ARTIFACTS.ID.eq(id)).forUpdate().fetchOptional(ArtifactRow::artifact);
  }

  /// Finds artifacts, and keeps others from changing them until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param ids their ids
  /// @return those that are there, in order of their ids, in which all lock them
  public List<Artifact> lockAll(Tx tx, Collection<UUID> ids) {
    return select(tx)
        .where(ARTIFACTS.ID.eq(DSL.any(ids.toArray(UUID[]::new))))
        .orderBy(ARTIFACTS.ID)
        .forUpdate()
        .fetch(ArtifactRow::artifact);
  }

  /// Finds artifacts, deleted or not, whoever may see them.
  ///
  /// @param tx the transaction
  /// @param ids their ids
  /// @return those that are there, in the order of the ids
  public List<Artifact> findAll(Tx tx, Collection<UUID> ids) {
    Map<UUID, Artifact> found =
        select(tx)
            .where(ARTIFACTS.ID.eq(DSL.any(ids.toArray(UUID[]::new))))
            .fetch(ArtifactRow::artifact)
            .stream()
            .collect(Collectors.toMap(Artifact::id, Function.identity()));
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  /// Writes a changed artifact whose row this transaction has locked.
  ///
  /// @param tx the transaction
  /// @param artifact the artifact as it is to be, of the revision after that of its row
  public void update(Tx tx, Artifact artifact) {
    int updated =
        Sql.on(tx)
            .update(ARTIFACTS)
            .set(values(artifact))
            .where(ARTIFACTS.ID.eq(artifact.id()))
            .and(ARTIFACTS.REVISION.eq(artifact.revision() - 1))
            .execute();
    Sql.expect(updated, 1, "change artifact " + artifact.id());
  }

  /// Keeps what is said of an artifact now.
  ///
  /// @param tx the transaction
  /// @param artifact the artifact
  /// @param change what led to it
  public void keep(Tx tx, Artifact artifact, ArtifactChange change) {
    int kept =
        Sql.on(tx)
            .insertInto(ARTIFACT_REVISIONS)
            .set(ARTIFACT_REVISIONS.ARTIFACT_ID, artifact.id())
            .set(ARTIFACT_REVISIONS.REVISION, artifact.revision())
            .set(ARTIFACT_REVISIONS.CHANGED_AT, change.changedAt())
            .set(ARTIFACT_REVISIONS.CHANGED_BY, change.changedBy())
            .set(ARTIFACT_REVISIONS.CHANGE, change.change())
            .set(ARTIFACT_REVISIONS.DOCUMENT, change.documentJson())
            .execute();
    Sql.expect(kept, 1, "keep a revision of artifact " + artifact.id());
  }

  private static SelectJoinStep<Record> select(Tx tx) {
    return Sql.on(tx).select(ArtifactRow.ARTIFACT).from(ARTIFACTS);
  }

  private static ArtifactsRecord values(Artifact artifact) {
    var row = new ArtifactsRecord();
    ArtifactSpec spec = artifact.spec();
    row.setOwner(artifact.owner());
    row.setName(spec.name());
    row.setTitle(spec.title());
    row.setDescription(spec.description());
    row.setLabels(spec.labelsJson());
    row.setTags(spec.tags().toArray(String[]::new));
    row.setDerivedFrom(spec.derivedFrom().toArray(String[]::new));
    row.setVisibility(spec.visibility().name());
    row.setMaxVersions(spec.retention().maxVersions());
    row.setMaxVersionAgeSeconds(spec.retention().maxAgeSeconds());
    row.setContentType(artifact.content().contentType());
    row.setSizeBytes(artifact.content().sizeBytes());
    row.setSha256(artifact.content().sha256());
    row.setVersion(artifact.version());
    row.setRevision(artifact.revision());
    row.setUpdatedAt(artifact.times().updatedAt());
    row.setDeletedAt(artifact.times().deletedAt());
    row.setPurgeAt(artifact.times().purgeAt());
    return row;
  }
}
