package io.heimdall.server.grpc;

import static io.heimdall.server.artifact.upload.UploadWorld.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The ways in which client and server can disagree about an upload, after the failure scenarios of
/// resumable sessions that storage clients know.
@Timeout(180)
class UploadSessionFailuresIT {

  private static final int MIB = 1 << 20;
  private static final int PART = 8 * MIB;

  @TempDir private static Path directory;
  private static UploadFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = UploadFixture.in(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    fixture.close();
  }

  private static void ended(String id, String reason) {
    Upload upload = fixture.get(id);
    assertThat(upload.getState()).isEqualTo(UploadState.UPLOAD_STATE_ENDED);
    assertThat(upload.getEndReason()).isEqualTo(reason);
    assertThat(
            fixture.world.number(
                "select count(*) from artifacts where id = '%s'".formatted(upload.getArtifactId())))
        .isZero();
    assertThat(
            fixture.world.number(
                "select count(*) from artifact_upload_parts where upload_id = '%s'".formatted(id)))
        .isZero();
  }

  @Test
  void appendAfterFinish() {
    byte[] whole = bytes(1, 1000);
    String id = fixture.start();
    fixture.goOn(id, whole);

    fixture
        .open(id)
        .bytes(bytes(2, 2000), 1000, 2000)
        .refused()
        .with(Status.Code.FAILED_PRECONDITION, "UPLOAD_ENDED")
        .withMetadata("state", "DONE");
  }

  @Test
  void finishWithFewerBytesThanCame() {
    byte[] whole = bytes(3, 2000);
    String id = fixture.start();

    fixture
        .open(id)
        .bytes(whole, 0, 2000)
        .finish(whole, 1000)
        .refused()
        .with(Status.Code.INVALID_ARGUMENT, "CONTENT_MISMATCH")
        .atField("finish.size_bytes")
        .withMetadata("sizeBytes", "2000");

    ended(id, "CONTENT_MISMATCH");
  }

  @Test
  void finishWithMoreBytesThanCame() {
    byte[] whole = bytes(4, PART + 2000);
    String id = fixture.start();

    fixture
        .open(id)
        .bytes(whole, 0, PART + 1000)
        .finish(whole)
        .refused()
        .with(Status.Code.INVALID_ARGUMENT, "CONTENT_MISMATCH");

    ended(id, "CONTENT_MISMATCH");
  }

  @Test
  void finishWithAnotherHash() {
    byte[] small = bytes(5, 1000);
    byte[] large = bytes(6, PART + 1);
    for (byte[] whole : new byte[][] {small, large}) {
      String id = fixture.start();

      fixture
          .open(id)
          .bytes(whole, 0, whole.length)
          .finish(bytes(7, 10), whole.length)
          .refused()
          .with(Status.Code.INVALID_ARGUMENT, "CONTENT_MISMATCH")
          .atField("finish.sha256");

      ended(id, "CONTENT_MISMATCH");
    }
  }

  @Test
  void finishWithAnotherHashAfterABreak() {
    byte[] whole = bytes(8, 2 * PART);
    String id = fixture.start();
    var _ = fixture.open(id).bytes(whole, 0, PART).pause().result();

    fixture
        .open(id)
        .bytes(whole, PART, 2 * PART)
        .finish(bytes(9, 10), whole.length)
        .refused()
        .with(Status.Code.INVALID_ARGUMENT, "CONTENT_MISMATCH");

    ended(id, "CONTENT_MISMATCH");
  }

  @Test
  void finishAgainAsSomethingElse() {
    byte[] whole = bytes(10, 1000);
    String id = fixture.start();
    WriteUploadResponse done = fixture.goOn(id, whole);

    fixture
        .open(id)
        .finish(whole, 999)
        .refused()
        .with(Status.Code.FAILED_PRECONDITION, "UPLOAD_ENDED");
    fixture
        .open(id)
        .finish(bytes(11, 1), 1000)
        .refused()
        .with(Status.Code.FAILED_PRECONDITION, "UPLOAD_ENDED");

    assertThat(fixture.open(id).finish(whole).result()).isEqualTo(done);
  }

  @Test
  void offsetBeyondWhatHasCome() throws Exception {
    byte[] whole = bytes(12, PART + 3000);
    String id = fixture.start();

    fixture
        .open(id)
        .bytes(whole, 0, PART)
        .awaitPersisted(PART)
        .bytes(whole, PART + 1000, whole.length)
        .refused()
        .with(Status.Code.OUT_OF_RANGE, "OFFSET_AHEAD")
        .withMetadata("persistedSize", Integer.toString(PART))
        .withMetadata("expectedOffset", Integer.toString(PART));

    fixture.completes(id, whole);
  }

  @Test
  void offsetBeforeWhatHasComeThatIsNoBlocks() throws Exception {
    byte[] whole = bytes(13, PART + 3000);
    String id = fixture.start();

    fixture
        .open(id)
        .bytes(whole, 0, PART)
        .awaitPersisted(PART)
        .bytes(whole, 1000, 2000)
        .refused()
        .with(Status.Code.INVALID_ARGUMENT, "OFFSET_MISMATCH")
        .withMetadata("expectedOffset", Integer.toString(PART));

    fixture.completes(id, whole);
  }

  @Test
  void sameBytesAgain() throws Exception {
    byte[] whole = bytes(14, 3 * PART + 100);
    String id = fixture.start();
    var _ = fixture.open(id).bytes(whole, 0, 2 * PART).pause().result();

    // From the middle of what is safe, in pieces that fit no block, and back once more.
    WriteUploadResponse done =
        fixture
            .open(id)
            .bytes(whole, PART - (256 << 10), 2 * PART + 5000)
            .bytes(whole, 256 << 10, MIB + 77)
            .bytes(whole, 2 * MIB, whole.length)
            .finish(whole)
            .result();

    fixture.world.holds(java.util.UUID.fromString(done.getArtifact().getId()), 1, whole);
  }

  @Test
  void otherBytesAgain() throws Exception {
    byte[] whole = bytes(15, 2 * PART);
    String id = fixture.start();
    var _ = fixture.open(id).bytes(whole, 0, PART).pause().result();
    byte[] other = whole.clone();
    other[3 * MIB + 5]++;

    fixture
        .open(id)
        .bytes(other, 0, PART)
        .refused()
        .with(Status.Code.INVALID_ARGUMENT, "OVERLAP_DIFFERS")
        .withMetadata("offset", Integer.toString(3 * MIB));

    assertThat(fixture.get(id).getPersistedSize()).isEqualTo(PART);
    fixture.completes(id, whole);
  }

  @Test
  void damagedChunk() throws Exception {
    byte[] whole = bytes(16, 1000);
    String id = fixture.start();
    var damaged = WritingCall.chunk(0, ByteString.copyFrom(whole)).toBuilder().setCrc32C(1);

    fixture
        .open(id)
        .send(WriteUploadRequest.newBuilder().setChunk(damaged).build())
        .refused()
        .with(Status.Code.INVALID_ARGUMENT, "CHECKSUM_MISMATCH")
        .withMetadata("offset", "0");

    fixture.completes(id, whole);
  }

  @Test
  void serverNeverHasMoreThanWasSentNorLessThanBefore() {
    byte[] whole = bytes(17, 5 * PART + 1);
    String id = fixture.start();

    WritingCall call = fixture.open(id).bytes(whole, 0, whole.length).finish(whole);
    call.result();

    assertThat(call.allPersisted())
        .isSorted()
        .startsWith(0L)
        .endsWith((long) whole.length)
        .allSatisfy(size -> assertThat(size % (256 << 10) == 0 || size == whole.length).isTrue());
  }

  @Test
  void sessionThatIsGone() {
    String id = fixture.start();
    fixture
        .artifacts()
        .cancelUpload(io.heimdall.v1.CancelUploadRequest.newBuilder().setUploadId(id).build());

    fixture
        .open(id)
        .refused()
        .with(Status.Code.FAILED_PRECONDITION, "UPLOAD_ENDED")
        .withMetadata("state", "ENDED")
        .withMetadata("endReason", "CANCELLED");
  }

  @Test
  void moreBytesThanWereDeclared() {
    byte[] whole = bytes(18, 2000);
    String id = fixture.start(UploadFixture.request().setSizeBytes(1000)).getId();

    fixture
        .open(id)
        .bytes(whole, 0, 2000)
        .refused()
        .with(Status.Code.INVALID_ARGUMENT, "CONTENT_MISMATCH");

    ended(id, "CONTENT_MISMATCH");
  }

  @Test
  void messagesOutOfOrder() {
    String id = fixture.start();

    fixture
        .open(id)
        .send(
            WriteUploadRequest.newBuilder()
                .setOpen(io.heimdall.v1.UploadOpening.newBuilder().setUploadId(id))
                .build())
        .refused()
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("open");
    fixture
        .open(id)
        .send(
            WriteUploadRequest.newBuilder()
                .setChunk(WritingCall.chunk(0, ByteString.EMPTY))
                .build())
        .refused()
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("chunk.data");
  }
}
