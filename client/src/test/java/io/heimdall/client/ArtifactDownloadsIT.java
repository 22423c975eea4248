package io.heimdall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadInfo;
import io.heimdall.v1.StartUploadRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Downloads that break off, and bytes that are not what they should be.
final class ArtifactDownloadsIT {

  private static final int SIZE = 700 << 10;

  private final byte[] bytes = new byte[SIZE];
  private FakeHeimdall server;
  private HeimdallClient client;
  private DownloadArtifactRequest request;

  @BeforeEach
  void start() throws IOException {
    new Random(7).nextBytes(bytes);
    server = new FakeHeimdall();
    client = server.client();
    Uploaded uploaded =
        client
            .artifactUploads()
            .send(
                StartUploadRequest.newBuilder()
                    .setArtifact(ArtifactSpec.newBuilder().setName("x.bin"))
                    .build(),
                new ByteArrayInputStream(bytes),
                _ -> {});
    request =
        DownloadArtifactRequest.newBuilder().setArtifactId(uploaded.artifact().getId()).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private byte[] received(DownloadArtifactRequest wanted) throws IOException {
    var out = new ByteArrayOutputStream();
    DownloadInfo info = client.artifactDownloads().receive(wanted, out, _ -> {});
    assertThat(info.getVersion().getSizeBytes()).isEqualTo(SIZE);
    return out.toByteArray();
  }

  @Test
  void receivesAllOrAPart() throws IOException {
    assertThat(received(request)).isEqualTo(bytes);
    assertThat(received(request.toBuilder().setOffset(300_000).setLimit(7).build()))
        .isEqualTo(Arrays.copyOfRange(bytes, 300_000, 300_007));
    assertThat(received(request.toBuilder().setOffset(SIZE - 5).setLimit(Long.MAX_VALUE).build()))
        .isEqualTo(Arrays.copyOfRange(bytes, SIZE - 5, SIZE));
  }

  @Test
  void goesOnWithTheFirstByteThatHasNotCome() throws IOException {
    server
        .artifacts()
        .thenDownloads(FakeDownload.breaksAfter(300_000, Status.Code.UNAVAILABLE, "GONE"));
    server
        .artifacts()
        .thenDownloads(FakeDownload.breaksAfter(100_000, Status.Code.ABORTED, "READER_STALLED"));

    assertThat(received(request)).isEqualTo(bytes);

    assertThat(server.artifacts().requests(DownloadArtifactRequest.class))
        .extracting(
            DownloadArtifactRequest::getOffset,
            DownloadArtifactRequest::getVersion,
            DownloadArtifactRequest::getIfEtag)
        .containsExactly(tuple(0L, 0, ""), tuple(300_000L, 1, "v1"), tuple(400_000L, 1, "v1"));
  }

  @Test
  void asksForNothingMoreWhenItBreaksAfterTheLastByte() throws IOException {
    server
        .artifacts()
        .thenDownloads(FakeDownload.breaksAfter(SIZE, Status.Code.UNAVAILABLE, "GONE"));

    assertThat(received(request)).isEqualTo(bytes);
    assertThat(server.artifacts().requests(DownloadArtifactRequest.class)).hasSize(1);
  }

  @Test
  void tellsWhatComesBeforeItComes() {
    try (ArtifactDownload download = client.artifactDownloads().open(request)) {
      assertThat(download.info().getEtag()).isEqualTo("v1");
      assertThat(download.isWhole()).isTrue();
      assertThat(download.next().getOffset()).isZero();
    }
    DownloadArtifactRequest part = request.toBuilder().setLimit(5).build();
    try (ArtifactDownload download = client.artifactDownloads().open(part)) {
      assertThat(download.isWhole()).isFalse();
    }
  }

  private void expectDamage(FakeDownload script, String why) {
    server.artifacts().thenDownloads(script);

    assertThatExceptionOfType(HeimdallException.class)
        .isThrownBy(() -> received(request))
        .withMessageContaining(why)
        .matches(e -> e.code() == Status.Code.DATA_LOSS);
  }

  @Test
  void believesNoDamagedBytes() {
    ByteString some = ByteString.copyFrom(bytes, 0, 100);
    expectDamage(
        FakeDownload.of(FakeDownload.chunk(0, some).toBuilder().setCrc32C(5).build()),
        "their checksum is wrong");
    expectDamage(FakeDownload.of(FakeDownload.chunk(1, some)), "The bytes do not join");
    expectDamage(
        FakeDownload.of(FakeDownload.chunk(0, ByteString.copyFrom(new byte[SIZE + 1]))),
        "The bytes do not join");
    expectDamage(FakeDownload.endsAfter(1000), "ended well after byte 1000");
    expectDamage(
        FakeDownload.ofOther(ByteString.copyFrom(new byte[SIZE])), "its SHA-256 is another");
    expectDamage((_, _, _, observer) -> observer.onCompleted(), "ended well after byte 0");
    expectDamage(
        FakeDownload.of(FakeDownload.chunk(0, ByteString.EMPTY)), "sent a chunk without bytes");
  }

  @Test
  void believesNoBytesOfWhichNothingWasSaid() {
    expectDamage(
        (_, _, all, observer) -> {
          observer.onNext(FakeDownload.carrying(FakeDownload.chunk(0, all)));
          observer.onCompleted();
        },
        "before it said what they are of");
    expectDamage(
        (wanted, version, _, observer) -> {
          FakeDownload.sendInfo(wanted, version, observer);
          FakeDownload.sendInfo(wanted, version, observer);
        },
        "said twice what was to come");
    expectDamage(
        (wanted, version, all, observer) ->
            FakeDownload.RIGHT.send(
                wanted, version.toBuilder().setArtifactId("other").build(), all, observer),
        "and the server sends version 1 of other");
  }

  @Test
  void believesNoOtherBytesOnceItGoesOn() {
    server
        .artifacts()
        .thenDownloads(FakeDownload.breaksAfter(300_000, Status.Code.UNAVAILABLE, "GONE"));
    expectDamage(
        (wanted, version, all, observer) ->
            FakeDownload.RIGHT.send(
                wanted, version.toBuilder().setSizeBytes(SIZE + 1).build(), all, observer),
        "other bytes than it had begun with");
    server
        .artifacts()
        .thenDownloads(FakeDownload.breaksAfter(300_000, Status.Code.UNAVAILABLE, "GONE"));
    expectDamage(
        (_, _, all, observer) -> {
          ByteString rest = all.substring(300_000);
          observer.onNext(FakeDownload.carrying(FakeDownload.chunk(300_000, rest)));
          observer.onCompleted();
        },
        "before it said what they are of");
  }

  @Test
  void passesOnWhatTheServerFoundOut() {
    server
        .artifacts()
        .thenDownloads(FakeDownload.breaksAfter(1000, Status.Code.DATA_LOSS, "OBJECT_CORRUPT"));

    assertThatExceptionOfType(HeimdallException.class)
        .isThrownBy(() -> received(request))
        .matches(e -> e.reason().equals("OBJECT_CORRUPT"));
  }
}
