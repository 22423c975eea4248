package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_FILES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_VERSIONS;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// The versions of artifacts and the files that hold their bytes. Stateless.
public final class VersionRepository {

  /// Makes a repository, which holds nothing of its own.
  public VersionRepository() {}

  /// Adds a file, whose object holds all its bytes.
  ///
  /// @param tx the transaction
  /// @param file the file
  /// @param owner whose its artifact is
  /// @param contentType the media type of the version it is made for
  public void insert(Tx tx, StoredFile file, String owner, String contentType) {
    int inserted =
        Sql.on(tx)
            .insertInto(ARTIFACT_FILES)
            .set(ARTIFACT_FILES.ID, file.id())
            .set(ARTIFACT_FILES.ARTIFACT_ID, file.artifactId())
            .set(ARTIFACT_FILES.OBJECT_KEY, file.objectKey())
            .set(ARTIFACT_FILES.ENCODING, file.encoding().name())
            .set(ARTIFACT_FILES.SIZE_BYTES, file.sizeBytes())
            .set(ARTIFACT_FILES.STORED_BYTES, file.storedBytes())
            .set(ARTIFACT_FILES.SHA256, file.sha256())
            .set(ARTIFACT_FILES.OWNER, owner)
            .set(ARTIFACT_FILES.CONTENT_TYPE, contentType)
            .execute();
    Sql.expect(inserted, 1, "add file " + file.id());
  }

  /// Adds a version of an artifact, whose file is there.
  ///
  /// @param tx the transaction
  /// @param version the version
  public void insert(Tx tx, ArtifactVersion version) {
    int inserted =
        Sql.on(tx)
            .insertInto(ARTIFACT_VERSIONS)
            .set(ARTIFACT_VERSIONS.ARTIFACT_ID, version.file().artifactId())
            .set(ARTIFACT_VERSIONS.VERSION, version.version())
            .set(ARTIFACT_VERSIONS.FILE_ID, version.file().id())
            .set(ARTIFACT_VERSIONS.NAME, version.name())
            .set(ARTIFACT_VERSIONS.CONTENT_TYPE, version.contentType())
            .set(ARTIFACT_VERSIONS.CREATED_AT, version.createdAt())
            .set(ARTIFACT_VERSIONS.CREATED_BY, version.createdBy())
            .set(ARTIFACT_VERSIONS.RESTORED_FROM, version.restoredFrom())
            .execute();
    Sql.expect(inserted, 1, "add version %d".formatted(version.version()));
  }

  /// Finds a version.
  ///
  /// @param tx the transaction
  /// @param artifactId the artifact
  /// @param version which one
  /// @return the version; empty when there is none
  public Optional<ArtifactVersion> find(Tx tx, UUID artifactId, int version) {
    return select(tx)
        .where(ARTIFACT_VERSIONS.ARTIFACT_ID.eq(artifactId))
        .and(ARTIFACT_VERSIONS.VERSION.eq(version))
        .fetchOptional(ArtifactRow::version);
  }

  /// Lists the versions of an artifact, the newest first.
  ///
  /// @param tx the transaction
  /// @param artifactId the artifact
  /// @param after the version to go on after; null for the first page
  /// @param limit the most versions to return
  /// @return a page
  public Page<ArtifactVersion, Integer> list(
      Tx tx, UUID artifactId, @Nullable Integer after, int limit) {
    List<ArtifactVersion> found =
        select(tx)
            .where(ARTIFACT_VERSIONS.ARTIFACT_ID.eq(artifactId))
            .and(after == null ? DSL.noCondition() : ARTIFACT_VERSIONS.VERSION.lt(after))
            .orderBy(ARTIFACT_VERSIONS.VERSION.desc())
            .limit(limit + 1)
            .fetch(ArtifactRow::version);
    return Page.of(found, limit, ArtifactVersion::version);
  }

  private static SelectOnConditionStep<Record> select(Tx tx) {
    return Sql.on(tx)
        .select(ARTIFACT_VERSIONS.fields())
        .select(ARTIFACT_FILES.fields())
        .from(ARTIFACT_VERSIONS)
        .join(ARTIFACT_FILES)
        .on(ARTIFACT_FILES.ID.eq(ARTIFACT_VERSIONS.FILE_ID));
  }
}
