package io.heimdall.server.plan;

import io.heimdall.db.plan.RecurringPlanSpec;
import io.heimdall.server.acquisition.Plan;

/// A recurring plan as asked for.
///
/// @param name what people call it
/// @param times when it is due
/// @param plan what each time starts; without a start time, which the schedule gives
/// @param paused whether it waits to be resumed
public record NewRecurringPlan(
    String name, RecurringPlanSpec.Times times, Plan plan, boolean paused) {}
