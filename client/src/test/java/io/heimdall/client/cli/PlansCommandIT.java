package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.CreateRecurringPlanRequest;
import io.heimdall.v1.ListAcquisitionsRequest;
import io.heimdall.v1.RecurringPlan;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class PlansCommandIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ID = "00000000-0000-0000-0000-000000000001";

  private FakeHeimdall server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    shell = Shell.with(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void createsAPlanWithAPeriod() {
    assertThat(shell.run("plans create night --every 10m 77.5kHz,60kHz --duration 10s -r 1-2"))
        .isZero();

    CreateRecurringPlanRequest request = server.plans().created().getFirst();
    assertThat(request.getRequestId()).isNotEmpty();
    RecurringPlan plan = request.getRecurringPlan();
    assertThat(plan.getName()).isEqualTo("night");
    assertThat(plan.getSchedule().getEvery().getSeconds()).isEqualTo(600);
    assertThat(plan.getPlan().getCenterFrequenciesHzList()).containsExactly(77_500L, 60_000L);
    assertThat(plan.getPlan().getDuration().getSeconds()).isEqualTo(10);
    assertThat(plan.getPlan().getReceiverIdsList()).containsExactly(1, 2);
    assertThat(shell.outLines())
        .containsExactly(
            "plan night (%s) by local: 77.5 kHz, 60 kHz for 10s, every 10m".formatted(ID),
            "next: 2027-01-15 08:00:00",
            "last acquisition: -");
  }

  @Test
  void createsAPlanWithCron() {
    assertThat(
            shell.run(
                List.of(
                    "plans",
                    "create",
                    "night",
                    "--cron",
                    "*/10 * * * *",
                    "--time-zone",
                    "Europe/Berlin",
                    "77.5kHz",
                    "-d",
                    "10s",
                    "--paused",
                    "--json")))
        .isZero();

    RecurringPlan plan = server.plans().created().getFirst().getRecurringPlan();
    assertThat(plan.getSchedule().getCron()).isEqualTo("*/10 * * * *");
    assertThat(plan.getSchedule().getTimeZone()).isEqualTo("Europe/Berlin");
    assertThat(plan.getPaused()).isTrue();
    assertThat(JSON.readTree(shell.out()).path("recurring_plan_id").asString()).isEqualTo(ID);
    assertThat(shell.run("plans list")).isZero();
    assertThat(shell.outLines().get(1)).contains("*/10 * * * * (Europe/Berlin)", "paused");
  }

  @Test
  void wantsOneScheduleExactly() {
    assertThat(shell.run("plans create night 77.5kHz -d 10s")).isEqualTo(2);
    assertThat(shell.err()).contains("--every");
    assertThat(shell.run("plans create night 77.5kHz -d 10s --every 1h --cron @hourly"))
        .isEqualTo(2);
    assertThat(shell.err()).contains("mutually exclusive");
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void pausesResumesShowsAndRemovesByNameOrId() {
    assertThat(shell.run("plans create night --every 1h 77.5kHz -d 10s")).isZero();

    assertThat(shell.run("plans pause Night")).isZero();
    assertThat(shell.out()).contains("next: paused");
    assertThat(shell.run("plans resume " + ID)).isZero();
    assertThat(shell.out()).contains("next: 2027-01-15 08:00:00");
    assertThat(shell.run("plans show night --json")).isZero();
    assertThat(JSON.readTree(shell.out()).path("name").asString()).isEqualTo("night");
    assertThat(shell.run("plans list --json")).isZero();
    assertThat(shell.outLines()).hasSize(1);
    assertThat(shell.run("plans remove night")).isZero();
    assertThat(shell.out()).isEqualToIgnoringNewLines("Removed plan night.");
    assertThat(server.plans().kept()).isEmpty();
    assertThat(shell.run("plans show night")).isEqualTo(1);
    assertThat(shell.err()).contains("There is no plan 'night'.");
    assertThat(shell.run("plans remove " + ID)).isEqualTo(1);
    assertThat(shell.err()).contains("PLAN_NOT_FOUND");
  }

  @Test
  void listsWhatAPlanStarted() {
    assertThat(shell.run("acquisitions list --plan " + ID)).isZero();
    assertThat(
            server
                .acquisitions()
                .requests(ListAcquisitionsRequest.class)
                .getFirst()
                .getRecurringPlanId())
        .isEqualTo(ID);
  }
}
