package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.MissingObject;
import io.heimdall.v1.ObjectFault;
import io.heimdall.v1.OrphanObject;
import io.heimdall.v1.SweepStorageResponse;
import io.heimdall.v1.SweepSummary;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class AdminCommandIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String KEY = "sessions/%s/websdr_8.e2.0003.npy".formatted(Samples.ID);

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
  void plansASweepAndSaysHowToExecuteIt() {
    server.admin().finds(orphan(false), summary(0, 0));

    assertThat(shell.run("admin sweep")).isZero();

    assertThat(shell.outLines())
        .containsExactly(
            "orphan   2025-11-21 10:00:00  " + KEY + "  8 MiB",
            "12 objects looked at: 1 orphans (8 MiB), 0 deleted, 2 too young to be judged; 0 rows"
                + " whose object is missing or damaged.");
    assertThat(shell.err()).contains("add --execute");
    assertThat(server.admin().requests())
        .singleElement()
        .satisfies(request -> {
          assertThat(request.getExecute()).isFalse();
          assertThat(request.hasMinAge()).isFalse();
        });
  }

  @Test
  void executesASweep() {
    server.admin().finds(orphan(true), summary(1, 0));

    assertThat(shell.run("admin sweep --min-age 90m --execute")).isZero();

    assertThat(shell.outLines().getFirst()).startsWith("deleted  ");
    assertThat(shell.err()).isEmpty();
    assertThat(server.admin().requests())
        .singleElement()
        .satisfies(request -> {
          assertThat(request.getExecute()).isTrue();
          assertThat(request.getMinAge().getSeconds()).isEqualTo(5400);
        });
  }

  @Test
  void failsWhereAnObjectIsGone() {
    var missing =
        MissingObject.newBuilder().setObjectKey(KEY).setAcquisitionId(Samples.ID).setReceiverId(8);
    var damaged =
        MissingObject.newBuilder()
            .setObjectKey("artifacts/users/me/x")
            .setArtifactId("7")
            .setFault(ObjectFault.OBJECT_FAULT_WRONG_SIZE);
    server
        .admin()
        .finds(
            SweepStorageResponse.newBuilder().setMissing(missing).build(),
            SweepStorageResponse.newBuilder().setMissing(damaged).build(),
            summary(0, 2));

    assertThat(shell.run("admin sweep")).isEqualTo(1);

    assertThat(shell.outLines())
        .startsWith(
            "missing  %s  of acquisition %s, receiver 8".formatted(KEY, Samples.ID),
            "damaged  artifacts/users/me/x  of artifact 7");
  }

  @Test
  void writesJsonForPrograms() {
    server.admin().finds(orphan(false), summary(0, 0));

    assertThat(shell.run("admin sweep --json")).isZero();

    var lines = shell.outLines();
    assertThat(lines).hasSize(2);
    assertThat(JSON.readTree(lines.getFirst()).path("orphan").path("object_key").asString())
        .isEqualTo(KEY);
    assertThat(JSON.readTree(lines.getLast()).path("summary").path("young").asString())
        .isEqualTo("2");
  }

  @Test
  void saysThatAnotherSweepIsUnderWay() {
    server
        .admin()
        .refuses(
            FakeHeimdall.refusal(
                Status.Code.ABORTED, "SWEEP_RUNNING", "Another sweep is under way."));

    assertThat(shell.run("admin sweep")).isEqualTo(1);

    assertThat(shell.err()).contains("Another sweep is under way. [SWEEP_RUNNING]");
  }

  private static SweepStorageResponse orphan(boolean deleted) {
    var orphan =
        OrphanObject.newBuilder()
            .setObjectKey(KEY)
            .setSizeBytes(8 << 20)
            .setModifyTime(Samples.TEN_O_CLOCK)
            .setDeleted(deleted);
    return SweepStorageResponse.newBuilder().setOrphan(orphan).build();
  }

  private static SweepStorageResponse summary(long deleted, long missing) {
    var summary =
        SweepSummary.newBuilder()
            .setObjects(12)
            .setOrphans(1)
            .setOrphanBytes(8 << 20)
            .setDeleted(deleted)
            .setYoung(2)
            .setMissing(missing);
    return SweepStorageResponse.newBuilder().setSummary(summary).build();
  }
}
