package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.CheckStorageResponse;
import io.heimdall.v1.ListAcquisitionsRequest;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.MeasurementFilter;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class CommandsIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;
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
  void listsAcquisitionsUpToALimit() {
    var partial =
        Samples.acquisition(
            AcquisitionState.ACQUISITION_STATE_PARTIAL, Samples.done(8), Samples.busy(9));
    server.acquisitions().shows(partial, partial, partial);

    assertThat(shell.run("acquisitions list --limit 2 --since 2h --before 2025-11-21T11:00:00Z"))
        .isZero();
    assertThat(shell.outLines()).hasSize(3);
    assertThat(shell.outLines().get(1))
        .isEqualTo(
            "%s  2025-11-21 10:00:00  77.5 kHz for 10s   1/2  100  partial".formatted(Samples.ID));
    ListAcquisitionsRequest request =
        server.acquisitions().requests(ListAcquisitionsRequest.class).getFirst();
    assertThat(request.getCreatedFrom()).isEqualTo(Samples.TEN_O_CLOCK);
    assertThat(request.hasCreatedBefore()).isTrue();
    assertThat(request.getPageSize()).isEqualTo(2);
  }

  @Test
  void choosesAcquisitionsByState() {
    assertThat(shell.run("acquisitions list --state running,PARTIAL --json")).isZero();
    assertThat(
            server
                .acquisitions()
                .requests(ListAcquisitionsRequest.class)
                .getFirst()
                .getStatesList())
        .containsExactlyInAnyOrder(
            AcquisitionState.ACQUISITION_STATE_RUNNING, AcquisitionState.ACQUISITION_STATE_PARTIAL);
    assertThat(shell.run("acquisitions list --state sleeping")).isEqualTo(2);
    assertThat(shell.err()).contains("PENDING, RUNNING");
  }

  @Test
  void showsAnAcquisition() {
    server
        .acquisitions()
        .shows(
            Samples.acquisition(
                    AcquisitionState.ACQUISITION_STATE_FAILED,
                    Samples.receiver(8, ReceiverState.RECEIVER_STATE_RECEIVING, 5),
                    Samples.busy(9))
                .toBuilder()
                .setMessage("Too few delivered.")
                .build());

    assertThat(shell.run("acquisitions show " + Samples.ID)).isZero();
    assertThat(shell.outLines())
        .containsExactly(
            "acquisition %s by local: 77.5 kHz for 10s".formatted(Samples.ID),
            "accepted 2025-11-21 10:00:00, window from 2025-11-21 10:00:00 to 2025-11-21 10:00:10"
                + " UTC, failed, 100 %",
            "case=beacon",
            "Too few delivered.",
            "ID  NAME   STATE      SAMPLES      OF  LOST  SNR dB  REASON",
            " 8  sim-8  receiving        5  120000     0       -  -",
            " 9  sim-9  failed           0  120000     0       -  BUSY: All 4 channels are taken.");
    assertThat(shell.run("acquisitions show --json " + Samples.ID)).isZero();
    assertThat(JSON.readTree(shell.out()).path("state").asString())
        .isEqualTo("ACQUISITION_STATE_FAILED");
  }

  @Test
  void saysThatAnAcquisitionIsUnknown() {
    assertThat(shell.run("acquisitions show nothing")).isEqualTo(1);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "heimdall: There is no such acquisition. [ACQUISITION_NOT_FOUND]");
  }

  @Test
  void watchesAnAcquisitionThatHasEnded() {
    var ended = Samples.acquisition(AcquisitionState.ACQUISITION_STATE_CANCELLED, Samples.done(8));
    server.acquisitions().thenSends(Samples.event(9, ended));
    server.acquisitions().shows(ended);

    assertThat(shell.run("acquisitions watch " + Samples.ID)).isEqualTo(1);
    assertThat(shell.err()).contains("cancelled: 1 of 1 receivers delivered every sample.");
  }

  @Test
  void cancelsAnAcquisition() {
    server.acquisitions().shows(Samples.acquisition(AcquisitionState.ACQUISITION_STATE_CANCELLING));

    assertThat(shell.run("acquisitions cancel " + Samples.ID)).isZero();
    assertThat(shell.out())
        .isEqualToIgnoringNewLines("Acquisition %s is cancelling.".formatted(Samples.ID));
    assertThat(shell.run("acquisitions cancel --json " + Samples.ID)).isZero();
    assertThat(shell.out()).contains("ACQUISITION_STATE_CANCELLING");
  }

  @Test
  void listsMeasurements() {
    server.storage().measured(Samples.measurement(8), Measurement.getDefaultInstance());

    int code =
        shell.run(
            "measurements list -a %s -r 8 --since 2h --before 1h --min-frequency 70kHz"
                    .formatted(Samples.ID)
                + " --max-frequency 80kHz --min-snr 10 --max-snr 50 --limit 5000");

    assertThat(code).isZero();
    assertThat(shell.outLines().get(1))
        .contains("2025-11-21 10:00:00", "77.5 kHz", "31.25", "100.000", "-80.5  dBm", "GPS_FIT");
    assertThat(shell.outLines().get(2)).contains("dBFS").doesNotContain("NaN");
    ListMeasurementsRequest request =
        server.storage().requests(ListMeasurementsRequest.class).getFirst();
    MeasurementFilter filter = request.getFilter();
    assertThat(filter.getMinFrequencyHz()).isEqualTo(70_000);
    assertThat(filter.getMaxFrequencyHz()).isEqualTo(80_000);
    assertThat(filter.getMinSnrDb()).isEqualTo(10);
    assertThat(filter.getMaxSnrDb()).isEqualTo(50);
    assertThat(filter.getStartFrom()).isEqualTo(Samples.TEN_O_CLOCK);
    assertThat(filter.getReceiverIdsList()).containsExactly(8);
    assertThat(request.getPageSize()).isEqualTo(1000);
    assertThat(shell.run("measurements list --json --limit 1")).isZero();
    assertThat(shell.outLines()).hasSize(1);
  }

  @Test
  void checksTheStore() {
    assertThat(shell.run("storage check")).isZero();
    assertThat(shell.out())
        .isEqualToIgnoringNewLines(
            "bucket heimdall-raw-iq at http://127.0.0.1:9000: writes and reads back in 12 ms,"
                + " keeps no versions, 3 GiB free");
    server
        .storage()
        .checksAs(
            CheckStorageResponse.newBuilder()
                .setBucket("b")
                .setEndpoint("http://s3")
                .setMessage("connection refused")
                .build());
    assertThat(shell.run("storage check")).isEqualTo(1);
    assertThat(shell.out()).isEqualToIgnoringNewLines("bucket b at http://s3: connection refused");
    assertThat(shell.run("storage check --json")).isEqualTo(1);
    assertThat(shell.out()).contains("\"reachable\":false");
  }

  @Test
  void showsTheStatus() {
    server.receivers().put(Receiver.newBuilder().setReceiverId(1).setActive(true).build());
    server.receivers().put(Receiver.newBuilder().setReceiverId(2).build());
    server.acquisitions().shows(Samples.acquisition(AcquisitionState.ACQUISITION_STATE_RUNNING));

    assertThat(shell.run("status")).isZero();
    assertThat(shell.outLines())
        .contains("receivers  2, 1 of them active", "running    1 acquisitions")
        .last()
        .asString()
        .contains("77.5 kHz for 10s, running, 50 %");
    assertThat(shell.run("status --json")).isZero();
    JsonNode status = JSON.readTree(shell.out());
    assertThat(status.path("receivers_active").asInt()).isEqualTo(1);
    assertThat(status.path("running_acquisitions").get(0).asString()).isEqualTo(Samples.ID);
    assertThat(status.path("storage_works").asBoolean()).isTrue();
  }

  @Test
  void findsTheTokenInTheDataDirectory() throws IOException {
    Files.writeString(directory.resolve("token"), FakeHeimdall.TOKEN + "\n");
    Shell fresh = Shell.without();

    assertThat(
            fresh.run("storage check --server %s --data %s".formatted(server.address(), directory)))
        .isZero();
    fresh.set("HEIMDALL_DATA", directory.toString());
    assertThat(fresh.run("storage check --server " + server.address())).isZero();
  }

  @Test
  void saysThatNoServerAnswers() {
    server.close();

    assertThat(shell.run("storage check")).isEqualTo(1);
    assertThat(shell.err()).contains("There is no answer from a server at", "'heimdall serve'");
  }

  @Test
  void helpsWithEveryCommand() {
    for (String command :
        List.of(
            "",
            "acquire",
            "acquisitions",
            "acquisitions list",
            "demo",
            "measurements export",
            "measurements list",
            "measurements stats",
            "plans create",
            "plans pause",
            "receivers add",
            "recordings fetch",
            "status",
            "storage check")) {
      assertThat(shell.run((command + " --help").strip())).isZero();
      assertThat(shell.out()).startsWith("Usage: heimdall");
    }
    for (String command : List.of("--version", "acquire --version", "receivers list -V")) {
      assertThat(shell.run(command)).isZero();
      assertThat(shell.out()).startsWith("heimdall ");
    }
  }

  @Test
  void asksForACommand() {
    assertThat(Shell.without().run("--nonsense")).isEqualTo(2);
    assertThat(shell.run(List.of())).isEqualTo(2);
    assertThat(shell.err()).contains("Which command?");
    assertThat(shell.run("receivers")).isEqualTo(2);
    assertThat(shell.err()).contains("Missing required subcommand");
  }

  @Test
  void leavesServingToTheLauncher() {
    assertThat(shell.run("serve --data x")).isEqualTo(1);
    assertThat(shell.err()).contains("started by the launcher");
  }

  @Test
  void completesInTheShell() {
    assertThat(shell.run("completion")).isZero();
    assertThat(shell.out()).contains("complete", "acquisitions", "--duration", "simulate");
  }
}
