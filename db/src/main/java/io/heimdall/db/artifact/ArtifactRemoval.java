package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_FILES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_REVISIONS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_SHARES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_VERSIONS;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Removes artifacts for good. Stateless.
public final class ArtifactRemoval {

  /// Makes one, which holds nothing of its own.
  public ArtifactRemoval() {}

  /// Finds artifacts whose time is over.
  ///
  /// @param tx the transaction
  /// @param at the host's time; those whose time is over by it, and by the database's
  /// @param limit the most to return
  /// @return their ids
  public List<UUID> due(Tx tx, Instant at, int limit) {
    return Sql.on(tx)
        .select(ARTIFACTS.ID)
        .from(ARTIFACTS)
        .where(ARTIFACTS.PURGE_AT.le(Sql.due(at)))
        .orderBy(ARTIFACTS.PURGE_AT, ARTIFACTS.ID)
        .limit(limit)
        .fetch(ARTIFACTS.ID);
  }

  /// Tells whether the time of an artifact is over.
  ///
  /// @param tx the transaction, which has locked the artifact
  /// @param id the artifact
  /// @param at the host's time
  /// @return whether it is over by that, and by the database's
  public boolean isDue(Tx tx, UUID id, Instant at) {
    return Sql.on(tx)
        .select(ARTIFACTS.ID)
        .from(ARTIFACTS)
        .where(ARTIFACTS.ID.eq(id))
        .and(ARTIFACTS.PURGE_AT.le(Sql.due(at)))
        .fetchOptional()
        .isPresent();
  }

  /// Tells from when on what is deleted now is kept for a while.
  ///
  /// @param tx the transaction
  /// @param at the host's time
  /// @return the later of that and the database's
  public Instant deletedAt(Tx tx, Instant at) {
    return Sql.on(tx).select(Sql.latest(at)).fetchSingle(row -> row.value1());
  }

  /// Removes an artifact and everything that is known of it.
  ///
  /// @param tx the transaction, which has locked the artifact
  /// @param id the artifact
  /// @return the objects that held its bytes, which nothing needs any more
  public List<String> remove(Tx tx, UUID id) {
    var sql = Sql.on(tx);
    var keys = new ArrayList<String>();
    var _ = sql.deleteFrom(ARTIFACT_SHARES).where(ARTIFACT_SHARES.ARTIFACT_ID.eq(id)).execute();
    var _ =
        sql.deleteFrom(ARTIFACT_REVISIONS).where(ARTIFACT_REVISIONS.ARTIFACT_ID.eq(id)).execute();
    var _ = sql.deleteFrom(ARTIFACT_VERSIONS).where(ARTIFACT_VERSIONS.ARTIFACT_ID.eq(id)).execute();
    sql.deleteFrom(ARTIFACT_FILES)
        .where(ARTIFACT_FILES.ARTIFACT_ID.eq(id))
        .returning(ARTIFACT_FILES.OBJECT_KEY, ARTIFACT_FILES.PUBLIC_KEY)
        .fetch()
        .forEach(file -> {
          keys.add(file.getObjectKey());
          if (file.getPublicKey() != null) {
            keys.add(file.getPublicKey());
          }
        });
    Sql.expect(
        sql.deleteFrom(ARTIFACTS).where(ARTIFACTS.ID.eq(id)).execute(), 1, "remove artifact " + id);
    return keys;
  }
}
