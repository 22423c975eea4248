package io.heimdall.client;

import io.heimdall.v1.CreateRecurringPlanRequest;
import io.heimdall.v1.DeleteRecurringPlanRequest;
import io.heimdall.v1.DeleteRecurringPlanResponse;
import io.heimdall.v1.GetRecurringPlanRequest;
import io.heimdall.v1.ListRecurringPlansRequest;
import io.heimdall.v1.PauseRecurringPlanRequest;
import io.heimdall.v1.PlanServiceGrpc;
import io.heimdall.v1.RecurringPlan;
import io.heimdall.v1.ResumeRecurringPlanRequest;
import java.util.UUID;
import java.util.stream.Stream;

/// Keeps recurring plans.
public final class Plans {

  private final Calls calls;

  Plans(Calls calls) {
    this.calls = calls;
  }

  /// Creates a plan.
  ///
  /// @param plan name, schedule and plan at least
  /// @return the plan as stored
  public RecurringPlan create(RecurringPlan plan) {
    var request =
        CreateRecurringPlanRequest.newBuilder()
            .setRequestId(UUID.randomUUID().toString())
            .setRecurringPlan(plan)
            .build();
    return calls.unary(PlanServiceGrpc.getCreateRecurringPlanMethod(), request).getRecurringPlan();
  }

  /// Shows a plan.
  ///
  /// @param planId which one
  /// @return the plan
  public RecurringPlan get(String planId) {
    return calls
        .unary(
            PlanServiceGrpc.getGetRecurringPlanMethod(),
            GetRecurringPlanRequest.newBuilder().setRecurringPlanId(planId).build())
        .getRecurringPlan();
  }

  /// Lists plans, the newest first.
  ///
  /// @return the plans, fetched page by page as they are taken
  public Stream<RecurringPlan> list() {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              PlanServiceGrpc.getListRecurringPlansMethod(),
              ListRecurringPlansRequest.newBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getRecurringPlansList(), page.getNextPageToken());
    });
  }

  /// Keeps a plan from starting anything.
  ///
  /// @param planId which one
  /// @return the plan after it
  public RecurringPlan pause(String planId) {
    return calls
        .unary(
            PlanServiceGrpc.getPauseRecurringPlanMethod(),
            PauseRecurringPlanRequest.newBuilder().setRecurringPlanId(planId).build())
        .getRecurringPlan();
  }

  /// Lets a paused plan go on.
  ///
  /// @param planId which one
  /// @return the plan after it
  public RecurringPlan resume(String planId) {
    return calls
        .unary(
            PlanServiceGrpc.getResumeRecurringPlanMethod(),
            ResumeRecurringPlanRequest.newBuilder().setRecurringPlanId(planId).build())
        .getRecurringPlan();
  }

  /// Deletes a plan; what it started stays.
  ///
  /// @param planId which one
  public void delete(String planId) {
    DeleteRecurringPlanResponse _ =
        calls.unary(
            PlanServiceGrpc.getDeleteRecurringPlanMethod(),
            DeleteRecurringPlanRequest.newBuilder().setRecurringPlanId(planId).build());
  }
}
