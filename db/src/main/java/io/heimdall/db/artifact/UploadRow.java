package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_UPLOADS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;

import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/// Uploads from their rows.
final class UploadRow {

  private UploadRow() {}

  static Upload read(Record row) {
    return new Upload(
        row.get(ARTIFACT_UPLOADS.ID),
        row.get(ARTIFACT_UPLOADS.OWNER),
        map(
            row.into(
                ARTIFACT_UPLOADS.ARTIFACT_ID,
                ARTIFACT_UPLOADS.MAKES_ARTIFACT,
                ARTIFACT_UPLOADS.SPEC,
                ARTIFACT_UPLOADS.NAME),
            mapping(Upload.Target::new)),
        map(
            row.into(ARTIFACT_UPLOADS.DECLARED_BYTES, ARTIFACT_UPLOADS.DECLARED_SHA256),
            mapping(Upload.Declared::new)),
        place(row),
        new Upload.Progress(
            UploadState.valueOf(row.get(ARTIFACT_UPLOADS.STATE)),
            row.get(ARTIFACT_UPLOADS.END_REASON),
            row.get(ARTIFACT_UPLOADS.PERSISTED_BYTES),
            finish(row),
            row.get(ARTIFACT_UPLOADS.VERSION),
            row.get(ARTIFACT_UPLOADS.UNCHANGED)),
        row.get(ARTIFACT_UPLOADS.CREATED_AT),
        row.get(ARTIFACT_UPLOADS.EXPIRES_AT));
  }

  private static Upload.Place place(Record row) {
    String encoding = row.get(ARTIFACT_UPLOADS.ENCODING);
    return new Upload.Place(
        row.get(ARTIFACT_UPLOADS.FILE_ID),
        row.get(ARTIFACT_UPLOADS.OBJECT_KEY),
        row.get(ARTIFACT_UPLOADS.CONTENT_TYPE),
        row.get(ARTIFACT_UPLOADS.SNIFFED_TYPE),
        encoding == null ? null : FileEncoding.valueOf(encoding),
        row.get(ARTIFACT_UPLOADS.MULTIPART_ID),
        row.get(ARTIFACT_UPLOADS.PART_BYTES));
  }

  private static Upload.@Nullable Finish finish(Record row) {
    Long size = row.get(ARTIFACT_UPLOADS.FINISH_BYTES);
    String sha256 = row.get(ARTIFACT_UPLOADS.FINISH_SHA256);
    return size == null || sha256 == null ? null : new Upload.Finish(size, sha256);
  }
}
