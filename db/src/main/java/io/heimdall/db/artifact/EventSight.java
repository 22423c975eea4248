package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.List;
import java.util.UUID;
import org.jooq.impl.DSL;

/// Which artifacts that something happened to somebody may see. Stateless.
public final class EventSight {

  /// Makes one, which holds nothing of its own.
  public EventSight() {}

  /// Finds the artifacts of events.
  ///
  /// @param tx the transaction
  /// @param query which of them are looked for, and by whom
  /// @param events the events
  /// @return those that may be seen, as they are now, once each and in no order
  public List<Artifact> seen(Tx tx, ArtifactQuery query, List<ArtifactEvent> events) {
    UUID[] ids = events.stream().map(ArtifactEvent::artifactId).distinct().toArray(UUID[]::new);
    return Sql.on(tx)
        .select(ArtifactRow.ARTIFACT)
        .from(ARTIFACTS)
        .where(ARTIFACTS.ID.eq(DSL.any(ids)))
        .and(DSL.or(Sight.parts(query.viewer(), query.deletedToo())))
        .and(ArtifactSearch.matches(query))
        .fetch(ArtifactRow::artifact);
  }
}
