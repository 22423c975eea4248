package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_FILES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_VERSIONS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;

import java.util.List;
import org.jooq.Field;
import org.jooq.Record;

/// Artifacts and their versions from their rows.
final class ArtifactRow {

  /// What is read of an artifact; the rest of its row is there to be searched.
  static final List<Field<?>> ARTIFACT =
      List.of(
          ARTIFACTS.ID,
          ARTIFACTS.OWNER,
          ARTIFACTS.NAME,
          ARTIFACTS.TITLE,
          ARTIFACTS.DESCRIPTION,
          ARTIFACTS.LABELS,
          ARTIFACTS.TAGS,
          ARTIFACTS.DERIVED_FROM,
          ARTIFACTS.VISIBILITY,
          ARTIFACTS.MAX_VERSIONS,
          ARTIFACTS.MAX_VERSION_AGE_SECONDS,
          ARTIFACTS.CONTENT_TYPE,
          ARTIFACTS.SIZE_BYTES,
          ARTIFACTS.SHA256,
          ARTIFACTS.VERSION,
          ARTIFACTS.REVISION,
          ARTIFACTS.CREATED_AT,
          ARTIFACTS.UPDATED_AT,
          ARTIFACTS.DELETED_AT,
          ARTIFACTS.PURGE_AT);

  private ArtifactRow() {}

  static Artifact artifact(Record row) {
    return new Artifact(
        row.get(ARTIFACTS.ID),
        row.get(ARTIFACTS.OWNER),
        new ArtifactSpec(
            row.get(ARTIFACTS.NAME),
            row.get(ARTIFACTS.TITLE),
            row.get(ARTIFACTS.DESCRIPTION),
            row.get(ARTIFACTS.LABELS),
            List.of(row.get(ARTIFACTS.TAGS)),
            List.of(row.get(ARTIFACTS.DERIVED_FROM)),
            Visibility.valueOf(row.get(ARTIFACTS.VISIBILITY)),
            map(
                row.into(ARTIFACTS.MAX_VERSIONS, ARTIFACTS.MAX_VERSION_AGE_SECONDS),
                mapping(VersionRetention::new))),
        map(
            row.into(ARTIFACTS.CONTENT_TYPE, ARTIFACTS.SIZE_BYTES, ARTIFACTS.SHA256),
            mapping(Content::new)),
        row.get(ARTIFACTS.VERSION),
        row.get(ARTIFACTS.REVISION),
        map(
            row.into(
                ARTIFACTS.CREATED_AT,
                ARTIFACTS.UPDATED_AT,
                ARTIFACTS.DELETED_AT,
                ARTIFACTS.PURGE_AT),
            mapping(Artifact.Times::new)));
  }

  static ArtifactVersion version(Record row) {
    return new ArtifactVersion(
        row.get(ARTIFACT_VERSIONS.VERSION),
        file(row),
        row.get(ARTIFACT_VERSIONS.NAME),
        row.get(ARTIFACT_VERSIONS.CONTENT_TYPE),
        row.get(ARTIFACT_VERSIONS.CREATED_BY),
        row.get(ARTIFACT_VERSIONS.CREATED_AT),
        row.get(ARTIFACT_VERSIONS.RESTORED_FROM));
  }

  static StoredFile file(Record row) {
    return new StoredFile(
        row.get(ARTIFACT_FILES.ID),
        row.get(ARTIFACT_FILES.ARTIFACT_ID),
        row.get(ARTIFACT_FILES.OBJECT_KEY),
        FileEncoding.valueOf(row.get(ARTIFACT_FILES.ENCODING)),
        row.get(ARTIFACT_FILES.SIZE_BYTES),
        row.get(ARTIFACT_FILES.STORED_BYTES),
        row.get(ARTIFACT_FILES.SHA256),
        row.get(ARTIFACT_FILES.CORRUPT_AT));
  }
}
