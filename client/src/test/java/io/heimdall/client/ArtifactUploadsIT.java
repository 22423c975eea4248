package io.heimdall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.heimdall.client.FakeUpload.Break;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.NewVersion;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.UploadState;
import io.heimdall.v1.WriteUploadRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Uploads over calls that break off.
final class ArtifactUploadsIT {

  private static final int KIB = 1 << 10;

  @TempDir private Path directory;
  private FakeHeimdall server;
  private HeimdallClient client;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    client = server.client();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(5).nextBytes(bytes);
    return bytes;
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("x.bin"), bytes);
  }

  private static StartUploadRequest request() {
    return StartUploadRequest.newBuilder()
        .setArtifact(ArtifactSpec.newBuilder().setName("x.bin"))
        .build();
  }

  private List<Long> offsets() {
    return server.artifacts().requests(WriteUploadRequest.class).stream()
        .filter(WriteUploadRequest::hasChunk)
        .map(WriteUploadRequest::getChunk)
        .map(UploadChunk::getOffset)
        .toList();
  }

  private void expectKept(Uploaded uploaded, byte[] bytes) {
    ByteString kept = server.artifacts().content(uploaded.artifact().getId(), 1);
    assertThat(kept.toByteArray()).isEqualTo(bytes);
    assertThat(uploaded.sizeBytes()).isEqualTo(bytes.length);
    assertThat(uploaded.sha256()).isEqualTo(FakeUpload.sha256(kept));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 256 * KIB, 1300 * KIB})
  void sendsAFileInChunksWithTheirPlace(int size) throws IOException {
    byte[] bytes = random(size);
    var sent = new ArrayList<Long>();

    Uploaded uploaded = client.artifactUploads().send(request(), file(bytes), sent::add);

    expectKept(uploaded, bytes);
    assertThat(sent).startsWith(0L).endsWith((long) size).isSorted();
    StartUploadRequest begun = server.artifacts().requests(StartUploadRequest.class).getFirst();
    assertThat(begun.getSizeBytes()).isEqualTo(size);
    assertThat(begun.getRequestId()).isNotEmpty();
  }

  @Test
  void goesOnFromWhatIsSafe() throws IOException {
    byte[] bytes = random(2000 * KIB);
    server.artifacts().breaks(new Break(0, Status.Code.UNAVAILABLE, ""));
    server.artifacts().breaks(new Break(1280 * KIB, Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE"));

    Uploaded uploaded = client.artifactUploads().send(request(), file(bytes), _ -> {});

    expectKept(uploaded, bytes);
    assertThat(offsets().stream().map(offset -> offset / KIB))
        .containsExactly(0L, 256L, 512L, 768L, 1024L, 1024L, 1280L, 1536L, 1792L);
  }

  @Test
  void asksAgainForTheAnswerThatWasLost() throws IOException {
    byte[] bytes = random(700 * KIB);
    server.artifacts().breaks(new Break(Break.WHEN_DONE, Status.Code.UNAVAILABLE, ""));

    Uploaded uploaded = client.artifactUploads().send(request(), file(bytes), _ -> {});

    expectKept(uploaded, bytes);
    assertThat(server.artifacts().kept()).hasSize(1);
    assertThat(offsets()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPLOAD_BUSY", "UPLOAD_STALLED"})
  void waitsUntilTheUploadIsFree(String reason) throws IOException {
    byte[] bytes = random(700 * KIB);
    server.artifacts().breaks(new Break(0, Status.Code.ABORTED, reason));
    server.artifacts().breaks(new Break(0, Status.Code.ABORTED, reason));

    expectKept(client.artifactUploads().send(request(), file(bytes), _ -> {}), bytes);
  }

  @Test
  void goesOnWithAnUploadOfAnEarlierProgram() throws IOException {
    byte[] bytes = random(1400 * KIB);
    StartUploadRequest request =
        request().toBuilder().setRequestId(UUID.randomUUID().toString()).build();
    server
        .artifacts()
        .breaks(new Break(1100 * KIB, Status.Code.INTERNAL, "A_FAULT_THAT_DOES_NOT_PASS"));
    assertThatExceptionOfType(HeimdallException.class)
        .isThrownBy(() -> client.artifactUploads().send(request, file(bytes), _ -> {}));

    Upload open = client.artifactUploads().list().toList().getFirst();
    var sent = new ArrayList<Long>();
    try (UploadContent content = UploadContent.of(file(bytes))) {
      Upload again =
          client.artifactUploads().start(client.artifactUploads().describe(request, content));
      Uploaded uploaded = client.artifactUploads().resume(again, content, sent::add);

      assertThat(again).isEqualTo(open);
      assertThat(again.getPersistedSize()).isEqualTo(1024 * KIB);
      expectKept(uploaded, bytes);
      assertThat(sent).startsWith(1024L * KIB);
    }
  }

  @Test
  void sendsNothingWhereTheArtifactHasTheBytes() throws IOException {
    byte[] bytes = random(700 * KIB);
    Uploaded first = client.artifactUploads().send(request(), file(bytes), _ -> {});
    int chunks = offsets().size();

    Uploaded second =
        client
            .artifactUploads()
            .send(
                StartUploadRequest.newBuilder()
                    .setVersion(NewVersion.newBuilder().setArtifactId(first.artifact().getId()))
                    .build(),
                file(bytes),
                _ -> {});

    assertThat(second.unchanged()).isTrue();
    assertThat(second.artifact()).isEqualTo(first.artifact());
    assertThat(second.sha256()).isEqualTo(first.sha256());
    assertThat(offsets()).hasSize(chunks);
  }

  @Test
  void keepsOfAStreamWhatIsNotSafe() throws IOException {
    byte[] bytes = random(40 << 20);
    server.artifacts().breaks(new Break(3300 * KIB, Status.Code.UNAVAILABLE, ""));
    server.artifacts().breaks(new Break((20 << 20) + 1, Status.Code.UNAVAILABLE, ""));
    server.artifacts().breaks(new Break(Break.WHEN_DONE, Status.Code.UNAVAILABLE, ""));

    Uploaded uploaded =
        client.artifactUploads().send(request(), new ByteArrayInputStream(bytes), _ -> {});

    expectKept(uploaded, bytes);
  }

  @Test
  void doesNotTryAgainWhatIsRefused() throws IOException {
    server
        .artifacts()
        .breaks(new Break(256 * KIB, Status.Code.RESOURCE_EXHAUSTED, "QUOTA_EXCEEDED"));
    Path file = file(random(2000 * KIB));

    assertThatExceptionOfType(HeimdallException.class)
        .isThrownBy(() -> client.artifactUploads().send(request(), file, _ -> {}))
        .matches(e -> e.reason().equals("QUOTA_EXCEEDED"));
    assertThat(server.calls()).containsExactly("StartUpload", "WriteUpload");
  }

  @Test
  void saysThatAnUploadHasEnded() throws IOException {
    Upload upload = client.artifactUploads().start(request());
    server.artifacts().expires(upload.getId());
    try (UploadContent content = UploadContent.of(file(random(10)))) {
      Upload ended = client.artifactUploads().get(upload.getId());

      assertThatExceptionOfType(HeimdallException.class)
          .isThrownBy(() -> client.artifactUploads().resume(ended, content, _ -> {}))
          .withMessage("The upload has ended: it was not finished in time")
          .matches(e -> e.reason().equals("UPLOAD_ENDED"));
    }
  }

  @Test
  void believesNoAnswerAboutOtherBytes() throws IOException {
    server
        .artifacts()
        .answers(answer -> {
          var other = answer.toBuilder();
          other.getArtifactBuilder().setSha256("00".repeat(32));
          return other.build();
        });
    Path file = file(random(10));

    assertThatExceptionOfType(HeimdallException.class)
        .isThrownBy(() -> client.artifactUploads().send(request(), file, _ -> {}))
        .withMessageContaining("10 bytes of SHA-256")
        .matches(e -> e.code() == Status.Code.DATA_LOSS);
  }

  @Test
  void noticesAFileThatChanges() throws IOException {
    Path file = file(random(700 * KIB));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> client.artifactUploads().send(request(), file, _ -> append(file)))
        .withMessageContaining("changed while it was read");
    assertThat(server.artifacts().kept()).isEmpty();
  }

  private static void append(Path file) {
    try {
      Files.write(file, new byte[1], StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void cancelsAnUpload() {
    Upload upload = client.artifactUploads().start(request());

    client.artifactUploads().cancel(upload.getId());

    assertThat(client.artifactUploads().get(upload.getId()).getState())
        .isEqualTo(UploadState.UPLOAD_STATE_ENDED);
    assertThat(client.artifactUploads().list()).isEmpty();
  }
}
