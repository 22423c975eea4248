package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.client.FakeUpload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `artifacts uploads list` and `cancel`.
final class ArtifactUploadsCommandIT {

  @TempDir private Path directory;

  @Test
  void listsAndCancelsWhatIsNotDone() throws IOException {
    Path file = Files.write(directory.resolve("x.bin"), new byte[2 << 20]);
    try (var server = new FakeHeimdall()) {
      Shell shell = Shell.with(server);
      server
          .artifacts()
          .breaks(new FakeUpload.Break(1 << 20, Status.Code.INTERNAL, "STOPPED_FOR_THE_TEST"));
      assertThat(shell.run("artifacts put " + file)).isEqualTo(1);

      assertThat(shell.run("artifacts uploads list")).isZero();
      String row = shell.outLines().getLast();
      String id = row.substring(0, 36);
      assertThat(row).contains("x.bin  open   1 MiB  2 MiB  2025-11-21 10:00:00");
      assertThat(shell.run("artifacts uploads list --json")).isZero();
      assertThat(JsonMapper.builder().build().readTree(shell.out()).path("id").asString())
          .isEqualTo(id);

      assertThat(shell.run("artifacts uploads cancel " + id)).isZero();
      assertThat(shell.out().strip()).isEqualTo("Cancelled %s.".formatted(id));
      assertThat(shell.run("artifacts uploads list --json")).isZero();
      assertThat(shell.out()).isEmpty();
      assertThat(shell.run("artifacts uploads cancel")).isEqualTo(2);
    }
  }
}
