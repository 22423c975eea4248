package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.client.cli.display.Screen;
import io.heimdall.v1.AcquireRequest;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionProgress;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.AcquisitionStateChanged;
import io.heimdall.v1.Gap;
import io.heimdall.v1.GapCause;
import io.heimdall.v1.Passband;
import io.heimdall.v1.ReceiverState;
import io.heimdall.v1.RecordingGap;
import io.heimdall.v1.SegmentStored;
import io.heimdall.v1.StartAcquisitionRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class AcquireCommandIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();

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

  private void runsTo(AcquisitionState state) {
    server
        .acquisitions()
        .thenSends(
            Samples.event(
                1,
                Samples.acquisition(
                    AcquisitionState.ACQUISITION_STATE_RUNNING,
                    Samples.receiver(8, ReceiverState.RECEIVER_STATE_CONNECTING, 0),
                    Samples.receiver(9, ReceiverState.RECEIVER_STATE_CONNECTING, 0))),
            event(2).setReceiverChanged(Samples.busy(9)).build(),
            event(3)
                .setStateChanged(
                    AcquisitionStateChanged.newBuilder()
                        .setState(AcquisitionState.ACQUISITION_STATE_RUNNING)
                        .setWindowStartTime(Samples.TEN_O_CLOCK)
                        .setWindowEndTime(Samples.TEN_O_CLOCK))
                .build(),
            event(4).setProgress(halfway()).build(),
            event(5).setGap(gap()).build(),
            event(6)
                .setSegmentStored(
                    SegmentStored.newBuilder().setReceiverId(8).setObjectKey("sessions/x.npy"))
                .build(),
            event(7).setReceiverChanged(Samples.done(8)).build(),
            event(8).setStateChanged(AcquisitionStateChanged.newBuilder().setState(state)).build());
    server.acquisitions().shows(Samples.acquisition(state, Samples.done(8), Samples.busy(9)));
    server.storage().holds(Samples.recording(8));
    server.storage().measured(Samples.measurement(8));
  }

  private static AcquisitionEvent.Builder event(long sequence) {
    return AcquisitionEvent.newBuilder().setSequence(sequence);
  }

  private static AcquisitionProgress halfway() {
    return AcquisitionProgress.newBuilder()
        .setPercent(45)
        .addReceivers(
            Samples.receiver(8, ReceiverState.RECEIVER_STATE_RECEIVING, 54_000).toBuilder()
                .setSnrDb(30.1))
        .build();
  }

  private static RecordingGap gap() {
    return RecordingGap.newBuilder()
        .setReceiverId(8)
        .setGap(
            Gap.newBuilder()
                .setFirstSample(512)
                .setSampleCount(512)
                .setCause(GapCause.GAP_CAUSE_SEQUENCE))
        .build();
  }

  @Test
  void showsPlainProgressAndTheResultWhereThereIsNoTerminal() {
    runsTo(AcquisitionState.ACQUISITION_STATE_PARTIAL);

    int code = shell.run("acquire 77.5kHz --duration 10s");

    assertThat(code).isZero();
    assertThat(shell.err().lines())
        .containsExactly(
            "acquisition %s: 77.5 kHz for 10s on 2 receivers, running".formatted(Samples.ID),
            "receiver 9 (sim-9): failed, BUSY: All 4 channels are taken.",
            "window from 2025-11-21 10:00:00 to 2025-11-21 10:00:00 UTC",
            "40 %",
            "receiver 8: 512 samples lost at sample 512 (SEQUENCE)",
            "stored sessions/x.npy",
            "receiver 8 (sim-8): done, SNR 31.3 dB",
            "acquisition partial",
            ("partial: 1 of 2 receivers delivered every sample. Objects are in bucket"
                    + " heimdall-raw-iq; acquisition %s.")
                .formatted(Samples.ID));
    assertThat(shell.outLines()).hasSize(3);
    assertThat(shell.outLines().get(1))
        .contains("sim-8", "done", "120000", "31.25", "100.000", "-80.5  dBm", "GPS_FIT")
        .endsWith("sessions/%s/websdr_8.npy".formatted(Samples.ID));
    assertThat(shell.outLines().get(2)).endsWith("BUSY: All 4 channels are taken.");
  }

  @Test
  void endsJsonWithTheResultObject() {
    runsTo(AcquisitionState.ACQUISITION_STATE_PARTIAL);

    int code = shell.run("acquire 77.5kHz --duration 10s --json");

    assertThat(code).isZero();
    assertThat(shell.outLines()).hasSize(9);
    JsonNode first = JSON.readTree(shell.outLines().getFirst());
    assertThat(first.path("snapshot").path("acquisition_id").asString()).isEqualTo(Samples.ID);
    JsonNode result = JSON.readTree(shell.outLines().getLast());
    assertThat(result)
        .isEqualTo(
            JSON.readTree(
                """
                {"task_id": "%1$s",
                 "status": "PARTIAL_FAILURE",
                 "stored_measurements": [
                   {"websdr_id": 8,
                    "s3_path": "s3://heimdall-raw-iq/sessions/%1$s/websdr_8.npy",
                    "samples_count": 120000}],
                 "failed_measurements": [
                   {"websdr_id": 9, "reason": "BUSY", "message": "All 4 channels are taken."}]}
                """
                    .formatted(Samples.ID)));
  }

  @Test
  void redrawsTheBoardOnATerminal() {
    runsTo(AcquisitionState.ACQUISITION_STATE_PARTIAL);
    Screen terminal = () -> Optional.of(new Screen.Size(80, 24));

    int code = shell.on(terminal).run("acquire 77.5kHz --duration 10s");

    assertThat(code).isZero();
    assertThat(shell.err())
        .contains("\u001b[4A")
        .contains("8 sim-8")
        .contains("█")
        .contains("45%  receiving    30.1 dB")
        .contains("failed      BUSY");
  }

  @Test
  void failsWhereTooFewReceiversDelivered() {
    runsTo(AcquisitionState.ACQUISITION_STATE_FAILED);

    assertThat(shell.run("acquire 77.5kHz --duration 10s --json")).isEqualTo(1);
    assertThat(shell.outLines().getLast()).contains("\"status\":\"FAILURE\"");
  }

  @Test
  void asksForExactlyWhatWasWritten() {
    runsTo(AcquisitionState.ACQUISITION_STATE_SUCCEEDED);

    int code =
        shell.run(
            "acquire 1.001MHz -d 1m30s -r 3,1-2 --min-receivers 2 --passband -5kHz..5kHz"
                + " --sample-rate 12kS/s --gain 50 --label case=beacon --label who=me");

    assertThat(code).isZero();
    AcquisitionPlan plan =
        server.acquisitions().requests(AcquireRequest.class).getFirst().getPlan();
    assertThat(plan)
        .isEqualTo(
            AcquisitionPlan.newBuilder()
                .addCenterFrequenciesHz(1_001_000)
                .setDuration(com.google.protobuf.Duration.newBuilder().setSeconds(90))
                .addReceiverIds(1)
                .addReceiverIds(2)
                .addReceiverIds(3)
                .setMinReceivers(2)
                .setPassband(Passband.newBuilder().setLowHz(-5000).setHighHz(5000))
                .setSampleRateHz(12_000)
                .setGainDb(50)
                .putAllLabels(Map.of("case", "beacon", "who", "me"))
                .build());
  }

  @Test
  void asksForSeveralFrequenciesAStartAndRetries() {
    server.acquisitions().shows(Samples.acquisition(AcquisitionState.ACQUISITION_STATE_PENDING));

    assertThat(
            shell.run(
                "acquire 77.5kHz,60kHz -d 10s --start +30s --retries 2 --retry-pause 500ms"
                    + " --detach"))
        .isZero();
    AcquisitionPlan plan =
        server.acquisitions().requests(StartAcquisitionRequest.class).getFirst().getPlan();
    assertThat(plan.getCenterFrequenciesHzList()).containsExactly(77_500L, 60_000L);
    assertThat(plan.getStartTime().getSeconds())
        .isEqualTo(Instant.parse("2025-11-21T12:00:30Z").getEpochSecond());
    assertThat(plan.getRetry().getMaxRetries()).isEqualTo(2);
    assertThat(plan.getRetry().getFirstPause())
        .isEqualTo(com.google.protobuf.Duration.newBuilder().setNanos(500_000_000).build());
    assertThat(shell.run("acquire 77.5kHz -d 10s --start 2026-11-22T03:00:00Z --detach")).isZero();
    assertThat(shell.run("acquire 77.5kHz -d 10s --start tomorrow")).isEqualTo(2);
    assertThat(shell.err()).contains("'tomorrow' is not a time to come", "+30s");
  }

  @Test
  void detachesAtOnce() {
    server.acquisitions().shows(Samples.acquisition(AcquisitionState.ACQUISITION_STATE_PENDING));

    assertThat(shell.run("acquire 77.5kHz -d 10s --detach")).isZero();
    assertThat(shell.out())
        .isEqualToIgnoringNewLines("Started acquisition %s.".formatted(Samples.ID));
    assertThat(shell.err()).contains("heimdall acquisitions watch " + Samples.ID);
    assertThat(shell.run("acquire 77.5kHz -d 10s --detach --json")).isZero();
    assertThat(JSON.readTree(shell.out()).path("acquisition_id").asString()).isEqualTo(Samples.ID);
    assertThat(server.acquisitions().requests(StartAcquisitionRequest.class))
        .extracting(StartAcquisitionRequest::getRequestId)
        .doesNotHaveDuplicates();
  }

  @Test
  void saysThatTheConnectionWasLostAndGoesOn() {
    server
        .acquisitions()
        .thenBreaksAfter(
            Samples.event(1, Samples.acquisition(AcquisitionState.ACQUISITION_STATE_RUNNING)));
    server.acquisitions().thenBreaksAfter();
    runsTo(AcquisitionState.ACQUISITION_STATE_SUCCEEDED);

    assertThat(shell.run("acquire 77.5kHz -d 10s")).isZero();
    assertThat(shell.err())
        .containsOnlyOnce("The connection is lost; trying again. Come back.")
        .containsOnlyOnce("The connection is back.");
  }

  @Test
  void saysSoWhenTheEndNeverCame() {
    var running = Samples.acquisition(AcquisitionState.ACQUISITION_STATE_RUNNING);
    server.acquisitions().thenSends(Samples.event(1, running));
    server.acquisitions().shows(running);

    assertThat(shell.run("acquire 77.5kHz -d 10s")).isEqualTo(1);
    assertThat(shell.err()).contains("before its end. Watch it:  heimdall acquisitions watch");
  }

  @Test
  void tellsWhyTheServerRefuses() {
    server
        .acquisitions()
        .refuses(
            FakeHeimdall.refusal(
                Status.Code.INVALID_ARGUMENT,
                "FIELD_INVALID",
                "plan.duration: must be at least 10 ms.",
                Map.of("plan.duration", "must be at least 10 ms")));

    assertThat(shell.run("acquire 77.5kHz -d 1ms")).isEqualTo(1);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "heimdall: plan.duration: must be at least 10 ms. [FIELD_INVALID]");
    assertThat(shell.run("acquire 77.5kHz -d 1ms --json")).isEqualTo(1);
    JsonNode error = JSON.readTree(shell.err()).path("error");
    assertThat(error.path("reason").asString()).isEqualTo("FIELD_INVALID");
    assertThat(error.path("fields").get(0).path("field").asString()).isEqualTo("plan.duration");
  }

  @Test
  void refusesALineItCannotUnderstand() {
    assertThat(shell.run("acquire 77.5kHz")).isEqualTo(2);
    assertThat(shell.err()).contains("--duration");
    assertThat(shell.run("acquire seventy --duration 10s")).isEqualTo(2);
    assertThat(shell.err())
        .contains("'seventy' is not a frequency; write it like 77.5kHz or 145.5MHz.");
    assertThat(shell.run("acquire 77.5kHz --duration 10")).isEqualTo(2);
    assertThat(shell.err()).contains("'10' has no unit");
    assertThat(shell.run("acquire -5MHz --duration 2s")).isEqualTo(2);
    assertThat(shell.err()).contains("FREQUENCY must be positive, was -5MHz.");
    assertThat(shell.run("acquire --gain -5 --duration 2s")).isEqualTo(2);
    assertThat(shell.err()).contains("Missing required parameter: 'FREQUENCY'");
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void saysWhereATokenIsLookedFor() {
    shell.set("HEIMDALL_TOKEN", "wrong");

    assertThat(shell.run("acquire 77.5kHz -d 10s")).isEqualTo(1);
    assertThat(shell.err()).contains("A token is needed.", "$HEIMDALL_TOKEN_FILE");
  }

  @Test
  void sendsNoTokenToAnotherMachineInTheClear() {
    assertThat(shell.run("acquire 77.5kHz -d 10s --server 192.0.2.1:50051")).isEqualTo(1);
    assertThat(shell.err()).contains("192.0.2.1:50051 is another machine", "--insecure");
  }
}
