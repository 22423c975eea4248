package io.heimdall.server.grpc;

import io.grpc.stub.StreamObserver;
import io.heimdall.db.Page;
import io.heimdall.db.plan.RecurringPlan;
import io.heimdall.db.plan.RecurringPlanKey;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.message.PlanMessages;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.server.plan.RecurringPlans;
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
import io.heimdall.v1.PlanServiceGrpc.PlanServiceImplBase;
import io.heimdall.v1.ResumeRecurringPlanRequest;
import io.heimdall.v1.ResumeRecurringPlanResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The service of recurring plans.
final class PlanGrpc extends PlanServiceImplBase {
  private static final int USUAL_PAGE = 50;
  private static final int MOST_PAGE = 500;

  private final RecurringPlans plans;

  PlanGrpc(RecurringPlans plans) {
    this.plans = plans;
  }

  @Override
  public void createRecurringPlan(
      CreateRecurringPlanRequest request, StreamObserver<CreateRecurringPlanResponse> observer) {
    RecurringPlan created =
        plans.create(
            Callers.current(),
            request.getRequestId(),
            PlanMessages.wanted(request.getRecurringPlan()));
    observer.onNext(
        CreateRecurringPlanResponse.newBuilder()
            .setRecurringPlan(PlanMessages.of(created))
            .build());
    observer.onCompleted();
  }

  @Override
  public void getRecurringPlan(
      GetRecurringPlanRequest request, StreamObserver<GetRecurringPlanResponse> observer) {
    RecurringPlan found = plans.get(UUID.fromString(request.getRecurringPlanId()));
    observer.onNext(
        GetRecurringPlanResponse.newBuilder().setRecurringPlan(PlanMessages.of(found)).build());
    observer.onCompleted();
  }

  @Override
  public void listRecurringPlans(
      ListRecurringPlansRequest request, StreamObserver<ListRecurringPlansResponse> observer) {
    Page<RecurringPlan, RecurringPlanKey> page =
        plans.list(after(request), Pages.size(request.getPageSize(), USUAL_PAGE, MOST_PAGE));
    var response = ListRecurringPlansResponse.newBuilder();
    Pages.fill(page, RecurringPlan::key, PlanMessages::of, response::addRecurringPlans)
        .ifPresent(
            key -> response.setNextPageToken(PageTokens.issue(request, PageKeys.write(key))));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void pauseRecurringPlan(
      PauseRecurringPlanRequest request, StreamObserver<PauseRecurringPlanResponse> observer) {
    RecurringPlan paused =
        plans.pause(Callers.current(), UUID.fromString(request.getRecurringPlanId()));
    observer.onNext(
        PauseRecurringPlanResponse.newBuilder().setRecurringPlan(PlanMessages.of(paused)).build());
    observer.onCompleted();
  }

  @Override
  public void resumeRecurringPlan(
      ResumeRecurringPlanRequest request, StreamObserver<ResumeRecurringPlanResponse> observer) {
    RecurringPlan resumed =
        plans.resume(Callers.current(), UUID.fromString(request.getRecurringPlanId()));
    observer.onNext(
        ResumeRecurringPlanResponse.newBuilder()
            .setRecurringPlan(PlanMessages.of(resumed))
            .build());
    observer.onCompleted();
  }

  @Override
  public void deleteRecurringPlan(
      DeleteRecurringPlanRequest request, StreamObserver<DeleteRecurringPlanResponse> observer) {
    plans.delete(Callers.current(), UUID.fromString(request.getRecurringPlanId()));
    observer.onNext(DeleteRecurringPlanResponse.getDefaultInstance());
    observer.onCompleted();
  }

  private static @Nullable RecurringPlanKey after(ListRecurringPlansRequest request) {
    return request.getPageToken().isEmpty()
        ? null
        : PageTokens.read(request, request.getPageToken(), PageKeys::recurringPlan);
  }
}
