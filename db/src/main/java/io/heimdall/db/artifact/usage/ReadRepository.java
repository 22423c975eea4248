package io.heimdall.db.artifact.usage;

import static io.heimdall.db.jooq.Tables.ARTIFACT_READS;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jooq.impl.DSL;

/// How often artifacts were read. Stateless.
public final class ReadRepository {

  /// Makes a repository, which holds nothing of its own.
  public ReadRepository() {}

  /// Finds the reads of some artifacts.
  ///
  /// @param tx the transaction
  /// @param artifactIds the artifacts
  /// @return the reads of those that were read
  public Map<UUID, Reads> find(Tx tx, Collection<UUID> artifactIds) {
    return Sql.on(tx)
        .select(ARTIFACT_READS.fields())
        .from(ARTIFACT_READS)
        .where(ARTIFACT_READS.ARTIFACT_ID.eq(DSL.any(artifactIds.toArray(UUID[]::new))))
        .fetchMap(
            ARTIFACT_READS.ARTIFACT_ID,
            row ->
                new Reads(
                    row.get(ARTIFACT_READS.READ_COUNT), row.get(ARTIFACT_READS.LAST_READ_AT)));
  }
}
