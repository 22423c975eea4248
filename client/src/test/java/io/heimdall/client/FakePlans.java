package io.heimdall.client;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.v1.CreateRecurringPlanRequest;
import io.heimdall.v1.CreateRecurringPlanResponse;
import io.heimdall.v1.DeleteRecurringPlanRequest;
import io.heimdall.v1.DeleteRecurringPlanResponse;
import io.heimdall.v1.GetRecurringPlanRequest;
import io.heimdall.v1.GetRecurringPlanResponse;
import io.heimdall.v1.ListRecurringPlansRequest;
import io.heimdall.v1.ListRecurringPlansResponse;
import io.heimdall.v1.PauseRecurringPlanRequest;
import io.heimdall.v1.PauseRecurringPlanResponse;
import io.heimdall.v1.PlanServiceGrpc;
import io.heimdall.v1.RecurringPlan;
import io.heimdall.v1.ResumeRecurringPlanRequest;
import io.heimdall.v1.ResumeRecurringPlanResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Keeps recurring plans, which never start anything.
public final class FakePlans extends PlanServiceGrpc.PlanServiceImplBase {

  private static final Timestamp NEXT = Timestamp.newBuilder().setSeconds(1_800_000_000).build();

  private final Map<String, RecurringPlan> plans = new ConcurrentSkipListMap<>();
  private final List<CreateRecurringPlanRequest> created = new CopyOnWriteArrayList<>();

  FakePlans() {}

  /// The requests to create plans.
  ///
  /// @return in order
  public List<CreateRecurringPlanRequest> created() {
    return List.copyOf(created);
  }

  /// The plans there are.
  ///
  /// @return by id
  public List<RecurringPlan> kept() {
    return List.copyOf(plans.values());
  }

  @Override
  public void createRecurringPlan(
      CreateRecurringPlanRequest request, StreamObserver<CreateRecurringPlanResponse> observer) {
    created.add(request);
    RecurringPlan.Builder plan =
        request.getRecurringPlan().toBuilder()
            .setRecurringPlanId("00000000-0000-0000-0000-%012d".formatted(created.size()))
            .setOwner("local");
    if (!plan.getPaused()) {
      plan.setNextStartTime(NEXT);
    }
    plans.put(plan.getRecurringPlanId(), plan.build());
    FakeHeimdall.answer(
        observer, CreateRecurringPlanResponse.newBuilder().setRecurringPlan(plan).build());
  }

  @Override
  public void getRecurringPlan(
      GetRecurringPlanRequest request, StreamObserver<GetRecurringPlanResponse> observer) {
    change(
        request.getRecurringPlanId(),
        plan -> plan,
        plan -> GetRecurringPlanResponse.newBuilder().setRecurringPlan(plan).build(),
        observer);
  }

  @Override
  public void listRecurringPlans(
      ListRecurringPlansRequest request, StreamObserver<ListRecurringPlansResponse> observer) {
    FakeHeimdall.answer(
        observer,
        ListRecurringPlansResponse.newBuilder().addAllRecurringPlans(plans.values()).build());
  }

  @Override
  public void pauseRecurringPlan(
      PauseRecurringPlanRequest request, StreamObserver<PauseRecurringPlanResponse> observer) {
    change(
        request.getRecurringPlanId(),
        plan -> plan.toBuilder().setPaused(true).clearNextStartTime().build(),
        plan -> PauseRecurringPlanResponse.newBuilder().setRecurringPlan(plan).build(),
        observer);
  }

  @Override
  public void resumeRecurringPlan(
      ResumeRecurringPlanRequest request, StreamObserver<ResumeRecurringPlanResponse> observer) {
    change(
        request.getRecurringPlanId(),
        plan -> plan.toBuilder().setPaused(false).setNextStartTime(NEXT).build(),
        plan -> ResumeRecurringPlanResponse.newBuilder().setRecurringPlan(plan).build(),
        observer);
  }

  @Override
  public void deleteRecurringPlan(
      DeleteRecurringPlanRequest request, StreamObserver<DeleteRecurringPlanResponse> observer) {
    change(
        request.getRecurringPlanId(),
        plan -> plan,
        _ -> DeleteRecurringPlanResponse.getDefaultInstance(),
        observer);
    plans.remove(request.getRecurringPlanId());
  }

  private <T> void change(
      String id,
      UnaryOperator<RecurringPlan> change,
      Function<RecurringPlan, T> response,
      StreamObserver<T> observer) {
    RecurringPlan before = plans.get(id);
    if (before == null) {
      observer.onError(
          FakeHeimdall.refusal(Status.Code.NOT_FOUND, "PLAN_NOT_FOUND", "There is no such plan."));
      return;
    }
    RecurringPlan after = change.apply(before);
    plans.put(id, after);
    FakeHeimdall.answer(observer, response.apply(after));
  }
}
