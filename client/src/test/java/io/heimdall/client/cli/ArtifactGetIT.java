package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.heimdall.client.FakeDownload;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.DownloadArtifactRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  /// Sends the first MiB, and then a chunk that has nothing in it.
  private static final FakeDownload EMPTY_IN_THE_MIDDLE =
      (request, version, bytes, observer) -> {
        FakeDownload.sendInfo(request, version, observer);
        ByteString some = bytes.substring(0, 1 << 20);
        observer.onNext(FakeDownload.carrying(FakeDownload.chunk(0, some)));
        observer.onNext(FakeDownload.carrying(FakeDownload.chunk(1 << 20, ByteString.EMPTY)));
        observer.onCompleted();
      };

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

  private Path part(Path target, String id) {
    return target.resolveSibling("%s.%s-v1.part".formatted(target.getFileName(), id));
  }

  private void fails(String line, String why) {
    assertThat(shell.run(line)).as(shell.out()).isEqualTo(1);
    assertThat(shell.err()).contains(why);
  }

  @Test
  void makesNoFileOfADownloadThatEndsBeforeItsEnd() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");
    String line = "artifacts get %s -o %s".formatted(id, target);

    server.artifacts().thenDownloads(EMPTY_IN_THE_MIDDLE);
    fails(line, "a chunk without bytes");
    assertThat(target).doesNotExist();
    Files.delete(part(target, id));
    server.artifacts().thenDownloads(FakeDownload.endsAfter(1 << 20));
    fails(line, "ended well after byte 1048576");
    assertThat(target).doesNotExist();

    server.artifacts().thenDownloads(EMPTY_IN_THE_MIDDLE);
    fails(line + " --limit 2MiB", "a chunk without bytes");
    assertThat(target).doesNotExist();
  }

  @Test
  void beginsAgainWhereMoreWasLeftThanTheVersionHas() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");
    Files.write(part(target, id), Arrays.copyOf(random(SIZE), SIZE + (2 << 20)));

    runs("artifacts get %s -o %s".formatted(id, target));

    assertThat(target).hasBinaryContent(random(SIZE));
    assertThat(shell.err()).contains("once more from the start");
    assertThat(part(target, id)).doesNotExist();
  }

  @Test
  void writesToNothingThatStandsWhereThePartWouldBe() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");
    Path other = file("other", random(5));
    String line = "artifacts get %s -o %s".formatted(id, target);

    Files.createSymbolicLink(part(target, id), other);
    fails(line, "is no regular file");
    assertThat(other).hasBinaryContent(random(5));
    Files.delete(part(target, id));
    Files.createSymbolicLink(part(target, id), directory.resolve("nowhere"));
    fails(line, "is no regular file");
    assertThat(directory.resolve("nowhere")).doesNotExist();
    Files.delete(part(target, id));
    Files.createDirectory(part(target, id));
    fails(line, "is no regular file");
    assertThat(target).doesNotExist();
  }

  /// Sends all bytes, and has something happen before it ends.
  private void meanwhile(Runnable event) {
    server
        .artifacts()
        .thenDownloads((request, version, bytes, observer) -> {
          event.run();
          FakeDownload.RIGHT.send(request, version, bytes, observer);
        });
  }

  @Test
  void leavesAFileThatHasComeMeanwhile() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");
    for (String range : new String[] {"", " --offset 5"}) {
      String line = "artifacts get %s -o %s%s".formatted(id, target, range);
      meanwhile(() -> write(target, "mine"));

      fails(line, "got is there already");

      assertThat(target).hasContent("mine");
      runs(line + " --force");
      assertThat(target).isRegularFile().hasSize(SIZE - (range.isEmpty() ? 0 : 5));
      Files.delete(target);
    }
    assertThat(directory.toFile().list()).containsExactly("source");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void letsOneCommandAtATimeWriteAFile() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");
    String line = "artifacts get %s -o %s".formatted(id, target);
    Shell second = Shell.with(server);
    meanwhile(() -> assertThat(second.run(line)).isEqualTo(1));

    runs(line);

    assertThat(second.err()).contains("Another command writes");
    assertThat(target).hasBinaryContent(random(SIZE));
  }

  @Test
  void getsAFileWhoseNameIsAsLongAsNamesCanBe() throws IOException {
    String name = "ü".repeat(125) + ".data";
    runs("artifacts put %s --name %s".formatted(file("source", random(10)), name));

    runs("artifacts get %s -o %s".formatted(only().getId(), directory));
    assertThat(directory.resolve(name)).hasBinaryContent(random(10));
    runs("artifacts get %s -o %s --limit 5 --force".formatted(only().getId(), directory));
    assertThat(directory.resolve(name)).hasSize(5);
  }
}
