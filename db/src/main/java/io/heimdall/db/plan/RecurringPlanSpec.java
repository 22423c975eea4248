package io.heimdall.db.plan;

import org.jspecify.annotations.Nullable;

/// What a recurring plan does, and when.
///
/// @param name what people call it, unique among the plans of its owner, letter case ignored
/// @param times when it is due
/// @param planJson the plan of its acquisitions as a JSON object
public record RecurringPlanSpec(String name, Times times, String planJson) {

  /// The times of a schedule, of which either the period or the expression is given.
  ///
  /// @param everySeconds the period, counted from 1970; null with an expression
  /// @param cron a cron expression; null with a period
  /// @param timeZone the zone the expression is read in; empty for UTC
  public record Times(@Nullable Long everySeconds, @Nullable String cron, String timeZone) {}
}
