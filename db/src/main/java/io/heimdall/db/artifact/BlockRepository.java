package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_BLOCKS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_FILES;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record2;

/// The checksums by which the bytes of files are verified, and whether they held. Stateless.
public final class BlockRepository {

  /// Makes a repository, which holds nothing of its own.
  public BlockRepository() {}

  /// Adds checksums of a file.
  ///
  /// @param tx the transaction
  /// @param fileId the file
  /// @param firstBlock the block of the first one, from 0
  /// @param crc32c CRC-32C of each block of [StoredFile#BLOCK_BYTES] from there on, at least one
  public void insert(Tx tx, UUID fileId, int firstBlock, int[] crc32c) {
    int inserted =
        Sql.on(tx)
            .insertInto(ARTIFACT_BLOCKS)
            .set(ARTIFACT_BLOCKS.FILE_ID, fileId)
            .set(ARTIFACT_BLOCKS.FIRST_BLOCK, firstBlock)
            .set(ARTIFACT_BLOCKS.CRC32C, PackedInts.of(crc32c).bytes())
            .execute();
    Sql.expect(inserted, 1, "add checksums of file " + fileId);
  }

  /// Reads the checksums of some blocks.
  ///
  /// @param tx the transaction
  /// @param fileId the file
  /// @param firstBlock the first block, from 0
  /// @param count how many
  /// @return CRC-32C of each; fewer where the file has fewer, or is gone
  public int[] read(Tx tx, UUID fileId, int firstBlock, int count) {
    int[] found = new int[count];
    int known = 0;
    for (Record2<Integer, byte[]> row : rows(tx, fileId, firstBlock, firstBlock + count)) {
      int skipped = firstBlock + known - row.value1();
      var packed = ByteBuffer.wrap(row.value2()).asIntBuffer();
      if (skipped < 0 || skipped >= packed.limit()) {
        break;
      }
      int taken = Math.min(packed.limit() - skipped, count - known);
      packed.get(skipped, found, known, taken);
      known += taken;
    }
    return Arrays.copyOf(found, known);
  }

  private static Iterable<Record2<Integer, byte[]>> rows(
      Tx tx, UUID fileId, int firstBlock, int endBlock) {
    // The first row that is needed may begin before the first block.
    Field<Integer> before =
        field(
            select(max(ARTIFACT_BLOCKS.FIRST_BLOCK))
                .from(ARTIFACT_BLOCKS)
                .where(ARTIFACT_BLOCKS.FILE_ID.eq(fileId))
                .and(ARTIFACT_BLOCKS.FIRST_BLOCK.le(firstBlock)));
    return Sql.on(tx)
        .select(ARTIFACT_BLOCKS.FIRST_BLOCK, ARTIFACT_BLOCKS.CRC32C)
        .from(ARTIFACT_BLOCKS)
        .where(ARTIFACT_BLOCKS.FILE_ID.eq(fileId))
        .and(ARTIFACT_BLOCKS.FIRST_BLOCK.ge(coalesce(before, firstBlock)))
        .and(ARTIFACT_BLOCKS.FIRST_BLOCK.lt(endBlock))
        .orderBy(ARTIFACT_BLOCKS.FIRST_BLOCK)
        .fetch();
  }

  /// Notes that a file's object was found not to hold its bytes. The first time stays.
  ///
  /// @param tx the transaction
  /// @param fileId the file
  /// @param at when
  /// @return false when there is no such file any more
  public boolean markCorrupt(Tx tx, UUID fileId, Instant at) {
    return Sql.on(tx)
            .update(ARTIFACT_FILES)
            .set(
                ARTIFACT_FILES.CORRUPT_AT,
                coalesce(ARTIFACT_FILES.CORRUPT_AT, val(at, ARTIFACT_FILES.CORRUPT_AT)))
            .where(ARTIFACT_FILES.ID.eq(fileId))
            .execute()
        == 1;
  }
}
