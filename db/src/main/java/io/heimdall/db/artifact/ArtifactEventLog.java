package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_EVENTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_EVENT_LOG;
import static org.jooq.Records.mapping;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// What happened to artifacts. Stateless.
///
/// Events are written without a number, so that changes of different artifacts do not wait for each
/// other, and numbered once they are committed, by one at a time: numbers have no holes, and become
/// visible in their order.
public final class ArtifactEventLog {

  private static final int AT_A_TIME = 1000;

  /// Makes a log, which holds nothing of its own.
  public ArtifactEventLog() {}

  /// What is numbered, and what is kept.
  ///
  /// @param last the number of the last event; 0: there is none
  /// @param compacted events up to this number are not kept any more
  public record Range(long last, long compacted) {}

  /// Appends an event, which stands or falls with the transaction. The artifact's row is locked.
  ///
  /// @param tx the transaction
  /// @param artifact the artifact after the change
  /// @param actor who did it; empty: the server itself
  /// @param change what it was, such as `update`
  public void append(Tx tx, Artifact artifact, String actor, String change) {
    int appended =
        Sql.on(tx)
            .insertInto(ARTIFACT_EVENTS)
            .set(ARTIFACT_EVENTS.ARTIFACT_ID, artifact.id())
            .set(ARTIFACT_EVENTS.OWNER, artifact.owner())
            .set(ARTIFACT_EVENTS.ACTOR, actor)
            .set(ARTIFACT_EVENTS.CHANGE, change)
            .set(ARTIFACT_EVENTS.REVISION, artifact.revision())
            .execute();
    Sql.expect(appended, 1, "append an event of artifact " + artifact.id());
  }

  /// Numbers events that have been committed. Waits for nobody: where another transaction is
  /// numbering, it is left to that one.
  ///
  /// @param tx the transaction
  /// @param limit the most to number
  /// @return how many were numbered; fewer than the most when none is left
  public int number(Tx tx, int limit) {
    DSLContext sql = Sql.on(tx);
    boolean alone =
        sql.select(ARTIFACT_EVENT_LOG.LAST_SEQUENCE)
            .from(ARTIFACT_EVENT_LOG)
            .forUpdate()
            .skipLocked()
            .fetchOptional()
            .isPresent();
    if (!alone) {
      return 0;
    }
    // The statement begins after the lock was taken, so that it sees the last numbers.
    return sql.execute(
        """
        with unnumbered as (
          select id, row_number() over (order by id) as place
          from (
            select id from artifact_events where sequence is null order by id limit {0}
          ) as oldest
        ),
        raised as (
          update artifact_event_log
          set last_sequence = last_sequence + (select count(*) from unnumbered)
          returning last_sequence - (select count(*) from unnumbered) as before
        )
        update artifact_events as event
        set sequence = raised.before + unnumbered.place
        from unnumbered, raised
        where event.id = unnumbered.id
        """,
        DSL.val(limit));
  }

  /// Numbers all events that have been committed, after others who are numbering, and keeps others
  /// from numbering until the transaction ends.
  ///
  /// @param tx the transaction
  /// @return the last number: what is committed from now on has greater ones
  public long numberAll(Tx tx) {
    var _ =
        Sql.on(tx)
            .select(ARTIFACT_EVENT_LOG.LAST_SEQUENCE)
            .from(ARTIFACT_EVENT_LOG)
            .forUpdate()
            .fetchSingle();
    int numbered;
    do {
      numbered = number(tx, AT_A_TIME);
    } while (numbered == AT_A_TIME);
    return range(tx).last();
  }

  /// Reads events in order.
  ///
  /// @param tx the transaction
  /// @param afterSequence the last number the caller has; 0 for none
  /// @param limit the most events to return
  /// @return the events that follow, without holes but for those that are not kept any more
  public List<ArtifactEvent> after(Tx tx, long afterSequence, int limit) {
    return Sql.on(tx)
        .select(
            ARTIFACT_EVENTS.SEQUENCE,
            ARTIFACT_EVENTS.ARTIFACT_ID,
            ARTIFACT_EVENTS.OWNER,
            ARTIFACT_EVENTS.AT,
            ARTIFACT_EVENTS.ACTOR,
            ARTIFACT_EVENTS.CHANGE,
            ARTIFACT_EVENTS.REVISION)
        .from(ARTIFACT_EVENTS)
        .where(ARTIFACT_EVENTS.SEQUENCE.gt(afterSequence))
        .orderBy(ARTIFACT_EVENTS.SEQUENCE)
        .limit(limit)
        .fetch(mapping(ArtifactEvent::new));
  }

  /// Tells what is numbered, and what is kept.
  ///
  /// @param tx the transaction
  /// @return both
  public Range range(Tx tx) {
    return Sql.on(tx)
        .select(ARTIFACT_EVENT_LOG.LAST_SEQUENCE, ARTIFACT_EVENT_LOG.COMPACTED_SEQUENCE)
        .from(ARTIFACT_EVENT_LOG)
        .fetchSingle(mapping(Range::new));
  }

  /// Removes some old events, the oldest first.
  ///
  /// @param tx the transaction
  /// @param before numbered events of before this time may go
  /// @param limit the most to remove
  /// @return how many were removed; fewer than the most when none is left
  public int compact(Tx tx, Instant before, int limit) {
    DSLContext sql = Sql.on(tx);
    long compacted =
        sql.select(ARTIFACT_EVENT_LOG.COMPACTED_SEQUENCE)
            .from(ARTIFACT_EVENT_LOG)
            .forUpdate()
            .fetchSingle(row -> row.value1());
    // Events are numbered about in the order of their times: one that is younger ends the run.
    Optional<Long> firstKept =
        sql.select(DSL.min(ARTIFACT_EVENTS.SEQUENCE))
            .from(ARTIFACT_EVENTS)
            .where(ARTIFACT_EVENTS.SEQUENCE.gt(compacted))
            .and(ARTIFACT_EVENTS.SEQUENCE.le(compacted + limit))
            .and(ARTIFACT_EVENTS.AT.ge(before))
            .fetchOptional(row -> row.value1());
    long upTo = firstKept.map(kept -> kept - 1).orElse(compacted + limit);
    int removed =
        sql.deleteFrom(ARTIFACT_EVENTS).where(ARTIFACT_EVENTS.SEQUENCE.le(upTo)).execute();
    int raised =
        sql.update(ARTIFACT_EVENT_LOG)
            .set(ARTIFACT_EVENT_LOG.COMPACTED_SEQUENCE, compacted + removed)
            .execute();
    Sql.expect(raised, 1, "raise the compacted sequence of artifacts");
    return removed;
  }
}
