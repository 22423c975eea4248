package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_FILES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_GARBAGE;
import static io.heimdall.db.jooq.Tables.ARTIFACT_UPLOADS;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/// The objects that the rows of artifacts list. Stateless.
public final class ArtifactObjectIndex {

  private static final Field<String> KEY = DSL.field(name("asked", "key"), SQLDataType.CLOB);

  /// Makes an index, which holds nothing of its own.
  public ArtifactObjectIndex() {}

  /// A file and its object.
  ///
  /// @param objectKey the object
  /// @param artifactId the artifact
  /// @param storedBytes how large the object is
  public record ListedFile(String objectKey, UUID artifactId, long storedBytes) {}

  /// Reads files in the order in which a store lists their objects: by the bytes of the key.
  ///
  /// @param tx the transaction
  /// @param after the object to go on after; null for the first page
  /// @param limit the most files to return
  /// @return the files; fewer than the limit at the end
  public List<ListedFile> files(Tx tx, @Nullable String after, int limit) {
    Field<String> inBytes = ARTIFACT_FILES.OBJECT_KEY.collate("C");
    return Sql.on(tx)
        .select(ARTIFACT_FILES.OBJECT_KEY, ARTIFACT_FILES.ARTIFACT_ID, ARTIFACT_FILES.STORED_BYTES)
        .from(ARTIFACT_FILES)
        .where(Sql.when(after, inBytes::gt))
        .orderBy(inBytes)
        .limit(limit)
        .fetch(mapping(ListedFile::new));
  }

  /// Which objects a file needs.
  ///
  /// @param tx the transaction
  /// @param objectKeys any number
  /// @return those that one needs
  public Set<String> needed(Tx tx, Collection<String> objectKeys) {
    return Sql.on(tx)
        .select(ARTIFACT_FILES.OBJECT_KEY)
        .from(ARTIFACT_FILES)
        .where(ARTIFACT_FILES.OBJECT_KEY.eq(any(objectKeys.toArray(String[]::new))))
        .fetchSet(ARTIFACT_FILES.OBJECT_KEY);
  }

  /// Finds artifacts of which a document was written that tells of them as they are.
  ///
  /// @param tx the transaction
  /// @param after only those with larger ids; null: all
  /// @param limit the most to return
  /// @return their ids, in order; fewer than the limit at the end
  public List<UUID> documents(Tx tx, @Nullable UUID after, int limit) {
    return Sql.on(tx)
        .select(ARTIFACTS.ID)
        .from(ARTIFACTS)
        .where(ARTIFACTS.RENDERED_REVISION.eq(ARTIFACTS.REVISION))
        .and(Sql.when(after, ARTIFACTS.ID::gt))
        .orderBy(ARTIFACTS.ID)
        .limit(limit)
        .fetch(ARTIFACTS.ID);
  }

  /// Which objects no row needs: no file, no upload that is under way, and nothing that removes
  /// them in its own time.
  ///
  /// @param tx the transaction
  /// @param objectKeys any number
  /// @return those that nothing lists
  public Set<String> unlisted(Tx tx, Collection<String> objectKeys) {
    return Sql.on(tx)
        .select(KEY)
        .from(table("unnest({0})", val(objectKeys.toArray(String[]::new))).as("asked", "key"))
        .where(notExists(selectOne().from(ARTIFACT_FILES).where(ARTIFACT_FILES.OBJECT_KEY.eq(KEY))))
        .and(
            notExists(
                selectOne()
                    .from(ARTIFACT_UPLOADS)
                    .where(ARTIFACT_UPLOADS.OBJECT_KEY.eq(KEY))
                    .and(ARTIFACT_UPLOADS.STATE.in(UploadRepository.UNDER_WAY))))
        .and(
            notExists(
                selectOne().from(ARTIFACT_GARBAGE).where(ARTIFACT_GARBAGE.OBJECT_KEY.eq(KEY))))
        .fetchSet(KEY);
  }
}
