package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_UPLOADS;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.UpdateSetMoreStep;
import org.jooq.UpdateSetStep;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/// What the writer of an upload does to it. One at a time has the right, by a lease that runs by
/// the database's clock; whatever is done names the writer's epoch, so that one who was replaced,
/// and does not know it yet, changes nothing. Stateless.
public final class UploadWriting {

  private final UploadParts parts = new UploadParts();

  /// Makes one, which holds nothing of its own.
  public UploadWriting() {}

  /// An upload and who writes it now.
  ///
  /// @param upload the upload
  /// @param fence who writes it
  /// @param nextPart the number that its next part gets
  public record Opened(Upload upload, WriterFence fence, int nextPart) {}

  /// Becomes the writer of an upload.
  ///
  /// @param tx the transaction
  /// @param owner who uploads
  /// @param id the upload
  /// @param lease for how long nobody else can
  /// @return the upload; empty where it is not theirs, is over, or somebody else's lease runs
  public Optional<Opened> open(Tx tx, String owner, UUID id, Duration lease) {
    return Sql.on(tx)
        .update(ARTIFACT_UPLOADS)
        .set(ARTIFACT_UPLOADS.WRITER_EPOCH, ARTIFACT_UPLOADS.WRITER_EPOCH.plus(1))
        .set(ARTIFACT_UPLOADS.WRITTEN_UNTIL, after(lease))
        .where(ARTIFACT_UPLOADS.ID.eq(id))
        .and(ARTIFACT_UPLOADS.OWNER.eq(owner))
        .and(ARTIFACT_UPLOADS.STATE.in(UploadRepository.UNDER_WAY))
        .and(
            ARTIFACT_UPLOADS
                .WRITTEN_UNTIL
                .isNull()
                .or(ARTIFACT_UPLOADS.WRITTEN_UNTIL.le(currentInstant())))
        .returning()
        .fetchOptional(row ->
            new Opened(
                UploadRow.read(row),
                new WriterFence(id, row.get(ARTIFACT_UPLOADS.WRITER_EPOCH)),
                row.get(ARTIFACT_UPLOADS.NEXT_PART)));
  }

  /// Stays the writer.
  ///
  /// @param tx the transaction
  /// @param fence who writes
  /// @param lease for how long nobody else can
  /// @return whether it is still the writer
  public boolean renew(Tx tx, WriterFence fence, Duration lease) {
    return change(tx, fence, update -> update.set(ARTIFACT_UPLOADS.WRITTEN_UNTIL, after(lease)));
  }

  /// Writes no more. Another may begin at once.
  ///
  /// @param tx the transaction
  /// @param fence who writes
  /// @param nextPart the first number that was not used for a part
  /// @return whether it was still the writer
  public boolean release(Tx tx, WriterFence fence, int nextPart) {
    return change(
        tx,
        fence,
        update ->
            update
                .set(ARTIFACT_UPLOADS.WRITTEN_UNTIL, (@Nullable Instant) null)
                .set(ARTIFACT_UPLOADS.NEXT_PART, nextPart));
  }

  /// Lets another write every upload at once. Who writes one goes on until another has begun.
  ///
  /// @param tx the transaction
  public void releaseAll(Tx tx) {
    var _ =
        Sql.on(tx)
            .update(ARTIFACT_UPLOADS)
            .set(ARTIFACT_UPLOADS.WRITTEN_UNTIL, (@Nullable Instant) null)
            .where(ARTIFACT_UPLOADS.WRITTEN_UNTIL.isNotNull())
            .execute();
  }

  /// Takes another object for the bytes, none of which is safe. Its parts have numbers of their
  /// own.
  ///
  /// @param tx the transaction
  /// @param fence who writes
  /// @param place the place from now on
  /// @return whether it is still the writer
  public boolean move(Tx tx, WriterFence fence, Upload.Place place) {
    return change(
        tx,
        fence,
        update ->
            update
                .set(ARTIFACT_UPLOADS.FILE_ID, place.fileId())
                .set(ARTIFACT_UPLOADS.OBJECT_KEY, place.objectKey())
                .setNull(ARTIFACT_UPLOADS.CONTENT_TYPE)
                .setNull(ARTIFACT_UPLOADS.SNIFFED_TYPE)
                .setNull(ARTIFACT_UPLOADS.ENCODING)
                .set(ARTIFACT_UPLOADS.NEXT_PART, 1)
                .setNull(ARTIFACT_UPLOADS.MULTIPART_ID));
  }

  /// Keeps what became known with the first bytes.
  ///
  /// @param tx the transaction
  /// @param fence who writes
  /// @param known the place with their media type, how the object holds them, and the store's name
  ///   for the parts
  /// @return whether it is still the writer
  public boolean begin(Tx tx, WriterFence fence, Upload.Place known) {
    String encoding = known.encoding() == null ? null : known.encoding().name();
    return change(
        tx,
        fence,
        update ->
            update
                .set(ARTIFACT_UPLOADS.CONTENT_TYPE, known.contentType())
                .set(ARTIFACT_UPLOADS.SNIFFED_TYPE, known.sniffedType())
                .set(ARTIFACT_UPLOADS.ENCODING, encoding)
                .set(ARTIFACT_UPLOADS.MULTIPART_ID, known.multipartId()));
  }

  /// Takes numbers for parts, which nobody took before.
  ///
  /// @param tx the transaction
  /// @param fence who writes
  /// @param count how many, one after the other
  /// @return the first of them; empty where it is not the writer any more
  public OptionalInt takePartNumbers(Tx tx, WriterFence fence, int count) {
    Integer next =
        Sql.on(tx)
            .update(ARTIFACT_UPLOADS)
            .set(ARTIFACT_UPLOADS.NEXT_PART, ARTIFACT_UPLOADS.NEXT_PART.plus(count))
            .where(writes(fence))
            .returningResult(ARTIFACT_UPLOADS.NEXT_PART)
            .fetchOne(ARTIFACT_UPLOADS.NEXT_PART);
    return next == null ? OptionalInt.empty() : OptionalInt.of(next - count);
  }

  /// Keeps a part that is in the store, behind those before it.
  ///
  /// @param tx the transaction
  /// @param fence who writes
  /// @param part the part
  /// @param lease for how long nobody else can write
  /// @param expiresAt when the upload is given up, unless more comes
  /// @return whether it is still the writer
  public boolean add(Tx tx, WriterFence fence, UploadPart part, Duration lease, Instant expiresAt) {
    boolean writes =
        change(
            tx,
            fence,
            update ->
                update
                    .set(ARTIFACT_UPLOADS.PERSISTED_BYTES, part.endByte())
                    .set(ARTIFACT_UPLOADS.WRITTEN_UNTIL, after(lease))
                    .set(ARTIFACT_UPLOADS.EXPIRES_AT, expiresAt));
    if (writes) {
      parts.insert(tx, fence.uploadId(), part);
    }
    return writes;
  }

  /// Keeps that all bytes are safe.
  ///
  /// @param tx the transaction
  /// @param fence who writes
  /// @param finish what they are said to be
  /// @return whether it is still the writer
  public boolean finishing(Tx tx, WriterFence fence, Upload.Finish finish) {
    return change(
        tx,
        fence,
        update ->
            update
                .set(ARTIFACT_UPLOADS.STATE, UploadState.FINISHING.name())
                .set(ARTIFACT_UPLOADS.FINISH_BYTES, finish.sizeBytes())
                .set(ARTIFACT_UPLOADS.FINISH_SHA256, finish.sha256()));
  }

  /// Locks the upload of a writer until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param fence who writes
  /// @return whether it is still the writer
  public boolean lock(Tx tx, WriterFence fence) {
    return Sql.on(tx)
        .select(ARTIFACT_UPLOADS.ID)
        .from(ARTIFACT_UPLOADS)
        .where(writes(fence))
        .forUpdate()
        .fetchOptional()
        .isPresent();
  }

  private interface Change {
    UpdateSetMoreStep<?> of(UpdateSetStep<?> update);
  }

  private static boolean change(Tx tx, WriterFence fence, Change change) {
    return change.of(Sql.on(tx).update(ARTIFACT_UPLOADS)).where(writes(fence)).execute() == 1;
  }

  private static Condition writes(WriterFence fence) {
    return ARTIFACT_UPLOADS
        .ID
        .eq(fence.uploadId())
        .and(ARTIFACT_UPLOADS.WRITER_EPOCH.eq(fence.epoch()))
        .and(ARTIFACT_UPLOADS.STATE.in(UploadRepository.UNDER_WAY));
  }

  private static Field<Instant> after(Duration length) {
    return field(
        "now() + {0} * interval '1 millisecond'", SQLDataType.INSTANT, val(length.toMillis()));
  }
}
