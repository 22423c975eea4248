package io.heimdall.db.acquisition;

import static io.heimdall.db.jooq.Tables.ACQUISITIONS;
import static io.heimdall.db.jooq.Tables.ACQUISITION_EVENTS;
import static org.jooq.Records.mapping;

import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.AcquisitionEventsRecord;
import io.heimdall.db.sql.BulkInsert;
import io.heimdall.db.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/// The events of acquisitions. Stateless.
///
/// A number is drawn from the acquisition's row in the transaction that writes the event. The row
/// stays locked until the commit, so numbers have no holes and become visible in their order.
public final class EventLog {

  private static final BulkInsert<AcquisitionEventsRecord, AcquisitionEvent> INSERT =
      BulkInsert.<AcquisitionEventsRecord, AcquisitionEvent>into(ACQUISITION_EVENTS)
          .column(ACQUISITION_EVENTS.ACQUISITION_ID, AcquisitionEvent::acquisitionId)
          .column(ACQUISITION_EVENTS.SEQUENCE, AcquisitionEvent::sequence)
          .column(ACQUISITION_EVENTS.AT, AcquisitionEvent::at)
          .column(ACQUISITION_EVENTS.TYPE, AcquisitionEvent::type)
          .column(ACQUISITION_EVENTS.PAYLOAD, AcquisitionEvent::payloadJson);

  /// Makes a log, which holds nothing of its own.
  public EventLog() {}

  /// Appends events of a run.
  ///
  /// @param fence the run's fence
  /// @param events what happened, in order
  /// @return the number of the last one
  /// @throws StaleLeaseException when the lease no longer holds
  public long append(Fence fence, List<NewEvent> events) {
    DSLContext dsl = Sql.on(fence.tx());
    Long last =
        dsl.update(ACQUISITIONS)
            .set(
                ACQUISITIONS.EVENT_SEQUENCE, ACQUISITIONS.EVENT_SEQUENCE.plus((long) events.size()))
            .where(ACQUISITIONS.ID.eq(fence.acquisitionId()))
            .and(ACQUISITIONS.LEASE_EPOCH.eq(fence.lease().epoch()))
            .returningResult(ACQUISITIONS.EVENT_SEQUENCE)
            .fetchOptional(row -> row.value1())
            .orElseThrow(() -> new StaleLeaseException(fence.lease()));
    insert(dsl, fence.acquisitionId(), last, events);
    return last;
  }

  /// Reads events in order.
  ///
  /// @param tx the transaction
  /// @param acquisitionId the acquisition
  /// @param afterSequence the last number the caller has; 0 for none
  /// @param limit the most events to return
  /// @return the events that follow, without holes; empty when there are none yet
  public List<AcquisitionEvent> after(Tx tx, UUID acquisitionId, long afterSequence, int limit) {
    return Sql.on(tx)
        .select(
            ACQUISITION_EVENTS.ACQUISITION_ID,
            ACQUISITION_EVENTS.SEQUENCE,
            ACQUISITION_EVENTS.AT,
            ACQUISITION_EVENTS.TYPE,
            ACQUISITION_EVENTS.PAYLOAD)
        .from(ACQUISITION_EVENTS)
        .where(ACQUISITION_EVENTS.ACQUISITION_ID.eq(acquisitionId))
        .and(ACQUISITION_EVENTS.SEQUENCE.gt(afterSequence))
        .orderBy(ACQUISITION_EVENTS.SEQUENCE)
        .limit(limit)
        .fetch(mapping(AcquisitionEvent::new));
  }

  /// Which events of an acquisition there are.
  ///
  /// @param tx the transaction
  /// @param acquisitionId the acquisition
  /// @return the range; empty when there is no such acquisition
  public Optional<EventRange> range(Tx tx, UUID acquisitionId) {
    return Sql.on(tx)
        .select(ACQUISITIONS.COMPACTED_SEQUENCE, ACQUISITIONS.EVENT_SEQUENCE)
        .from(ACQUISITIONS)
        .where(ACQUISITIONS.ID.eq(acquisitionId))
        .fetchOptional(mapping(EventRange::new));
  }

  /// Writes events whose numbers, ending with `last`, have been drawn in the same transaction.
  static void insert(DSLContext dsl, UUID acquisitionId, long last, List<NewEvent> events) {
    var numbered = new ArrayList<AcquisitionEvent>(events.size());
    long sequence = last - events.size();
    for (NewEvent event : events) {
      sequence++;
      numbered.add(
          new AcquisitionEvent(
              acquisitionId, sequence, event.at(), event.type(), event.payloadJson()));
    }
    Sql.expect(INSERT.rows(dsl, numbered).execute(), events.size(), "append events");
  }
}
