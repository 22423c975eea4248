package io.heimdall.db.plan;

import static io.heimdall.db.jooq.Tables.RECURRING_PLANS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;

import org.jooq.Record;

/// A recurring plan from its row.
final class RecurringPlanRow {

  private RecurringPlanRow() {}

  static RecurringPlan read(Record row) {
    return new RecurringPlan(
        row.get(RECURRING_PLANS.ID),
        row.get(RECURRING_PLANS.OWNER),
        new RecurringPlanSpec(
            row.get(RECURRING_PLANS.NAME),
            map(
                row.into(
                    RECURRING_PLANS.EVERY_SECONDS, RECURRING_PLANS.CRON, RECURRING_PLANS.TIME_ZONE),
                mapping(RecurringPlanSpec.Times::new)),
            row.get(RECURRING_PLANS.PLAN)),
        row.get(RECURRING_PLANS.PAUSED),
        row.get(RECURRING_PLANS.RESUMPTIONS),
        row.get(RECURRING_PLANS.CREATED_AT),
        map(
            row.into(
                RECURRING_PLANS.NEXT_START,
                RECURRING_PLANS.LAST_ACQUISITION_ID,
                RECURRING_PLANS.LAST_FAILURE),
            mapping(RecurringPlan.Progress::new)));
  }
}
