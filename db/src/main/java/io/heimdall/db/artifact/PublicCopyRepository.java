package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_FILES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_GARBAGE;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Public copies of artifacts' bytes. Each is an object of its own under a key that is never used
/// again, so that the removal of an old copy cannot meet a new one. A key is garbage from before it
/// is written until a row says that it is needed. Stateless.
public final class PublicCopyRepository {

  /// Makes a repository, which holds nothing of its own.
  public PublicCopyRepository() {}

  /// Finds artifacts that are public and of whose current version there is no copy, in the order of
  /// their ids.
  ///
  /// @param tx the transaction
  /// @param after only those with larger ids; null: all
  /// @param limit the most to return
  /// @return their ids
  public List<UUID> missing(Tx tx, @Nullable UUID after, int limit) {
    return Sql.on(tx)
        .select(ARTIFACTS.ID)
        .from(ARTIFACTS)
        .where(DSL.condition("{0} = 'PUBLIC'", ARTIFACTS.VISIBILITY))
        .and(ARTIFACTS.DELETED_AT.isNull())
        .and(ARTIFACTS.PUBLISHED_VERSION.isDistinctFrom(ARTIFACTS.VERSION))
        .and(Sql.when(after, ARTIFACTS.ID::gt))
        .orderBy(ARTIFACTS.ID)
        .limit(limit)
        .fetch(ARTIFACTS.ID);
  }

  /// Finds the copy of an artifact's current version.
  ///
  /// @param tx the transaction
  /// @param fileId the file of that version
  /// @return its object; empty where there is none
  public Optional<String> find(Tx tx, UUID fileId) {
    return Sql.on(tx)
        .select(ARTIFACT_FILES.PUBLIC_KEY)
        .from(ARTIFACT_FILES)
        .where(ARTIFACT_FILES.ID.eq(fileId))
        .and(ARTIFACT_FILES.PUBLIC_KEY.isNotNull())
        .fetchOptional(ARTIFACT_FILES.PUBLIC_KEY);
  }

  /// Takes a copy into use, if it is sure to be there still. Copies of other versions are let go.
  ///
  /// @param tx the transaction, which has locked the artifact
  /// @param artifact the artifact
  /// @param fileId the file of its current version
  /// @param copy the copy, which is garbage so far
  /// @param now the host's time; the copy is sure to be there where it is no garbage to be removed
  ///   by then, nor by the database's
  /// @return objects that are not needed any more; empty where the copy may be gone
  public Optional<List<String>> use(
      Tx tx, Artifact artifact, UUID fileId, String copy, Instant now) {
    int spared =
        Sql.on(tx)
            .deleteFrom(ARTIFACT_GARBAGE)
            .where(ARTIFACT_GARBAGE.OBJECT_KEY.eq(copy))
            .and(ARTIFACT_GARBAGE.REMOVE_AT.gt(Sql.latest(now)))
            .execute();
    if (spared == 0) {
      return Optional.empty();
    }
    List<String> old = drop(tx, artifact.id());
    Sql.expect(
        Sql.on(tx)
            .update(ARTIFACT_FILES)
            .set(ARTIFACT_FILES.PUBLIC_KEY, copy)
            .where(ARTIFACT_FILES.ID.eq(fileId))
            .execute(),
        1,
        "publish file " + fileId);
    published(tx, artifact.id(), DSL.noCondition(), artifact.version());
    return Optional.of(old);
  }

  /// Lets the copies of an artifact go.
  ///
  /// @param tx the transaction, which has locked the artifact
  /// @param artifactId the artifact
  /// @return their objects, which are not needed any more
  public List<String> drop(Tx tx, UUID artifactId) {
    List<String> keys =
        Sql.on(tx)
            .select(ARTIFACT_FILES.PUBLIC_KEY)
            .from(ARTIFACT_FILES)
            .where(ARTIFACT_FILES.ARTIFACT_ID.eq(artifactId))
            .and(ARTIFACT_FILES.PUBLIC_KEY.isNotNull())
            .fetch(ARTIFACT_FILES.PUBLIC_KEY);
    if (!keys.isEmpty()) {
      var _ =
          Sql.on(tx)
              .update(ARTIFACT_FILES)
              .setNull(ARTIFACT_FILES.PUBLIC_KEY)
              .where(ARTIFACT_FILES.ARTIFACT_ID.eq(artifactId))
              .execute();
    }
    published(tx, artifactId, ARTIFACTS.PUBLISHED_VERSION.isNotNull(), null);
    return keys;
  }

  private static void published(Tx tx, UUID id, Condition where, @Nullable Integer version) {
    var _ =
        Sql.on(tx)
            .update(ARTIFACTS)
            .set(ARTIFACTS.PUBLISHED_VERSION, version)
            .where(ARTIFACTS.ID.eq(id))
            .and(where)
            .execute();
  }
}
