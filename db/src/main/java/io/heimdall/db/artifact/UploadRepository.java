package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_UPLOADS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_UPLOAD_PARTS;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;

/// Uploads, from their beginning to their end. What their writers do to them is in [UploadWriting].
/// Stateless.
public final class UploadRepository {

  /// The states in which bytes can still come or are verified.
  static final List<String> UNDER_WAY =
      List.of(UploadState.OPEN.name(), UploadState.FINISHING.name());

  /// Makes a repository, which holds nothing of its own.
  public UploadRepository() {}

  /// Adds an upload that nobody writes.
  ///
  /// @param tx the transaction
  /// @param upload the upload
  public void insert(Tx tx, Upload upload) {
    Upload.Target target = upload.target();
    Upload.Place place = upload.place();
    Upload.Progress progress = upload.progress();
    Upload.Finish finish = progress.finish();
    int inserted =
        Sql.on(tx)
            .insertInto(ARTIFACT_UPLOADS)
            .set(ARTIFACT_UPLOADS.ID, upload.id())
            .set(ARTIFACT_UPLOADS.OWNER, upload.owner())
            .set(ARTIFACT_UPLOADS.ARTIFACT_ID, target.artifactId())
            .set(ARTIFACT_UPLOADS.MAKES_ARTIFACT, target.makesArtifact())
            .set(ARTIFACT_UPLOADS.SPEC, target.specJson())
            .set(ARTIFACT_UPLOADS.NAME, target.name())
            .set(ARTIFACT_UPLOADS.DECLARED_BYTES, upload.declared().sizeBytes())
            .set(ARTIFACT_UPLOADS.DECLARED_SHA256, upload.declared().sha256())
            .set(ARTIFACT_UPLOADS.STATE, progress.state().name())
            .set(ARTIFACT_UPLOADS.PERSISTED_BYTES, progress.persistedBytes())
            .set(ARTIFACT_UPLOADS.FILE_ID, place.fileId())
            .set(ARTIFACT_UPLOADS.OBJECT_KEY, place.objectKey())
            .set(ARTIFACT_UPLOADS.PART_BYTES, place.partBytes())
            .set(ARTIFACT_UPLOADS.FINISH_BYTES, finish == null ? null : finish.sizeBytes())
            .set(ARTIFACT_UPLOADS.FINISH_SHA256, finish == null ? null : finish.sha256())
            .set(ARTIFACT_UPLOADS.VERSION, progress.version())
            .set(ARTIFACT_UPLOADS.UNCHANGED, progress.unchanged())
            .set(ARTIFACT_UPLOADS.CREATED_AT, upload.createdAt())
            .set(ARTIFACT_UPLOADS.EXPIRES_AT, upload.expiresAt())
            .execute();
    Sql.expect(inserted, 1, "add upload " + upload.id());
  }

  /// Finds an upload of somebody.
  ///
  /// @param tx the transaction
  /// @param owner who uploads
  /// @param id its id
  /// @return the upload; empty when they have none of that id
  public Optional<Upload> find(Tx tx, String owner, UUID id) {
    return select(tx)
        .where(ARTIFACT_UPLOADS.ID.eq(id))
        .and(ARTIFACT_UPLOADS.OWNER.eq(owner))
        .fetchOptional(UploadRow::read);
  }

  /// Finds an upload of somebody, and keeps others from changing it until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param owner who uploads
  /// @param id its id
  /// @return the upload; empty when they have none of that id
  public Optional<Upload> lock(Tx tx, String owner, UUID id) {
    return select(tx)
        .where(ARTIFACT_UPLOADS.ID.eq(id))
        .and(ARTIFACT_UPLOADS.OWNER.eq(owner))
        .forUpdate()
        .fetchOptional(UploadRow::read);
  }

  /// Counts the uploads of somebody that are under way.
  ///
  /// @param tx the transaction
  /// @param owner who uploads
  /// @param atMost where to stop counting
  /// @return how many
  public int count(Tx tx, String owner, int atMost) {
    return Sql.on(tx)
        .fetchCount(
            Sql.on(tx)
                .selectOne()
                .from(ARTIFACT_UPLOADS)
                .where(ARTIFACT_UPLOADS.OWNER.eq(owner))
                .and(ARTIFACT_UPLOADS.STATE.in(UNDER_WAY))
                .limit(atMost));
  }

  /// Lists the uploads of somebody that are under way, the newest first.
  ///
  /// @param tx the transaction
  /// @param owner who uploads
  /// @param after the key to go on after; null for the first page
  /// @param limit the most uploads to return
  /// @return a page
  public Page<Upload, UploadKey> list(Tx tx, String owner, @Nullable UploadKey after, int limit) {
    Condition following =
        after == null
            ? noCondition()
            : row(ARTIFACT_UPLOADS.CREATED_AT, ARTIFACT_UPLOADS.ID)
                .lt(after.createdAt(), after.id());
    List<Upload> found =
        select(tx)
            .where(ARTIFACT_UPLOADS.OWNER.eq(owner))
            .and(ARTIFACT_UPLOADS.STATE.in(UNDER_WAY))
            .and(following)
            .orderBy(ARTIFACT_UPLOADS.CREATED_AT.desc(), ARTIFACT_UPLOADS.ID.desc())
            .limit(limit + 1)
            .fetch(UploadRow::read);
    return Page.of(found, limit, Upload::key);
  }

  /// Keeps that an upload has become a version. Its blocks have been moved before.
  ///
  /// @param tx the transaction, which has locked the upload
  /// @param id the upload
  /// @param progress what it is from now on, with version and finish
  /// @param forgetAt when nobody needs to know of it any more
  public void done(Tx tx, UUID id, Upload.Progress progress, Instant forgetAt) {
    Upload.Finish finish = progress.finish();
    int changed =
        Sql.on(tx)
            .update(ARTIFACT_UPLOADS)
            .set(ARTIFACT_UPLOADS.STATE, UploadState.DONE.name())
            .set(ARTIFACT_UPLOADS.PERSISTED_BYTES, progress.persistedBytes())
            .set(ARTIFACT_UPLOADS.FINISH_BYTES, finish == null ? null : finish.sizeBytes())
            .set(ARTIFACT_UPLOADS.FINISH_SHA256, finish == null ? null : finish.sha256())
            .set(ARTIFACT_UPLOADS.VERSION, progress.version())
            .set(ARTIFACT_UPLOADS.UNCHANGED, progress.unchanged())
            .setNull(ARTIFACT_UPLOADS.MULTIPART_ID)
            .setNull(ARTIFACT_UPLOADS.WRITTEN_UNTIL)
            .set(ARTIFACT_UPLOADS.EXPIRES_AT, forgetAt)
            .where(ARTIFACT_UPLOADS.ID.eq(id))
            .and(ARTIFACT_UPLOADS.STATE.in(UNDER_WAY))
            .execute();
    Sql.expect(changed, 1, "complete upload " + id);
    dropParts(tx, id);
  }

  /// Ends an upload that becomes nothing. Who writes it does so in vain from then on. The store's
  /// name for its parts stays until they are removed.
  ///
  /// @param tx the transaction
  /// @param id the upload
  /// @param reason why, in the contract's spelling
  /// @param forgetAt when nobody needs to know of it any more
  /// @return whether it was under way
  public boolean end(Tx tx, UUID id, String reason, Instant forgetAt) {
    int changed =
        Sql.on(tx)
            .update(ARTIFACT_UPLOADS)
            .set(ARTIFACT_UPLOADS.STATE, UploadState.ENDED.name())
            .set(ARTIFACT_UPLOADS.END_REASON, reason)
            .set(ARTIFACT_UPLOADS.WRITER_EPOCH, ARTIFACT_UPLOADS.WRITER_EPOCH.plus(1))
            .setNull(ARTIFACT_UPLOADS.WRITTEN_UNTIL)
            .set(ARTIFACT_UPLOADS.EXPIRES_AT, forgetAt)
            .where(ARTIFACT_UPLOADS.ID.eq(id))
            .and(ARTIFACT_UPLOADS.STATE.in(UNDER_WAY))
            .execute();
    dropParts(tx, id);
    return changed == 1;
  }

  /// The frames of all parts that are compressed.
  ///
  /// @param tx the transaction
  /// @param uploadId the upload
  /// @return the stored sizes of the frames of each part, in order
  public List<PackedInts> frames(Tx tx, UUID uploadId) {
    return Sql.on(tx)
        .select(ARTIFACT_UPLOAD_PARTS.FRAMES)
        .from(ARTIFACT_UPLOAD_PARTS)
        .where(ARTIFACT_UPLOAD_PARTS.UPLOAD_ID.eq(uploadId))
        .and(ARTIFACT_UPLOAD_PARTS.FRAMES.isNotNull())
        .orderBy(ARTIFACT_UPLOAD_PARTS.FIRST_BYTE, ARTIFACT_UPLOAD_PARTS.PART_NUMBER)
        .fetch(row -> PackedInts.read(row.value1()));
  }

  private static void dropParts(Tx tx, UUID id) {
    var _ =
        Sql.on(tx)
            .deleteFrom(ARTIFACT_UPLOAD_PARTS)
            .where(ARTIFACT_UPLOAD_PARTS.UPLOAD_ID.eq(id))
            .execute();
  }

  private static SelectJoinStep<Record> select(Tx tx) {
    return Sql.on(tx).select(ARTIFACT_UPLOADS.fields()).from(ARTIFACT_UPLOADS);
  }
}
