package io.heimdall.server.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.Status;
import io.heimdall.server.RunningServer;
import io.heimdall.server.artifact.signed.SignedWrites;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.CompleteSignedUploadRequest;
import io.heimdall.v1.CompleteSignedUploadResponse;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.NewVersion;
import io.heimdall.v1.SignUrlRequest;
import io.heimdall.v1.SignUrlResponse;
import io.heimdall.v1.SignedRead;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.UploadState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Artifacts that come and go by URL, of the whole server.
@Timeout(120)
class SignUrlIT {

  @TempDir private static Path directory;
  private static RunningServer server;
  private static ArtifactServiceBlockingStub stub;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.in(directory);
    stub = ArtifactServiceGrpc.newBlockingStub(server.owner());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1 << 20, 20_000_001})
  void takesInAndHandsOutByUrl(int size) throws Exception {
    byte[] content = random(size);
    SignUrlResponse signed = stub.signUrl(write(content).build());

    assertThat(put(signed, content)).isEqualTo(200);
    CompleteSignedUploadResponse completed = complete(signed);

    Artifact artifact = completed.getArtifact();
    assertThat(artifact.getSha256()).isEqualTo(sha256(content));
    assertThat(artifact.getSizeBytes()).isEqualTo(size);
    assertThat(completed.getUnchanged()).isFalse();
    SignUrlResponse reading = stub.signUrl(read(artifact.getId()));
    assertThat(reading.getMethod()).isEqualTo("GET");
    assertThat(reading.getSha256()).isEqualTo(sha256(content));
    assertThat(get(reading).body()).isEqualTo(content);
    assertThat(download(artifact.getId()).toByteArray()).isEqualTo(content);
  }

  @Test
  void handsOutTextAsItWasHoweverItIsKept() throws Exception {
    byte[] content = "time=1,level=-90\n".repeat(200_000).getBytes(US_ASCII);
    var request = write(content);
    request.getWriteBuilder().getArtifactBuilder().setName("a.csv").setContentType("text/csv");
    SignUrlResponse signed = stub.signUrl(request.build());
    put(signed, content);
    Artifact artifact = complete(signed).getArtifact();

    HttpResponse<byte[]> answer = get(stub.signUrl(read(artifact.getId())));

    assertThat(answer.body()).isEqualTo(content);
    assertThat(answer.headers().firstValue("content-type")).contains("text/csv");
    assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
  }

  @Test
  void completesAsOftenAsAsked() throws Exception {
    byte[] content = random(1000);
    SignUrlResponse signed = stub.signUrl(write(content).build());
    put(signed, content);

    CompleteSignedUploadResponse first = complete(signed);

    assertThat(complete(signed)).isEqualTo(first);
  }

  @Test
  void changesNothingByAUrlThatHasBeenUsed() throws Exception {
    byte[] content = random(1000);
    SignUrlResponse signed = stub.signUrl(write(content, "").build());
    put(signed, content);
    CompleteSignedUploadResponse first = complete(signed);
    byte[] others = new byte[content.length];

    assertThat(put(signed, others)).isEqualTo(200);

    assertThat(complete(signed)).isEqualTo(first);
    assertThat(download(first.getArtifact().getId()).toByteArray()).isEqualTo(content);
  }

  @Test
  void countsTheBytesThatCameLast() throws Exception {
    byte[] content = random(1000);
    SignUrlResponse signed = stub.signUrl(write(content, "").build());

    put(signed, new byte[content.length]);
    put(signed, content);

    assertThat(complete(signed).getArtifact().getSha256()).isEqualTo(sha256(content));
  }

  @Test
  void completesNothingThatHasNotCome() {
    SignUrlResponse signed = stub.signUrl(write(random(10)).build());

    Refused.by(() -> complete(signed))
        .with(Status.Code.FAILED_PRECONDITION, "UPLOAD_NOT_WRITTEN")
        .withMetadata("uploadId", signed.getUpload().getId());
  }

  @Test
  void endsAnUploadOfOtherBytesThanWereToCome() throws Exception {
    byte[] content = random(1000);
    SignUrlResponse signed = stub.signUrl(write(content, "").build());
    put(signed, new byte[content.length]);
    var request =
        CompleteSignedUploadRequest.newBuilder()
            .setUploadId(signed.getUpload().getId())
            .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(sha256(content))))
            .build();

    Refused.by(() -> stub.completeSignedUpload(request))
        .with(Status.Code.INVALID_ARGUMENT, "CONTENT_MISMATCH");

    Refused.by(() -> complete(signed)).with(Status.Code.FAILED_PRECONDITION, "UPLOAD_ENDED");
    var upload =
        stub.getUpload(
            GetUploadRequest.newBuilder().setUploadId(signed.getUpload().getId()).build());
    assertThat(upload.getUpload().getState()).isEqualTo(UploadState.UPLOAD_STATE_ENDED);
  }

  @Test
  void refusesOtherBytesThanWereSaidAtOnce() throws Exception {
    byte[] content = random(1000);
    SignUrlResponse signed = stub.signUrl(write(content).build());

    assertThat(put(signed, new byte[content.length])).isEqualTo(400);
    assertThat(put(signed, random(1001))).isEqualTo(403);
  }

  @Test
  void makesAVersionOfAnArtifactThatIsThere() throws Exception {
    SignUrlResponse first = stub.signUrl(write(random(10)).build());
    put(first, random(10));
    String id = complete(first).getArtifact().getId();
    byte[] content = random(11);
    var version = NewVersion.newBuilder().setArtifactId(id);

    SignUrlResponse signed =
        stub.signUrl(write(content).setWrite(upload(content).setVersion(version)).build());
    put(signed, content);

    assertThat(complete(signed).getArtifact().getVersion()).isEqualTo(2);
    SignUrlResponse again =
        stub.signUrl(write(content).setWrite(upload(content).setVersion(version)).build());
    assertThat(again.getUrl()).isEmpty();
    assertThat(again.getUpload().getState()).isEqualTo(UploadState.UPLOAD_STATE_DONE);
    assertThat(again.getUpload().getUnchanged()).isTrue();
  }

  @Test
  void signsAnewForTheSameRequest() {
    byte[] content = random(10);
    var request =
        write(content)
            .setWrite(
                write(content).getWrite().toBuilder().setRequestId(UUID.randomUUID().toString()))
            .build();

    SignUrlResponse first = stub.signUrl(request);
    SignUrlResponse second = stub.signUrl(request);

    assertThat(second.getUpload()).isEqualTo(first.getUpload());
    assertThat(first.getMethod()).isEqualTo("PUT");
    assertThat(second.getUrl()).isNotEmpty();
  }

  @Test
  void isGoodForAQuarterOfAnHourUnlessTold() {
    byte[] content = random(10);

    assertThat(stub.signUrl(write(content).build()).getUrl()).contains("X-Amz-Expires=900&");
    assertThat(stub.signUrl(write(content).setValidFor(seconds(60)).build()).getUrl())
        .contains("X-Amz-Expires=60&");
  }

  @Test
  void refusesWhatNoUrlCanDo() {
    var noSize = write(random(10));
    noSize.getWriteBuilder().clearSizeBytes();
    var tooLarge = write(random(10));
    tooLarge.getWriteBuilder().setSizeBytes(SignedWrites.MOST_BYTES + 1);
    var tooLong = write(random(10)).setValidFor(seconds(604_801));
    var noWholeSeconds =
        write(random(10)).setValidFor(Duration.newBuilder().setSeconds(1).setNanos(1));

    Refused.by(() -> stub.signUrl(noSize.build()))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("write.size_bytes");
    Refused.by(() -> stub.signUrl(tooLarge.build()))
        .with(Status.Code.INVALID_ARGUMENT, "ARTIFACT_TOO_LARGE")
        .withMetadata("limitBytes", Long.toString(SignedWrites.MOST_BYTES));
    Refused.by(() -> stub.signUrl(tooLong.build()))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("valid_for");
    Refused.by(() -> stub.signUrl(noWholeSeconds.build()))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("valid_for");
    Refused.by(() -> stub.signUrl(read(UUID.randomUUID().toString())))
        .with(Status.Code.NOT_FOUND, "ARTIFACT_NOT_FOUND");
  }

  private static SignUrlRequest.Builder write(byte[] content) {
    return write(content, sha256(content));
  }

  private static SignUrlRequest.Builder write(byte[] content, String sha256) {
    return SignUrlRequest.newBuilder()
        .setWrite(
            upload(content)
                .setSha256(sha256)
                .setArtifact(
                    ArtifactSpec.newBuilder()
                        .setName("noise.bin")
                        .setContentType("application/octet-stream")));
  }

  private static StartUploadRequest.Builder upload(byte[] content) {
    return StartUploadRequest.newBuilder().setSizeBytes(content.length).setSha256(sha256(content));
  }

  private static SignUrlRequest read(String artifactId) {
    return SignUrlRequest.newBuilder()
        .setRead(SignedRead.newBuilder().setArtifactId(artifactId))
        .build();
  }

  private static CompleteSignedUploadResponse complete(SignUrlResponse signed) {
    return stub.completeSignedUpload(
        CompleteSignedUploadRequest.newBuilder().setUploadId(signed.getUpload().getId()).build());
  }

  private static ByteString download(String artifactId) {
    ByteString content = ByteString.EMPTY;
    var responses =
        stub.downloadArtifact(
            DownloadArtifactRequest.newBuilder().setArtifactId(artifactId).build());
    while (responses.hasNext()) {
      content = content.concat(responses.next().getChunk().getData());
    }
    return content;
  }

  private static int put(SignUrlResponse signed, byte[] content)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(signed.getUrl()))
            .method(signed.getMethod(), BodyPublishers.ofByteArray(content));
    signed.getHeadersMap().forEach(request::header);
    return send(request).statusCode();
  }

  private static HttpResponse<byte[]> get(SignUrlResponse signed)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(signed.getUrl())));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }
}
