package io.heimdall.db.acquisition;

import static io.heimdall.db.jooq.Tables.ACQUISITIONS;
import static io.heimdall.db.jooq.Tables.ACQUISITION_EVENTS;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;

/// Removes events nobody needs any more, the oldest first. Stateless. The number up to which they
/// are gone is raised in the same transaction, so that no watcher takes a removed event for one
/// that has not happened.
public final class EventCompaction {

  /// Events that may go.
  ///
  /// @param acquisitionId whose
  /// @param upTo the number of the last one
  public record Due(UUID acquisitionId, long upTo) {}

  /// Makes one, which holds nothing of its own.
  public EventCompaction() {}

  /// Finds what may go: every event of an acquisition that ended long ago, and of every other the
  /// oldest beyond a number.
  ///
  /// It reads every acquisition, a few times a day. An index would have to hold the number of the
  /// last event, and so would cost every event of a run an index entry.
  ///
  /// @param tx the transaction
  /// @param endedBefore an acquisition that ended before this keeps none
  /// @param mostKept every other one keeps this many
  /// @param limit the most acquisitions to return
  /// @return some of them, in no order
  public List<Due> due(Tx tx, Instant endedBefore, long mostKept, int limit) {
    Field<Long> upTo =
        when(ACQUISITIONS.FINISHED_AT.lt(endedBefore), ACQUISITIONS.EVENT_SEQUENCE)
            .otherwise(ACQUISITIONS.EVENT_SEQUENCE.minus(val(mostKept)));
    return Sql.on(tx)
        .select(ACQUISITIONS.ID, upTo)
        .from(ACQUISITIONS)
        .where(ACQUISITIONS.COMPACTED_SEQUENCE.lt(upTo))
        .limit(limit)
        .fetch(mapping(Due::new));
  }

  /// Removes some of the events that may go, under the lock their writer takes.
  ///
  /// @param tx the transaction
  /// @param due what may go
  /// @param limit the most events to remove
  /// @return whether there are more to remove
  public boolean remove(Tx tx, Due due, int limit) {
    DSLContext dsl = Sql.on(tx);
    Optional<Long> compacted =
        dsl.select(ACQUISITIONS.COMPACTED_SEQUENCE)
            .from(ACQUISITIONS)
            .where(ACQUISITIONS.ID.eq(due.acquisitionId()))
            .and(ACQUISITIONS.COMPACTED_SEQUENCE.lt(due.upTo()))
            .forNoKeyUpdate()
            .fetchOptional(row -> row.value1());
    if (compacted.isEmpty()) {
      return false;
    }
    long to = Math.min(due.upTo(), compacted.get() + limit);
    var _ =
        dsl.deleteFrom(ACQUISITION_EVENTS)
            .where(ACQUISITION_EVENTS.ACQUISITION_ID.eq(due.acquisitionId()))
            .and(ACQUISITION_EVENTS.SEQUENCE.le(to))
            .execute();
    int raised =
        dsl.update(ACQUISITIONS)
            .set(ACQUISITIONS.COMPACTED_SEQUENCE, to)
            .where(ACQUISITIONS.ID.eq(due.acquisitionId()))
            .execute();
    Sql.expect(raised, 1, "raise the compacted sequence");
    return to < due.upTo();
  }
}
