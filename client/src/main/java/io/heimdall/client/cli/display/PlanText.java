package io.heimdall.client.cli.display;

import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.RecurringPlan;
import io.heimdall.v1.Schedule;
import java.util.ArrayList;
import java.util.List;

/// Words for recurring plans.
public final class PlanText {

  private PlanText() {}

  /// Names the times of a schedule.
  ///
  /// @param schedule the schedule
  /// @return for example `every 10m` or `0 8 * * * (Europe/Berlin)`
  public static String schedule(Schedule schedule) {
    return switch (schedule.getTimesCase()) {
      case EVERY -> "every " + Units.duration(AcquisitionText.duration(schedule.getEvery()));
      case CRON ->
          schedule.getTimeZone().isEmpty()
              ? schedule.getCron()
              : "%s (%s)".formatted(schedule.getCron(), schedule.getTimeZone());
      case TIMES_NOT_SET -> Text.NONE;
    };
  }

  /// Names the next time.
  ///
  /// @param plan the plan
  /// @return to the second, in UTC; "paused"; "-" for none
  public static String next(RecurringPlan plan) {
    return plan.getPaused() ? "paused" : AcquisitionText.time(plan.getNextStartTime());
  }

  /// Tells all of a plan.
  ///
  /// @param plan the plan
  /// @return lines
  public static List<String> lines(RecurringPlan plan) {
    var lines = new ArrayList<String>();
    lines.add(
        "plan %s (%s) by %s: %s, %s"
            .formatted(
                plan.getName(),
                plan.getRecurringPlanId(),
                plan.getOwner(),
                AcquisitionText.plan(plan.getPlan()),
                schedule(plan.getSchedule())));
    lines.add("next: " + next(plan));
    lines.add(
        "last acquisition: "
            + (plan.getLastAcquisitionId().isEmpty() ? Text.NONE : plan.getLastAcquisitionId()));
    if (!plan.getLastFailureMessage().isEmpty()) {
      lines.add("last time due: " + plan.getLastFailureMessage());
    }
    return lines;
  }
}
