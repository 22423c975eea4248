package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.List;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Which artifacts have changed since the document about them was written to the store. Stateless.
public final class DocumentRepository {

  /// Makes a repository, which holds nothing of its own.
  public DocumentRepository() {}

  /// Finds artifacts whose document is older than they are.
  ///
  /// @param tx the transaction
  /// @param after only those with larger ids; null: all
  /// @param limit the most to return
  /// @return their ids, in order
  public List<UUID> old(Tx tx, @Nullable UUID after, int limit) {
    return Sql.on(tx)
        .select(ARTIFACTS.ID)
        .from(ARTIFACTS)
        .where(ARTIFACTS.RENDERED_REVISION.lt(ARTIFACTS.REVISION))
        .and(after == null ? DSL.noCondition() : ARTIFACTS.ID.gt(after))
        .orderBy(ARTIFACTS.ID)
        .limit(limit)
        .fetch(ARTIFACTS.ID);
  }

  /// Notes that a document is written.
  ///
  /// @param tx the transaction
  /// @param id the artifact
  /// @param revision the revision that the document tells of
  public void written(Tx tx, UUID id, int revision) {
    var _ =
        Sql.on(tx)
            .update(ARTIFACTS)
            .set(ARTIFACTS.RENDERED_REVISION, revision)
            .where(ARTIFACTS.ID.eq(id))
            .and(ARTIFACTS.RENDERED_REVISION.lt(revision))
            .execute();
  }

  /// Has a document written again.
  ///
  /// @param tx the transaction
  /// @param id the artifact
  public void forget(Tx tx, UUID id) {
    var _ =
        Sql.on(tx)
            .update(ARTIFACTS)
            .set(ARTIFACTS.RENDERED_REVISION, 0)
            .where(ARTIFACTS.ID.eq(id))
            .execute();
  }
}
