package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.heimdall.client.FakeDownload;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.DownloadArtifactRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `artifacts get`.
final class ArtifactGetIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int SIZE = 3 << 20;

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

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private Artifact only() {
    assertThat(server.artifacts().kept()).hasSize(1);
    return server.artifacts().kept().getFirst();
  }

  private void runs(String line) {
    int code = shell.run(line);
    assertThat(code).as(shell.err()).isZero();
  }

  private String put(byte[] bytes) throws IOException {
    runs("artifacts put %s --name x.bin".formatted(file("source", bytes)));
    return only().getId();
  }

  @Test
  void getsAFile() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");

    runs("artifacts get %s -o %s".formatted(id, target));

    assertThat(target).hasBinaryContent(random(SIZE));
    assertThat(shell.outLines())
        .containsExactly(
            "%s: all of version 1 of artifact %s, 3145728 bytes, SHA-256 %s, verified"
                .formatted(target, id, only().getSha256()));
    assertThat(shell.run("artifacts get %s -o %s".formatted(id, target))).isEqualTo(1);
    assertThat(shell.err()).contains("is there already; --force replaces it.");
    runs("artifacts get %s -o %s --force --version 1 --json".formatted(id, target));
    assertThat(JSON.readTree(shell.out()).path("version").path("sha256").asString())
        .isEqualTo(only().getSha256());
    runs("artifacts get %s -o %s".formatted(id, directory));
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("source", "got", "x.bin");
  }

  @Test
  void getsAPart() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");

    runs("artifacts get %s -o %s --offset 1MiB --limit 5".formatted(id, target));

    assertThat(target).hasBinaryContent(Arrays.copyOfRange(random(SIZE), 1 << 20, (1 << 20) + 5));
    assertThat(shell.out()).contains("a part of version 1").doesNotContain("verified");
    assertThat(directory.toFile().list()).hasSize(2);
  }

  private void stopsAfter(String id, Path target, long bytes) {
    server
        .artifacts()
        .thenDownloads(FakeDownload.breaksAfter(bytes, Status.Code.INTERNAL, "STOPPED"));
    assertThat(shell.run("artifacts get %s -o %s".formatted(id, target))).isEqualTo(1);
  }

  @Test
  void goesOnWithWhatAnEarlierCommandHasLeft() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");
    stopsAfter(id, target, (2 << 20) + 5);
    assertThat(directory.resolve("got.%s-v1.part".formatted(id))).hasSize((2 << 20) + 5);

    runs("artifacts get %s -o %s".formatted(id, target));

    assertThat(target).hasBinaryContent(random(SIZE));
    assertThat(server.artifacts().requests(DownloadArtifactRequest.class).getLast().getOffset())
        .isEqualTo(2 << 20);
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("source", "got");
  }

  @Test
  void beginsAgainWhereWhatWasLeftIsDamaged() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");
    stopsAfter(id, target, 2 << 20);
    Files.write(directory.resolve("got.%s-v1.part".formatted(id)), new byte[(2 << 20) + 1]);

    runs("artifacts get %s -o %s".formatted(id, target));

    assertThat(target).hasBinaryContent(random(SIZE));
    assertThat(shell.err()).contains("what was there of it is damaged");
  }

  @Test
  void leavesNoFileOfBytesThatAreNotTheArtifact() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");
    server.artifacts().thenDownloads(FakeDownload.ofOther(ByteString.copyFrom(new byte[SIZE])));

    assertThat(shell.run("artifacts get %s -o %s".formatted(id, target))).isEqualTo(1);

    assertThat(shell.err()).contains("its SHA-256 is another");
    assertThat(target).doesNotExist();
  }
}
