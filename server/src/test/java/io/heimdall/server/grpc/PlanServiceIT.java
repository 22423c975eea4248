package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.heimdall.server.RunningServer;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.CreateRecurringPlanRequest;
import io.heimdall.v1.DeleteReceiverRequest;
import io.heimdall.v1.DeleteRecurringPlanRequest;
import io.heimdall.v1.GetRecurringPlanRequest;
import io.heimdall.v1.ListAcquisitionsRequest;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.ListRecurringPlansRequest;
import io.heimdall.v1.PauseRecurringPlanRequest;
import io.heimdall.v1.PlanServiceGrpc;
import io.heimdall.v1.PlanServiceGrpc.PlanServiceBlockingStub;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.RecurringPlan;
import io.heimdall.v1.ResumeRecurringPlanRequest;
import io.heimdall.v1.RetryPolicy;
import io.heimdall.v1.Schedule;
import io.heimdall.v1.StartAcquisitionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Recurring plans, start times and repeated requests of a whole server, as clients see them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanServiceIT {
  private RunningServer running;
  private PlanServiceBlockingStub plans;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    running = RunningServer.in(data);
    plans = PlanServiceGrpc.newBlockingStub(running.owner());
  }

  @AfterAll
  void stop() {
    running.close();
  }

  @Test
  void createsShowsPausesResumesAndDeletes() throws IOException {
    RecurringPlan wanted = plan("Life").setPaused(true).build();

    RecurringPlan created = create(wanted);

    assertThat(created.getPlan())
        .isEqualTo(wanted.getPlan().toBuilder().setMinReceivers(1).build());
    assertThat(created.getSchedule()).isEqualTo(wanted.getSchedule());
    assertThat(created.getPaused()).isTrue();
    assertThat(created.hasNextStartTime()).isFalse();
    String id = created.getRecurringPlanId();
    assertThat(get(id)).isEqualTo(created);
    RecurringPlan resumed =
        plans
            .resumeRecurringPlan(
                ResumeRecurringPlanRequest.newBuilder().setRecurringPlanId(id).build())
            .getRecurringPlan();
    assertThat(resumed.getNextStartTime().getSeconds() % 86_400).isZero();
    RecurringPlan paused =
        plans
            .pauseRecurringPlan(
                PauseRecurringPlanRequest.newBuilder().setRecurringPlanId(id).build())
            .getRecurringPlan();
    assertThat(paused).isEqualTo(created);
    assertThat(acquisitionsOf(id)).isZero();
    var delete = DeleteRecurringPlanRequest.newBuilder().setRecurringPlanId(id).build();
    assertThat(plans.deleteRecurringPlan(delete)).isNotNull();
    Refused.by(() -> get(id)).with(Status.Code.NOT_FOUND, "PLAN_NOT_FOUND");
    Refused.by(() -> plans.deleteRecurringPlan(delete))
        .with(Status.Code.NOT_FOUND, "PLAN_NOT_FOUND")
        .withMetadata("recurringPlanId", id);
  }

  @Test
  void listsTheNewestFirstAPageAtATime() {
    String first = create(plan("List 1").setPaused(true).build()).getRecurringPlanId();
    String second = create(plan("List 2").setPaused(true).build()).getRecurringPlanId();

    var query = ListRecurringPlansRequest.newBuilder().setPageSize(1);
    var page = plans.listRecurringPlans(query.build());
    assertThat(page.getRecurringPlansList())
        .extracting(RecurringPlan::getRecurringPlanId)
        .containsExactly(second);
    var next = plans.listRecurringPlans(query.setPageToken(page.getNextPageToken()).build());
    assertThat(next.getRecurringPlansList())
        .extracting(RecurringPlan::getRecurringPlanId)
        .containsExactly(first);
    Refused.by(() -> plans.listRecurringPlans(query.setPageToken("nonsense").build()))
        .with(Status.Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
  }

  @Test
  void namesTheFieldThatIsWrong() {
    refused(plan("Cron").setSchedule(Schedule.newBuilder().setCron("* * * * 99")))
        .with(Status.Code.INVALID_ARGUMENT, "SCHEDULE_INVALID")
        .atField("recurring_plan.schedule.cron");
    refused(plan("Zone").setSchedule(Schedule.newBuilder().setCron("* * * * *").setTimeZone("X")))
        .with(Status.Code.INVALID_ARGUMENT, "SCHEDULE_INVALID")
        .atField("recurring_plan.schedule.time_zone");
    refused(plan("Part").setSchedule(every(90, 5)))
        .with(Status.Code.INVALID_ARGUMENT, "SCHEDULE_INVALID")
        .atField("recurring_plan.schedule.every")
        .saying("whole seconds");
    refused(plan("None").clearSchedule())
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("recurring_plan.schedule");
    refused(plan("Start").setPlan(capture().setStartTime(Timestamps.fromSeconds(4_000_000_000L))))
        .with(Status.Code.INVALID_ARGUMENT, "START_TIME_INVALID")
        .atField("recurring_plan.plan.start_time");
    assertThat(create(plan("Name").setPaused(true).build())).isNotNull();
    refused(plan("name"))
        .with(Status.Code.ALREADY_EXISTS, "PLAN_NAME_TAKEN")
        .withMetadata("name", "name");
  }

  @Test
  void answersARepeatedRequestAsTheFirst() {
    var request =
        CreateRecurringPlanRequest.newBuilder()
            .setRequestId(UUID.randomUUID().toString())
            .setRecurringPlan(plan("Again").setPaused(true));
    var first = plans.createRecurringPlan(request.build());

    assertThat(plans.createRecurringPlan(request.build())).isEqualTo(first);
    Refused.by(() -> plans.createRecurringPlan(request.setRecurringPlan(plan("Changed")).build()))
        .with(Status.Code.INVALID_ARGUMENT, "REQUEST_ID_REUSED")
        .atField("request_id");
  }

  @Test
  void createsAReceiverOnceAlsoWhenItIsGone() throws IOException {
    var receivers = ReceiverServiceGrpc.newBlockingStub(running.owner());
    var request =
        CreateReceiverRequest.newBuilder()
            .setRequestId(UUID.randomUUID().toString())
            .setReceiver(
                Receiver.newBuilder()
                    .setName("Once")
                    .setDriver("kiwi")
                    .setUrl("http://127.0.0.1:8073"));
    Receiver created = receivers.createReceiver(request.build()).getReceiver();

    assertThat(receivers.createReceiver(request.build()).getReceiver()).isEqualTo(created);
    var gone = DeleteReceiverRequest.newBuilder().setReceiverId(created.getReceiverId()).build();
    assertThat(receivers.deleteReceiver(gone)).isNotNull();
    assertThat(receivers.createReceiver(request.build()).getReceiver()).isEqualTo(created);
    assertThat(
            receivers.listReceivers(ListReceiversRequest.getDefaultInstance()).getReceiversList())
        .noneMatch(each -> each.getName().equals("Once"));
    Refused.by(() ->
            receivers.createReceiver(
                request.setReceiver(request.getReceiver().toBuilder().setName("Twice")).build()))
        .with(Status.Code.INVALID_ARGUMENT, "REQUEST_ID_REUSED");
  }

  @Test
  void refusesAStartTimeThatCannotBe() throws IOException {
    var acquisitions = AcquisitionServiceGrpc.newBlockingStub(running.owner());
    long now = Instant.now().getEpochSecond();
    for (long wrong : List.of(now - 5, now + 367 * 86_400L)) {
      var request =
          StartAcquisitionRequest.newBuilder()
              .setPlan(capture().setStartTime(Timestamps.fromSeconds(wrong)))
              .build();
      Refused.by(() -> acquisitions.startAcquisition(request))
          .with(Status.Code.INVALID_ARGUMENT, "START_TIME_INVALID")
          .atField("plan.start_time");
    }
  }

  private int acquisitionsOf(String planId) throws IOException {
    return AcquisitionServiceGrpc.newBlockingStub(running.owner())
        .listAcquisitions(ListAcquisitionsRequest.newBuilder().setRecurringPlanId(planId).build())
        .getAcquisitionsCount();
  }

  private RecurringPlan create(RecurringPlan wanted) {
    return plans
        .createRecurringPlan(
            CreateRecurringPlanRequest.newBuilder().setRecurringPlan(wanted).build())
        .getRecurringPlan();
  }

  private Refused refused(RecurringPlan.Builder wanted) {
    return Refused.by(() -> create(wanted.build()));
  }

  private RecurringPlan get(String id) {
    return plans
        .getRecurringPlan(GetRecurringPlanRequest.newBuilder().setRecurringPlanId(id).build())
        .getRecurringPlan();
  }

  private static RecurringPlan.Builder plan(String name) {
    return RecurringPlan.newBuilder()
        .setName(name)
        .setSchedule(every(86_400, 0))
        .setPlan(capture());
  }

  private static AcquisitionPlan.Builder capture() {
    return AcquisitionPlan.newBuilder()
        .addCenterFrequenciesHz(7_000_000)
        .addCenterFrequenciesHz(7_100_000)
        .setDuration(Duration.newBuilder().setSeconds(2))
        .setRetry(RetryPolicy.newBuilder().setMaxRetries(2));
  }

  private static Schedule.Builder every(long seconds, int nanos) {
    return Schedule.newBuilder()
        .setEvery(Duration.newBuilder().setSeconds(seconds).setNanos(nanos));
  }
}
