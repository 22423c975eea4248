package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.heimdall.server.RunningServer;
import io.heimdall.server.artifact.content.PackedFiles;
import io.heimdall.server.storage.Sha256;
import io.heimdall.server.storage.StoreConfig;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceStub;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.UploadFinish;
import io.heimdall.v1.UploadOpening;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Uploads that are kept compressed, on a whole server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressedUploadIT {

  private static final int CHUNK_BYTES = 1 << 20;

  private Path data;
  private RunningServer running;
  private ArtifactServiceBlockingStub stub;
  private ArtifactServiceStub streams;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    data = directory;
    running = RunningServer.in(directory);
    stub = ArtifactServiceGrpc.newBlockingStub(running.owner());
    streams = ArtifactServiceGrpc.newStub(running.owner());
  }

  @AfterAll
  void stop() {
    running.close();
  }

  @Test
  void packsASmallText() throws Exception {
    byte[] text = PackedFiles.text(300_000);

    Artifact artifact = upload(text, "notes.txt", true);

    ArtifactVersion version = packed(artifact, text);
    assertThat(version.getStoredBytes()).isLessThan(text.length / 2);
    assertThat(version.getContentType()).isEqualTo("text/plain");
  }

  @Test
  void packsPartByPartAndGoesOnAfterABreak() throws Exception {
    byte[] text = PackedFiles.text(90 << 20);
    String id = begin("log.txt", null);

    long persisted = breakOff(id, Arrays.copyOf(text, 70 << 20));
    Artifact artifact = write(id, text, persisted);

    assertThat(persisted).isPositive().isLessThan(70 << 20);
    packed(artifact, text);
    assertThat(download(artifact, (1 << 20) - 5, 10))
        .isEqualTo(Arrays.copyOfRange(text, (1 << 20) - 5, (1 << 20) + 5));
    assertThat(download(artifact, text.length - 3, 10))
        .isEqualTo(Arrays.copyOfRange(text, text.length - 3, text.length));
  }

  @Test
  void endsAtAPartThatWasSafeBefore() throws Exception {
    byte[] text = PackedFiles.text(70 << 20);
    String id = begin("ends.txt", null);

    long persisted = breakOff(id, text);
    byte[] safe = Arrays.copyOf(text, (int) persisted);
    Artifact artifact = write(id, safe, persisted);

    packed(artifact, safe);
  }

  @Test
  void packsWhatShrinksAtItsBeginningOnly() throws Exception {
    byte[] mixed = PackedFiles.text(20 << 20);
    byte[] noise = new byte[18 << 20];
    new Random(1).nextBytes(noise);
    System.arraycopy(noise, 0, mixed, 2 << 20, noise.length);

    packed(upload(mixed, "mixed.csv", true), mixed);
    packed(upload(mixed, "mixed.csv", false), mixed);
    byte[] small = Arrays.copyOf(mixed, 7_900_000);
    packed(upload(small, "small.csv", true), small);
  }

  @Test
  void leavesOtherFilesAsTheyAre() throws Exception {
    byte[] zeros = new byte[3 << 20];
    byte[] tiny = PackedFiles.text(100);

    for (Artifact artifact :
        new Artifact[] {upload(zeros, "zeros.npy", true), upload(tiny, "tiny.txt", true)}) {
      assertThat(info(artifact).getStoredBytes()).isEqualTo(artifact.getSizeBytes());
    }
    assertThat(download(upload(zeros, "zeros.bin", false), 0, 0)).isEqualTo(zeros);
  }

  private ArtifactVersion packed(Artifact artifact, byte[] content) throws Exception {
    assertThat(artifact.getSizeBytes()).isEqualTo(content.length);
    assertThat(download(artifact, 0, 0)).isEqualTo(content);
    ArtifactVersion version = info(artifact);
    Path object = newest();
    assertThat(version.getStoredBytes())
        .isEqualTo(Files.size(object))
        .isLessThan(artifact.getSizeBytes());
    assumeThat(Path.of("/usr/bin/zstd")).as("the command zstd").isExecutable();
    Path unpacked = Files.createTempFile(data, "unpacked", "");
    Process zstd =
        new ProcessBuilder("zstd", "-q", "-f", "-d", object.toString(), "-o", unpacked.toString())
            .inheritIO()
            .start();
    assertThat(zstd.waitFor()).isZero();
    assertThat(Files.mismatch(unpacked, Files.write(data.resolve("expected"), content)))
        .isEqualTo(-1);
    return version;
  }

  /// The object that was written last.
  private Path newest() throws IOException {
    Path objects = data.resolve("s3").resolve("objects").resolve(StoreConfig.DEFAULT_BUCKET);
    try (var files = Files.walk(objects.resolve("artifacts"))) {
      return files
          .filter(Files::isRegularFile)
          .max((a, b) -> Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
          .orElseThrow();
    }
  }

  private Artifact upload(byte[] content, String name, boolean sizeKnown) throws Exception {
    return write(begin(name, sizeKnown ? (long) content.length : null), content, 0);
  }

  private String begin(String name, @Nullable Long size) {
    var request =
        StartUploadRequest.newBuilder().setArtifact(ArtifactSpec.newBuilder().setName(name));
    if (size != null) {
      request.setSizeBytes(size);
    }
    return stub.startUpload(request.build()).getUpload().getId();
  }

  /// Sends bytes, waits until some are safe, and hangs up.
  private long breakOff(String id, byte[] content) throws Exception {
    var replies = new Replies();
    var requests = (ClientCallStreamObserver<WriteUploadRequest>) streams.writeUpload(replies);
    send(requests, id, content, 0);
    assertThat(replies.somethingSafe.get(60, TimeUnit.SECONDS)).isPositive();
    requests.cancel("hung up", null);
    assertThat(replies.ended.handle((_, thrown) -> thrown != null).get(60, TimeUnit.SECONDS))
        .isTrue();
    return awaitRest(id);
  }

  /// Parts under way when a caller hangs up become safe after it; then another may write.
  private long awaitRest(String id) throws Exception {
    boolean opened = false;
    while (!opened) {
      var replies = new Replies();
      var requests = (ClientCallStreamObserver<WriteUploadRequest>) streams.writeUpload(replies);
      requests.onNext(open(id));
      CompletableFuture<Object> answer = CompletableFuture.anyOf(replies.first, replies.ended);
      opened = answer.handle((_, refused) -> refused == null).get(60, TimeUnit.SECONDS);
      requests.cancel("looked", null);
    }
    return stub.getUpload(GetUploadRequest.newBuilder().setUploadId(id).build())
        .getUpload()
        .getPersistedSize();
  }

  private Artifact write(String id, byte[] content, long from) throws Exception {
    var replies = new Replies();
    var requests = (ClientCallStreamObserver<WriteUploadRequest>) streams.writeUpload(replies);
    send(requests, id, content, (int) from);
    requests.onNext(
        WriteUploadRequest.newBuilder()
            .setFinish(
                UploadFinish.newBuilder()
                    .setSizeBytes(content.length)
                    .setSha256(ByteString.fromHex(Sha256.over(ByteBuffer.wrap(content)).hex())))
            .build());
    requests.onCompleted();
    try {
      return replies.ended.get(120, TimeUnit.SECONDS).getArtifact();
    } catch (ExecutionException refused) {
      // The call before has hung up, and the server may not know it yet.
      if (Status.fromThrowable(refused.getCause()).getCode() == Status.Code.ABORTED) {
        return write(id, content, from);
      }
      throw refused;
    }
  }

  private static void send(
      ClientCallStreamObserver<WriteUploadRequest> requests, String id, byte[] content, int from) {
    requests.onNext(open(id));
    for (int at = from; at < content.length; at += CHUNK_BYTES) {
      int length = Math.min(CHUNK_BYTES, content.length - at);
      var crc = new CRC32C();
      crc.update(content, at, length);
      requests.onNext(
          WriteUploadRequest.newBuilder()
              .setChunk(
                  UploadChunk.newBuilder()
                      .setOffset(at)
                      .setData(ByteString.copyFrom(content, at, length))
                      .setCrc32C((int) crc.getValue()))
              .build());
    }
  }

  private static WriteUploadRequest open(String id) {
    return WriteUploadRequest.newBuilder()
        .setOpen(UploadOpening.newBuilder().setUploadId(id))
        .build();
  }

  private static final class Replies
      implements ClientResponseObserver<WriteUploadRequest, WriteUploadResponse> {
    private final CompletableFuture<Long> first = new CompletableFuture<>();
    private final CompletableFuture<Long> somethingSafe = new CompletableFuture<>();
    private final CompletableFuture<WriteUploadResponse> ended = new CompletableFuture<>();
    private volatile WriteUploadResponse last = WriteUploadResponse.getDefaultInstance();

    @Override
    public void beforeStart(ClientCallStreamObserver<WriteUploadRequest> requests) {}

    @Override
    public void onNext(WriteUploadResponse reply) {
      last = reply;
      first.complete(reply.getPersistedSize());
      if (reply.getPersistedSize() > 0) {
        somethingSafe.complete(reply.getPersistedSize());
      }
    }

    @Override
    public void onError(Throwable thrown) {
      somethingSafe.completeExceptionally(thrown);
      ended.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      ended.complete(last);
    }
  }

  private ArtifactVersion info(Artifact artifact) {
    return stub.downloadArtifact(
            DownloadArtifactRequest.newBuilder()
                .setArtifactId(artifact.getId())
                .setLimit(1)
                .build())
        .next()
        .getInfo()
        .getVersion();
  }

  private byte[] download(Artifact artifact, long offset, long limit) {
    Iterator<DownloadArtifactResponse> responses =
        stub.downloadArtifact(
            DownloadArtifactRequest.newBuilder()
                .setArtifactId(artifact.getId())
                .setOffset(offset)
                .setLimit(limit)
                .build());
    var bytes = new ByteArrayOutputStream();
    responses.forEachRemaining(
        response -> bytes.writeBytes(response.getChunk().getData().toByteArray()));
    return bytes.toByteArray();
  }
}
