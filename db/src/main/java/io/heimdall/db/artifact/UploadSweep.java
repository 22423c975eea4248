package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_UPLOADS;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.select;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Record3;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;

/// What is left of uploads that nobody finishes. Stateless.
public final class UploadSweep {

  /// Makes one, which holds nothing of its own.
  public UploadSweep() {}

  /// Parts in the store of an upload that has ended.
  ///
  /// @param uploadId the upload
  /// @param objectKey the object they were to become
  /// @param multipartId the store's name for them
  public record LeftParts(UUID uploadId, String objectKey, String multipartId) {}

  /// An upload that was abandoned.
  ///
  /// @param id the upload
  /// @param objectKey its object, if any
  public record Abandoned(UUID id, String objectKey) {}

  /// Finds uploads that nobody has brought on in time, and keeps others from changing them until
  /// the transaction ends.
  ///
  /// @param tx the transaction
  /// @param now the host's time; those that expired before it, and before the database's
  /// @param limit the most to return
  /// @return the uploads
  public List<Abandoned> abandoned(Tx tx, Instant now, int limit) {
    return Sql.on(tx)
        .select(ARTIFACT_UPLOADS.ID, ARTIFACT_UPLOADS.OBJECT_KEY)
        .from(ARTIFACT_UPLOADS)
        .where(ARTIFACT_UPLOADS.EXPIRES_AT.lt(Sql.due(now)))
        .and(ARTIFACT_UPLOADS.STATE.in(UploadRepository.UNDER_WAY))
        .and(
            ARTIFACT_UPLOADS
                .WRITTEN_UNTIL
                .isNull()
                .or(ARTIFACT_UPLOADS.WRITTEN_UNTIL.lt(currentInstant())))
        .orderBy(ARTIFACT_UPLOADS.EXPIRES_AT)
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .fetch(mapping(Abandoned::new));
  }

  /// Finds parts in the store that ended uploads have left.
  ///
  /// @param tx the transaction
  /// @param after the upload to go on after; null for the first page
  /// @param limit the most to return
  /// @return the parts, in the order of their uploads
  public List<LeftParts> left(Tx tx, @Nullable UUID after, int limit) {
    return left(tx)
        .and(Sql.when(after, ARTIFACT_UPLOADS.ID::gt))
        .orderBy(ARTIFACT_UPLOADS.ID)
        .limit(limit)
        .fetch(mapping(LeftParts::new));
  }

  /// Finds parts in the store that one upload has left.
  ///
  /// @param tx the transaction
  /// @param uploadId the upload
  /// @return its parts; empty where there are none, or it has not ended
  public Optional<LeftParts> leftBy(Tx tx, UUID uploadId) {
    return left(tx).and(ARTIFACT_UPLOADS.ID.eq(uploadId)).fetchOptional(mapping(LeftParts::new));
  }

  private static SelectConditionStep<Record3<UUID, String, String>> left(Tx tx) {
    return Sql.on(tx)
        .select(ARTIFACT_UPLOADS.ID, ARTIFACT_UPLOADS.OBJECT_KEY, ARTIFACT_UPLOADS.MULTIPART_ID)
        .from(ARTIFACT_UPLOADS)
        .where(ARTIFACT_UPLOADS.STATE.eq(UploadState.ENDED.name()))
        .and(ARTIFACT_UPLOADS.MULTIPART_ID.isNotNull());
  }

  /// Keeps that parts of an ended upload are removed.
  ///
  /// @param tx the transaction
  /// @param uploadId the upload
  public void removed(Tx tx, UUID uploadId) {
    var _ =
        Sql.on(tx)
            .update(ARTIFACT_UPLOADS)
            .setNull(ARTIFACT_UPLOADS.MULTIPART_ID)
            .where(ARTIFACT_UPLOADS.ID.eq(uploadId))
            .and(ARTIFACT_UPLOADS.STATE.eq(UploadState.ENDED.name()))
            .execute();
  }

  /// Removes the rows of uploads that have been over for long.
  ///
  /// @param tx the transaction
  /// @param now the host's time; those whose time had come before it, and before the database's
  /// @param limit the most to remove
  /// @return how many
  public int forget(Tx tx, Instant now, int limit) {
    return Sql.on(tx)
        .deleteFrom(ARTIFACT_UPLOADS)
        .where(
            ARTIFACT_UPLOADS.ID.in(
                select(ARTIFACT_UPLOADS.ID)
                    .from(ARTIFACT_UPLOADS)
                    .where(ARTIFACT_UPLOADS.EXPIRES_AT.lt(Sql.due(now)))
                    .and(
                        ARTIFACT_UPLOADS.STATE.in(
                            UploadState.DONE.name(), UploadState.ENDED.name()))
                    .and(ARTIFACT_UPLOADS.MULTIPART_ID.isNull())
                    .limit(limit)))
        .execute();
  }

  /// Which parts in the store belong to an upload.
  ///
  /// @param tx the transaction
  /// @param multipartIds the store's names for parts
  /// @return those that an upload names
  public Set<String> known(Tx tx, Collection<String> multipartIds) {
    return Sql.on(tx)
        .select(ARTIFACT_UPLOADS.MULTIPART_ID)
        .from(ARTIFACT_UPLOADS)
        .where(ARTIFACT_UPLOADS.MULTIPART_ID.eq(any(multipartIds.toArray(String[]::new))))
        .fetchSet(ARTIFACT_UPLOADS.MULTIPART_ID);
  }
}
