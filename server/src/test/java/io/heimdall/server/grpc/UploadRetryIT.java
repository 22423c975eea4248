package io.heimdall.server.grpc;

import static io.heimdall.server.artifact.upload.UploadWorld.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.heimdall.server.storage.FaultyStore;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.CancelUploadRequest;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.ListUploadsRequest;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;
import io.heimdall.v1.WriteUploadResponse;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a client may send again when a call fails, and what comes of it: the scenarios of the retry
/// conformance tests for storage clients.
@Timeout(180)
class UploadRetryIT {

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

  @AfterEach
  void mend() {
    fixture.world.faults().mend();
  }

  @Test
  void whatIsAlwaysIdempotentGivesTheSameAgain() {
    String id = fixture.start();
    var get = GetUploadRequest.newBuilder().setUploadId(id).build();
    var cancel = CancelUploadRequest.newBuilder().setUploadId(id).build();

    assertThat(fixture.artifacts().getUpload(get)).isEqualTo(fixture.artifacts().getUpload(get));
    assertThat(fixture.artifacts().listUploads(ListUploadsRequest.getDefaultInstance()))
        .isEqualTo(fixture.artifacts().listUploads(ListUploadsRequest.getDefaultInstance()));
    assertThat(fixture.artifacts().cancelUpload(cancel))
        .isEqualTo(fixture.artifacts().cancelUpload(cancel));
    assertThat(fixture.get(id).getState()).isEqualTo(UploadState.UPLOAD_STATE_ENDED);
    assertThat(fixture.get(id).getEndReason()).isEqualTo("CANCELLED");
  }

  @Test
  void aStartWithARequestIdCanBeSentAgain() throws Exception {
    var request = UploadFixture.request().setRequestId(UUID.randomUUID().toString());
    byte[] whole = bytes(1, 100);

    Upload first = fixture.start(request);
    assertThat(fixture.start(request)).isEqualTo(first);
    fixture.completes(first.getId(), whole);

    Upload later = fixture.start(request);
    assertThat(later.getId()).isEqualTo(first.getId());
    assertThat(later.getState()).isEqualTo(UploadState.UPLOAD_STATE_DONE);
    assertThat(later.getVersion()).isEqualTo(1);
    Refused.by(() -> fixture.start(request.setSizeBytes(5)))
        .with(Status.Code.INVALID_ARGUMENT, "REQUEST_ID_REUSED");
  }

  @Test
  void aStartWithoutARequestIdIsAnotherUpload() {
    assertThat(fixture.start()).isNotEqualTo(fixture.start());
  }

  @Test
  void whatIsWrongIsNotToBeSentAgain() {
    Refused.by(() -> fixture.start(UploadFixture.request().setSizeBytes(-1)))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .withoutRetry();
    Refused.by(() ->
            ArtifactServiceGrpc.newBlockingStub(fixture.channel())
                .getUpload(
                    GetUploadRequest.newBuilder()
                        .setUploadId(UUID.randomUUID().toString())
                        .build()))
        .with(Status.Code.NOT_FOUND, "UPLOAD_NOT_FOUND")
        .withoutRetry();
    fixture
        .open(UUID.randomUUID().toString())
        .refused()
        .with(Status.Code.NOT_FOUND, "UPLOAD_NOT_FOUND");
  }

  @Test
  void goesOnAfterAResetAndThen503() throws Exception {
    byte[] whole = bytes(2, 2 * PART + 100);
    String id = fixture.start();

    fixture.open(id).bytes(whole, 0, PART).awaitPersisted(PART).hangUp();
    fixture.world.faults().before("putPart", FaultyStore.away());
    awaitFree(id);
    fixture
        .open(id)
        .bytes(whole, PART, whole.length)
        .finish(whole)
        .refused()
        .with(Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE")
        .withRetry();
    fixture.world.faults().mend();

    assertThat(fixture.get(id).getPersistedSize()).isEqualTo(PART);
    fixture.completes(id, whole);
  }

  @Test
  void goesOnAfter503BeforeTheFirstByteIsSafe() throws Exception {
    byte[] whole = bytes(3, PART + 1);
    String id = fixture.start();
    fixture.world.faults().before("beginParts", FaultyStore.away());

    fixture
        .open(id)
        .bytes(whole, 0, whole.length)
        .finish(whole)
        .refused()
        .with(Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE");
    fixture.world.faults().mend();

    assertThat(fixture.get(id).getPersistedSize()).isZero();
    fixture.completes(id, whole);
  }

  @Test
  void goesOnAfter503WhenASmallFileIsWritten() throws Exception {
    byte[] whole = bytes(4, 256 << 10);
    String id = fixture.start();
    fixture.world.faults().before("put", FaultyStore.away());

    fixture.open(id).bytes(whole, 0, whole.length).finish(whole).refused().withRetry();
    fixture.world.faults().mend();

    fixture.completes(id, whole);
  }

  @Test
  void goesOnAfter503After8MiB() throws Exception {
    byte[] whole = bytes(5, 3 * PART + 7);
    String id = fixture.start();
    fixture.world.faults().before("putPart", FaultyStore.awayAfter(1));

    WritingCall call = fixture.open(id).bytes(whole, 0, PART).awaitPersisted(PART);
    call.bytes(whole, PART, whole.length)
        .finish(whole)
        .refused()
        .with(Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE");
    fixture.world.faults().mend();

    assertThat(fixture.get(id).getPersistedSize()).isEqualTo(PART);
    fixture.completes(id, whole);
  }

  @Test
  void goesOnWhenAFullStoreHasRoomAgain() throws Exception {
    byte[] whole = bytes(10, PART + 7);
    String id = fixture.start();
    fixture.world.faults().before("putPart", FaultyStore.full());

    fixture
        .open(id)
        .bytes(whole, 0, whole.length)
        .finish(whole)
        .refused()
        .with(Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE")
        .withRetry();
    fixture.world.faults().mend();

    fixture.completes(id, whole);
  }

  @Test
  void finishesAfter503WhileTheObjectWasCompleted() throws Exception {
    byte[] whole = bytes(6, PART + 5);
    String id = fixture.start();
    fixture.world.faults().after("completeParts", FaultyStore.away());

    fixture.open(id).bytes(whole, 0, whole.length).finish(whole).refused().withRetry();
    assertThat(fixture.get(id).getState()).isEqualTo(UploadState.UPLOAD_STATE_FINISHING);
    assertThat(fixture.get(id).getPersistedSize()).isEqualTo(whole.length);
    fixture.world.faults().mend();

    fixture.completes(id, whole);
    assertThat(fixture.get(id).getState()).isEqualTo(UploadState.UPLOAD_STATE_DONE);
  }

  @Test
  void writesASmallFileAgainWhenOnlyTheAnswerWasLost() throws Exception {
    byte[] whole = bytes(7, 1000);
    byte[] other = bytes(8, 1000);
    String id = fixture.start();
    fixture.world.faults().after("put", FaultyStore.away());

    fixture.open(id).bytes(whole, 0, whole.length).finish(whole).refused().withRetry();
    fixture.world.faults().mend();

    // Nothing is safe, so other bytes may come: they must not meet the object of the first ones.
    fixture.completes(id, other);
  }

  @Test
  void givesTheSameAnswerToAFinishWhoseAnswerWasLost() {
    byte[] whole = bytes(9, PART + 1);
    String id = fixture.start();
    WriteUploadResponse first = fixture.goOn(id, whole);

    WriteUploadResponse again = fixture.open(id).finish(whole).result();

    assertThat(again).isEqualTo(first);
  }

  private static void awaitFree(String id) {
    // Who hung up is noticed a moment later.
    for (WritingCall call = fixture.open(id).pause(); !call.works(); ) {
      call.refused().with(Status.Code.ABORTED, "UPLOAD_BUSY");
      call = fixture.open(id).pause();
    }
  }
}
