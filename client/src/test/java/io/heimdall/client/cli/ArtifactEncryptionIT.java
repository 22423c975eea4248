package io.heimdall.client.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.heimdall.client.FakeDownload;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.client.FakeUpload;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.WriteUploadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `artifacts keygen`, `put --encrypt-key` and `get --decrypt-key`.
final class ArtifactEncryptionIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int SIZE = (3 << 20) + 77;
  private static final int FRAME = 64 << 10;

  private static FakeHeimdall server;

  @TempDir private Path directory;
  private Shell shell;
  private Path key = Path.of("");

  @BeforeAll
  static void start() throws IOException {
    server = new FakeHeimdall();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void makeKey() {
    shell = Shell.with(server);
    key = key("my.key");
  }

  private Path key(String name) {
    Path file = directory.resolve(name);
    runs("artifacts keygen -o " + file);
    return file;
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private void runs(String line) {
    int code = shell.run(line);
    assertThat(code).as(shell.err()).isZero();
  }

  private void fails(String line, String why) {
    assertThat(shell.run(line)).isEqualTo(1);
    assertThat(shell.err()).contains(why);
  }

  private JsonNode put(String line) {
    runs("artifacts put %s --encrypt-key %s --json".formatted(line, key));
    return JSON.readTree(shell.out());
  }

  private String put(byte[] bytes) throws IOException {
    return put(file("x.bin", bytes).toString()).path("artifact").path("id").asString();
  }

  private String get(String id, String more) {
    return "artifacts get %s --decrypt-key %s %s".formatted(id, key, more).strip();
  }

  private static byte[] stored(String id) {
    return server.artifacts().content(id, 1).toByteArray();
  }

  private static long chunks() {
    return server.artifacts().requests(WriteUploadRequest.class).stream()
        .filter(WriteUploadRequest::hasChunk)
        .count();
  }

  @Test
  void sendsNothingThatCouldBeRead() throws IOException {
    byte[] bytes = new byte[SIZE];

    JsonNode document = put(file("x.bin", bytes).toString());

    JsonNode artifact = document.path("artifact");
    assertThat(artifact.path("name").asString()).isEqualTo("x.bin.encrypted");
    assertThat(artifact.path("content_type").asString())
        .isEqualTo("application/vnd.heimdall.encrypted");
    assertThat(document.path("key").asString()).hasSize(32);
    byte[] stored = stored(artifact.path("id").asString());
    assertThat(stored)
        .hasSize(92 + SIZE + 49 * 28)
        .startsWith("HEIMENC\u0001".getBytes(ISO_8859_1));
    assertThat(new String(stored, ISO_8859_1)).doesNotContain("\0".repeat(16));
    String secret = Files.readString(key).strip();
    assertThat(server.artifacts().requests(StartUploadRequest.class).toString())
        .doesNotContain(secret);
    assertThat(shell.out() + shell.err()).doesNotContain(secret);
  }

  @Test
  void givesBackWhatWasEncrypted() throws IOException {
    for (int size : new int[] {0, 1, FRAME, FRAME + 1, SIZE}) {
      String id = put(random(size));
      Path target = directory.resolve("got" + size);

      runs(get(id, "-o " + target));

      assertThat(target).hasBinaryContent(random(size));
      assertThat(shell.out())
          .contains("all of version 1")
          .contains("%d bytes decrypted of %d bytes".formatted(size, stored(id).length))
          .contains("verified");
    }
  }

  @Test
  void givesBackARange() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");

    runs(get(id, "-o %s --offset 100000 --limit 131072 --json".formatted(target)));

    assertThat(target).hasBinaryContent(Arrays.copyOfRange(random(SIZE), 100_000, 231_072));
    assertThat(JSON.readTree(shell.out()).path("decrypted_bytes").asInt()).isEqualTo(SIZE);
    DownloadArtifactRequest request =
        server.artifacts().requests(DownloadArtifactRequest.class).getLast();
    assertThat(request.getOffset()).isEqualTo(92 + FRAME + 28);
    assertThat(request.getLimit()).isEqualTo(3 * (FRAME + 28));
    fails(get(id, "-o %s --offset 4MiB --force".formatted(target)), "were asked for");
  }

  @Test
  void goesOnWithTheSameBytesInAnotherCommand() throws IOException {
    Path file = file("big.bin", random(SIZE));
    server
        .artifacts()
        .breaks(new FakeUpload.Break(2 << 20, Status.Code.INTERNAL, "STOPPED_FOR_THE_TEST"));
    String line = "artifacts put %s --encrypt-key %s".formatted(file, key);
    assertThat(shell.run(line)).isEqualTo(1);
    long before = chunks();

    String id = put(file.toString()).path("artifact").path("id").asString();

    assertThat(chunks() - before).isEqualTo(5);
    Path target = directory.resolve("got");
    runs(get(id, "-o " + target));
    assertThat(target).hasBinaryContent(random(SIZE));
    long sent = chunks();
    runs(line);
    assertThat(shell.out()).contains("artifact " + id).contains(", encrypted with key ");
    assertThat(chunks()).isEqualTo(sent);
    key = key("other.key");
    assertThat(put(file.toString()).path("artifact").path("id").asString()).isNotEqualTo(id);
  }

  @Test
  void makesNoVersionOfWhatIsThere() throws IOException {
    String id = put(random(FRAME));
    Path copy = file("copy.bin", random(FRAME));

    JsonNode again = put("%s --artifact %s".formatted(copy, id));

    assertThat(again.path("unchanged").asBoolean()).isTrue();
    Path other = file("other.bin", random(FRAME + 1));
    JsonNode version = put("%s --artifact %s".formatted(other, id));
    assertThat(version.path("artifact").path("version").asInt()).isEqualTo(2);
    StartUploadRequest last = server.artifacts().requests(StartUploadRequest.class).getLast();
    assertThat(last.getVersion().getContentType()).isEqualTo("application/vnd.heimdall.encrypted");
  }

  @Test
  void encryptsStandardInput() {
    shell.piping("hello");

    String id = put("- --name hello.txt").path("artifact").path("id").asString();
    runs(get(id, "-o " + directory.resolve("got")));

    assertThat(directory.resolve("got")).hasContent("hello");
  }

  private void stopsAfter(String id, Path target, long bytes) {
    server.artifacts().thenDownloads(FakeDownload.RIGHT);
    server
        .artifacts()
        .thenDownloads(FakeDownload.breaksAfter(bytes, Status.Code.INTERNAL, "STOPPED"));
    assertThat(shell.run(get(id, "-o " + target))).isEqualTo(1);
  }

  private Path part(Path target, String id) {
    return target.resolveSibling("%s.%s-v1-decrypted.part".formatted(target.getFileName(), id));
  }

  @Test
  void goesOnAfterTheFramesThatWereReceived() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");
    stopsAfter(id, target, (2 << 20) + 5000);
    assertThat(part(target, id)).hasBinaryContent(Arrays.copyOf(random(SIZE), 32 * FRAME));

    runs(get(id, "-o " + target));

    assertThat(target).hasBinaryContent(random(SIZE));
    assertThat(server.artifacts().requests(DownloadArtifactRequest.class).getLast().getOffset())
        .isEqualTo(92 + 16 * (FRAME + 28));
    assertThat(part(target, id)).doesNotExist();

    for (int left : new int[] {(2 << 20) + 1, 8 << 20}) {
      Files.delete(target);
      Files.write(part(target, id), new byte[left]);
      runs(get(id, "-o " + target));
      assertThat(target).hasBinaryContent(random(SIZE));
      assertThat(shell.err()).contains("what was there of it is damaged");
    }
  }

  @Test
  void leavesNoFileOfWhatIsNotProved() throws IOException {
    String id = put(random(SIZE));
    Path target = directory.resolve("got");
    byte[] changed = stored(id);
    changed[92 + 2 * (FRAME + 28) + 100]++;
    server.artifacts().thenDownloads(FakeDownload.RIGHT);
    server.artifacts().thenDownloads(FakeDownload.ofOther(ByteString.copyFrom(changed)));

    fails(get(id, "-o " + target), "Frame 2 of the encrypted file is damaged, or is another one.");

    assertThat(target).doesNotExist();
    assertThat(part(target, id)).hasBinaryContent(Arrays.copyOf(random(SIZE), 2 * FRAME));
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path file = file("x.bin", random(SIZE));
    runs("artifacts put %s --json".formatted(file));
    String bare = JSON.readTree(shell.out()).path("artifact").path("id").asString();
    String id = put(random(10));
    byte[] cut = Arrays.copyOf(stored(put(random(2 * FRAME))), 92 + FRAME + 28);
    runs("artifacts put %s --json".formatted(file("cut", cut)));
    String truncated = JSON.readTree(shell.out()).path("artifact").path("id").asString();
    String target = "-o " + directory.resolve("got");

    fails(get(bare, target), "It is not encrypted");
    fails(get(truncated, target), "truncated: frame 0 is there, and those after it are missing");
    fails("artifacts keygen -o " + key, "is there already");
    Path none = directory.resolve("none");
    fails("artifacts put %s --encrypt-key %s".formatted(file, none), "there is no file " + none);
    assertThat(shell.run("artifacts put %s --encrypt-key %s --type a/b".formatted(file, key)))
        .isEqualTo(2);
    key = key("other.key");
    fails(get(id, target), "It was encrypted with the key ");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    fails(get(id, target), "chmod 600");
    assertThat(directory.resolve("got")).doesNotExist();
  }

  @Test
  void theNameOfTheFileComesBackUnlessAnotherIsSaid() throws IOException {
    Path file = file("salaries.ods", random(10));
    runs(
        get(
            put(file.toString()).path("artifact").path("id").asString(),
            "--force -o " + directory));
    assertThat(shell.out()).startsWith(file + ": all of version 1");

    JsonNode artifact = put(file + " --name a").path("artifact");

    assertThat(artifact.path("name").asString()).isEqualTo("a");
    assertThat(artifact.toString()).doesNotContain("salaries");
  }
}
