package io.heimdall.server.grpc.message;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.heimdall.db.plan.RecurringPlan.Progress;
import io.heimdall.db.plan.RecurringPlanSpec;
import io.heimdall.server.acquisition.PlanJson;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.plan.NewRecurringPlan;
import io.heimdall.v1.RecurringPlan;
import io.heimdall.v1.Schedule;

/// Recurring plans on the wire.
public final class PlanMessages {
  private PlanMessages() {}

  /// A plan.
  ///
  /// @param plan the domain's
  /// @return the wire's
  public static RecurringPlan of(io.heimdall.db.plan.RecurringPlan plan) {
    var message =
        RecurringPlan.newBuilder()
            .setRecurringPlanId(plan.id().toString())
            .setName(plan.spec().name())
            .setOwner(plan.owner())
            .setSchedule(of(plan.spec().times()))
            .setPlan(AcquisitionMessages.of(PlanJson.read(plan.spec().planJson())))
            .setPaused(plan.paused())
            .setCreateTime(Times.of(plan.createdAt()))
            .setLastFailureMessage(plan.progress().lastFailure());
    Progress progress = plan.progress();
    if (progress.nextStart() != null) {
      message.setNextStartTime(Times.of(progress.nextStart()));
    }
    if (progress.lastAcquisitionId() != null) {
      message.setLastAcquisitionId(progress.lastAcquisitionId().toString());
    }
    return message.build();
  }

  private static Schedule of(RecurringPlanSpec.Times times) {
    var message = Schedule.newBuilder().setTimeZone(times.timeZone());
    if (times.cron() != null) {
      message.setCron(times.cron());
    } else if (times.everySeconds() != null) {
      message.setEvery(Durations.fromSeconds(times.everySeconds()));
    }
    return message.build();
  }

  /// A plan as asked for, within the contract's limits.
  ///
  /// @param message the wire's
  /// @return the domain's
  /// @throws io.heimdall.server.failure.FailureException with SCHEDULE_INVALID for a period that is
  ///   not whole seconds
  public static NewRecurringPlan wanted(RecurringPlan message) {
    return new NewRecurringPlan(
        message.getName(),
        times(message.getSchedule()),
        AcquisitionMessages.plan(message.getPlan()),
        message.getPaused());
  }

  private static RecurringPlanSpec.Times times(Schedule schedule) {
    return schedule.hasEvery()
        ? new RecurringPlanSpec.Times(
            wholeSeconds(schedule.getEvery()), null, schedule.getTimeZone())
        : new RecurringPlanSpec.Times(null, schedule.getCron(), schedule.getTimeZone());
  }

  private static long wholeSeconds(Duration every) {
    if (every.getNanos() != 0) {
      throw new Failure.Invalid(
              Reason.SCHEDULE_INVALID,
              "recurring_plan.schedule.every",
              "every must be whole seconds, not " + Durations.toString(every))
          .exception();
    }
    return every.getSeconds();
  }
}
