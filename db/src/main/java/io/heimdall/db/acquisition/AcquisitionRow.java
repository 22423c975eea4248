package io.heimdall.db.acquisition;

import static io.heimdall.db.jooq.Tables.ACQUISITIONS;
import static io.heimdall.db.jooq.Tables.ACQUISITION_HOPS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;

import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/// An acquisition from its row.
final class AcquisitionRow {

  private AcquisitionRow() {}

  static Acquisition read(Record row) {
    return new Acquisition(
        row.get(ACQUISITIONS.ID),
        request(row),
        plan(row),
        AcquisitionState.valueOf(row.get(ACQUISITIONS.STATE)),
        row.get(ACQUISITIONS.PROGRESS_PERCENT),
        map(row.into(ACQUISITIONS.REASON, ACQUISITIONS.MESSAGE), mapping(Outcome::new)),
        window(row.get(ACQUISITIONS.WINDOW_START_NS), row.get(ACQUISITIONS.WINDOW_END_NS)),
        run(row),
        row.get(ACQUISITIONS.EVENT_SEQUENCE),
        row.get(ACQUISITIONS.COMPACTED_SEQUENCE),
        times(row));
  }

  private static AcquisitionRequest request(Record row) {
    return map(
        row.into(
            ACQUISITIONS.OWNER,
            ACQUISITIONS.REQUEST_ID,
            ACQUISITIONS.REQUEST_HASH,
            ACQUISITIONS.RECURRING_PLAN_ID),
        mapping(AcquisitionRequest::new));
  }

  private static AcquisitionPlan plan(Record row) {
    return map(
        row.into(
            ACQUISITIONS.CENTER_FREQUENCY_HZ,
            ACQUISITIONS.DURATION_NS,
            ACQUISITIONS.SAMPLE_RATE_HZ,
            ACQUISITIONS.MIN_RECEIVERS,
            ACQUISITIONS.PLANNED_START,
            ACQUISITIONS.PLAN,
            ACQUISITIONS.LABELS),
        mapping(AcquisitionPlan::new));
  }

  private static @Nullable UtcWindow window(@Nullable Long startNanos, @Nullable Long endNanos) {
    return startNanos == null || endNanos == null ? null : new UtcWindow(startNanos, endNanos);
  }

  static Hop hop(Record row) {
    return new Hop(
        row.get(ACQUISITION_HOPS.ACQUISITION_ID),
        row.get(ACQUISITION_HOPS.HOP),
        row.get(ACQUISITION_HOPS.CENTER_FREQUENCY_HZ),
        window(row.get(ACQUISITION_HOPS.WINDOW_START_NS), row.get(ACQUISITION_HOPS.WINDOW_END_NS)));
  }

  private static Acquisition.Run run(Record row) {
    return map(
        row.into(
            ACQUISITIONS.LEASE_EPOCH,
            ACQUISITIONS.NODE_ID,
            ACQUISITIONS.RUNS,
            ACQUISITIONS.FAILED_RUNS),
        mapping(Acquisition.Run::new));
  }

  private static Acquisition.Times times(Record row) {
    return map(
        row.into(
            ACQUISITIONS.START_TIME,
            ACQUISITIONS.LATE_START,
            ACQUISITIONS.CREATED_AT,
            ACQUISITIONS.STARTED_AT,
            ACQUISITIONS.FINISHED_AT),
        mapping(Acquisition.Times::new));
  }
}
