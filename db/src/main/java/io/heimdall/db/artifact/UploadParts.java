package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_BLOCKS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_UPLOAD_PARTS;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.impl.SQLDataType;

/// The parts of uploads that are safe in the store, in order and without gaps. Stateless.
public final class UploadParts {

  /// Makes one, which holds nothing of its own.
  public UploadParts() {}

  /// Keeps a part that completes the upload in this transaction.
  ///
  /// @param tx the transaction, which has locked the upload
  /// @param uploadId the upload
  /// @param part the part
  public void insert(Tx tx, UUID uploadId, UploadPart part) {
    int inserted =
        Sql.on(tx)
            .insertInto(ARTIFACT_UPLOAD_PARTS)
            .set(ARTIFACT_UPLOAD_PARTS.UPLOAD_ID, uploadId)
            .set(ARTIFACT_UPLOAD_PARTS.PART_NUMBER, part.partNumber())
            .set(ARTIFACT_UPLOAD_PARTS.FIRST_BYTE, part.firstByte())
            .set(ARTIFACT_UPLOAD_PARTS.SIZE_BYTES, part.sizeBytes())
            .set(ARTIFACT_UPLOAD_PARTS.ETAG, part.receipt())
            .set(ARTIFACT_UPLOAD_PARTS.CRC32C, part.crc32c().bytes())
            .set(ARTIFACT_UPLOAD_PARTS.FRAMES, part.frames() == null ? null : part.frames().bytes())
            .execute();
    Sql.expect(inserted, 1, "keep a part of upload " + uploadId);
  }

  /// The receipts of all parts.
  ///
  /// @param tx the transaction
  /// @param uploadId the upload
  /// @return receipts by part number
  public Map<Integer, String> receipts(Tx tx, UUID uploadId) {
    return Sql.on(tx)
        .select(ARTIFACT_UPLOAD_PARTS.PART_NUMBER, ARTIFACT_UPLOAD_PARTS.ETAG)
        .from(ARTIFACT_UPLOAD_PARTS)
        .where(ARTIFACT_UPLOAD_PARTS.UPLOAD_ID.eq(uploadId))
        .fetchMap(ARTIFACT_UPLOAD_PARTS.PART_NUMBER, ARTIFACT_UPLOAD_PARTS.ETAG);
  }

  /// Finds the part that holds a byte.
  ///
  /// @param tx the transaction
  /// @param uploadId the upload
  /// @param offset where the byte stands in the upload
  /// @return the part; empty where the byte is not safe
  public Optional<UploadPart> partAt(Tx tx, UUID uploadId, long offset) {
    return Sql.on(tx)
        .select(
            ARTIFACT_UPLOAD_PARTS.PART_NUMBER,
            ARTIFACT_UPLOAD_PARTS.FIRST_BYTE,
            ARTIFACT_UPLOAD_PARTS.SIZE_BYTES,
            ARTIFACT_UPLOAD_PARTS.ETAG,
            ARTIFACT_UPLOAD_PARTS.CRC32C,
            ARTIFACT_UPLOAD_PARTS.FRAMES)
        .from(ARTIFACT_UPLOAD_PARTS)
        .where(ARTIFACT_UPLOAD_PARTS.UPLOAD_ID.eq(uploadId))
        .and(ARTIFACT_UPLOAD_PARTS.FIRST_BYTE.le(offset))
        .orderBy(ARTIFACT_UPLOAD_PARTS.FIRST_BYTE.desc())
        .limit(1)
        .fetchOptional(
            mapping((number, first, size, receipt, crc32c, frames) ->
                new UploadPart(
                    number,
                    first,
                    size,
                    receipt,
                    PackedInts.read(crc32c),
                    frames == null ? null : PackedInts.read(frames))))
        .filter(part -> offset < part.endByte());
  }

  /// Makes the blocks of an upload those of its file, which is there.
  ///
  /// @param tx the transaction
  /// @param uploadId the upload
  /// @param fileId the file
  public void moveBlocks(Tx tx, UUID uploadId, UUID fileId) {
    var _ =
        Sql.on(tx)
            .insertInto(
                ARTIFACT_BLOCKS,
                ARTIFACT_BLOCKS.FILE_ID,
                ARTIFACT_BLOCKS.FIRST_BLOCK,
                ARTIFACT_BLOCKS.CRC32C)
            .select(
                Sql.on(tx)
                    .select(
                        val(fileId),
                        ARTIFACT_UPLOAD_PARTS
                            .FIRST_BYTE
                            .div((long) StoredFile.BLOCK_BYTES)
                            .cast(SQLDataType.INTEGER),
                        ARTIFACT_UPLOAD_PARTS.CRC32C)
                    .from(ARTIFACT_UPLOAD_PARTS)
                    .where(ARTIFACT_UPLOAD_PARTS.UPLOAD_ID.eq(uploadId))
                    // What ends a compressed object may be a part that holds no bytes.
                    .and(ARTIFACT_UPLOAD_PARTS.SIZE_BYTES.gt(0L)))
            .execute();
  }
}
