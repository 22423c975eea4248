package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.client.FakeUpload;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Visibility;
import io.heimdall.v1.WriteUploadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `artifacts put`.
final class ArtifactPutIT {

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

  private long chunks() {
    return server.artifacts().requests(WriteUploadRequest.class).stream()
        .filter(WriteUploadRequest::hasChunk)
        .count();
  }

  @Test
  void putsAFileWithWhatIsSaidOfIt() throws IOException {
    Path file = file("x.wav", random(SIZE));

    runs(
        "artifacts put %s --title Night --description Long -t fm,am -t fm --label a=b --public"
                .formatted(file)
            + " --from acquisitions/A --from recordings/A/3/1 --type audio/wav");

    ArtifactSpec spec =
        server.artifacts().requests(StartUploadRequest.class).getFirst().getArtifact();
    assertThat(spec.getName()).isEqualTo("x.wav");
    assertThat(spec.getTitle()).isEqualTo("Night");
    assertThat(spec.getDescription()).isEqualTo("Long");
    assertThat(spec.getTagsList()).containsExactly("fm", "am");
    assertThat(spec.getLabels().getFieldsOrThrow("a").getStringValue()).isEqualTo("b");
    assertThat(spec.getVisibility()).isEqualTo(Visibility.VISIBILITY_PUBLIC);
    assertThat(spec.getDerivedFrom(0).getAcquisitionId()).isEqualTo("A");
    assertThat(spec.getDerivedFrom(1).getRecording().getHop()).isEqualTo(1);
    assertThat(shell.outLines())
        .containsExactly(
            "%s: 3 MiB, version 1 of artifact %s, audio/wav, SHA-256 %s"
                .formatted(file, only().getId(), only().getSha256()));
    assertThat(shell.err()).contains("x.wav: 100 % of 3 MiB sent");
  }

  @Test
  void goesOnWhereAnEarlierCommandWasStopped() throws IOException {
    Path file = file("x.bin", random(SIZE));
    server
        .artifacts()
        .breaks(new FakeUpload.Break(2 << 20, Status.Code.INTERNAL, "STOPPED_FOR_THE_TEST"));
    String line = "artifacts put %s --title Night".formatted(file);
    assertThat(shell.run(line)).isEqualTo(1);
    long before = chunks();

    runs(line);

    assertThat(chunks() - before).isEqualTo(4);
    assertThat(server.artifacts().content(only().getId(), 1).toByteArray()).isEqualTo(random(SIZE));
  }

  @Test
  void showsTheSameArtifactWhenGivenAgain() throws IOException {
    Path file = file("x.bin", random(SIZE));
    runs("artifacts put " + file);
    String first = shell.out();
    long sent = chunks();

    runs("artifacts put " + file);

    assertThat(shell.out()).isEqualTo(first);
    assertThat(chunks()).isEqualTo(sent);
    assertThat(only().getVersion()).isEqualTo(1);
    runs("artifacts put %s --title Other".formatted(file));
    assertThat(server.artifacts().kept()).hasSize(2);
  }

  @Test
  void putsAgainWhatHasGoneSince() throws IOException {
    Path file = file("x.bin", random(10));
    runs("artifacts put " + file);
    String first = only().getId();

    runs("artifacts delete " + first);
    runs("artifacts put " + file);
    assertThat(server.artifacts().kept()).hasSize(2);
    runs("artifacts put " + file);
    assertThat(server.artifacts().kept()).hasSize(2);

    server
        .artifacts()
        .expires(
            server
                .artifacts()
                .requests(WriteUploadRequest.class)
                .getFirst()
                .getOpen()
                .getUploadId());
    runs("artifacts put " + file);
    assertThat(server.artifacts().kept()).hasSize(2);
    assertThat(shell.out()).doesNotContain(first);
  }

  @Test
  void makesAFileAVersionUnlessTheArtifactHasItsBytes() throws IOException {
    runs("artifacts put " + file("x.bin", random(10)));
    String id = only().getId();
    Path other = file("y.bin", random(20));

    runs("artifacts put %s --artifact %s --json".formatted(other, id));
    assertThat(only().getVersion()).isEqualTo(2);
    JsonNode document = JSON.readTree(shell.out());
    assertThat(document.path("artifact").path("version").asInt()).isEqualTo(2);
    assertThat(document.path("unchanged").asBoolean()).isFalse();
    assertThat(document.path("file").asString()).isEqualTo(other.toString());

    Files.setLastModifiedTime(other, FileTime.fromMillis(0));
    runs("artifacts put %s --artifact %s".formatted(other, id));
    assertThat(shell.out()).contains("20 B, unchanged, still version 2 of artifact");
    runs("artifacts put %s --artifact %s".formatted(directory.resolve("x.bin"), id));
    assertThat(only().getVersion()).isEqualTo(3);
    assertThat(shell.run("artifacts put %s --artifact %s --title x".formatted(other, id)))
        .isEqualTo(2);
  }

  @Test
  void putsStandardInput() {
    shell.piping("hello");

    runs("artifacts put - --name hello.txt");

    assertThat(only().getName()).isEqualTo("hello.txt");
    assertThat(server.artifacts().content(only().getId(), 1).toStringUtf8()).isEqualTo("hello");
    assertThat(shell.run("artifacts put -")).isEqualTo(2);
    assertThat(shell.err()).contains("Standard input needs a --name.");
  }

  @Test
  void putsManyFilesAndTellsOfThoseThatFail() throws IOException {
    Path one = file("1.bin", random(SIZE));
    Path two = file("2.bin", random(10));
    Path missing = directory.resolve("none");

    assertThat(shell.run("artifacts put %s %s %s %s".formatted(one, missing, two, directory)))
        .isEqualTo(1);

    assertThat(server.artifacts().kept())
        .extracting(Artifact::getName)
        .containsExactlyInAnyOrder("1.bin", "2.bin");
    assertThat(shell.err())
        .contains("%s: there is no file".formatted(missing))
        .contains("is a directory; pack it");
    assertThat(shell.outLines()).hasSize(2);
    assertThat(shell.run("artifacts put %s %s --name x".formatted(one, two))).isEqualTo(2);
  }

  @Test
  void putsStandardInputAlone() throws IOException {
    shell.piping("hello");

    assertThat(shell.run("artifacts put %s -".formatted(file("x.bin", random(10))))).isEqualTo(2);

    assertThat(shell.err()).contains("Standard input is put alone");
    assertThat(server.artifacts().kept()).isEmpty();
    assertThat(shell.run("artifacts put - - --name x")).isEqualTo(2);
  }

  @Test
  void putsAFileOnceThatIsNamedTwice() throws IOException {
    Path file = file("x.bin", random(SIZE));
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);

    runs("artifacts put %s %s %s".formatted(file, file, directory.resolve("./x.bin")));

    assertThat(shell.outLines()).hasSize(1);
    runs("artifacts put %s %s".formatted(file, link));
    assertThat(server.artifacts().kept())
        .extracting(Artifact::getName)
        .containsExactlyInAnyOrder("x.bin", "link");
    assertThat(server.artifacts().requests(StartUploadRequest.class)).hasSize(3);
  }

  @Test
  void beginsAgainWhereOtherBytesHaveTheTimeAndSizeOfThoseThatWereSent() throws IOException {
    Path file = file("x.bin", random(SIZE));
    FileTime time = Files.getLastModifiedTime(file);
    server
        .artifacts()
        .breaks(new FakeUpload.Break(2 << 20, Status.Code.INTERNAL, "STOPPED_FOR_THE_TEST"));
    assertThat(shell.run("artifacts put " + file)).isEqualTo(1);
    byte[] other = new byte[SIZE];
    Files.setLastModifiedTime(Files.write(file, other), time);

    runs("artifacts put " + file);
    String id = only().getId();
    runs("artifacts put " + file);

    assertThat(server.artifacts().content(id, 1).toByteArray()).isEqualTo(other);
    assertThat(only().getId()).isEqualTo(id);
    Files.setLastModifiedTime(Files.write(file, random(SIZE)), time);
    runs("artifacts put " + file);
    assertThat(server.artifacts().kept()).hasSize(2);
  }
}
