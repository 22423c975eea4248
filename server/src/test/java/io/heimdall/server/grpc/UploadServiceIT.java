package io.heimdall.server.grpc;

import static io.heimdall.server.artifact.upload.UploadWorld.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.RunningServer;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.storage.StoreConfig;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.CancelUploadRequest;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.ListUploadsRequest;
import io.heimdall.v1.ListUploadsResponse;
import io.heimdall.v1.NewVersion;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;
import io.heimdall.v1.WriteUploadResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Uploads to two whole servers of one installation, over real sockets.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class UploadServiceIT {

  private static final int PART = 8 << 20;

  private FreshDatabase postgres;
  private EmbeddedObjectStore objects;
  private RunningServer one;
  private RunningServer two;
  private Path directory;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    directory = temporary;
    postgres = FreshDatabase.create();
    objects = EmbeddedObjectStore.start(temporary.resolve("s3"));
    one = server("one");
    two = server("two");
  }

  private RunningServer server(String name) throws Exception {
    StoreConfig store = objects.config(StoreConfig.DEFAULT_BUCKET);
    return RunningServer.in(
        directory.resolve(name),
        Map.of(
            "DATABASE_URL",
            postgres.url(),
            "MINIO_URL",
            store.endpoint().toString(),
            "MINIO_ACCESS_KEY",
            store.accessKey(),
            "MINIO_SECRET_KEY",
            store.secretKey().reveal(),
            "HEIMDALL_UPLOAD_MEMORY",
            "32MiB"));
  }

  @AfterAll
  void stop() throws Exception {
    one.close();
    two.close();
    objects.close();
    postgres.close();
  }

  private static ArtifactServiceBlockingStub artifacts(RunningServer server) throws IOException {
    return ArtifactServiceGrpc.newBlockingStub(server.owner());
  }

  private static StartUploadRequest.Builder request() {
    return StartUploadRequest.newBuilder().setArtifact(ArtifactSpec.newBuilder().setName("x.bin"));
  }

  private static Upload start(RunningServer server, StartUploadRequest.Builder request)
      throws IOException {
    return artifacts(server).startUpload(request.build()).getUpload();
  }

  private static String start(RunningServer server) throws IOException {
    return start(server, request()).getId();
  }

  private static Upload get(RunningServer server, String id) throws IOException {
    return artifacts(server)
        .getUpload(GetUploadRequest.newBuilder().setUploadId(id).build())
        .getUpload();
  }

  private static WritingCall open(RunningServer server, String id) throws IOException {
    return WritingCall.open(server.owner(), id);
  }

  private static WriteUploadResponse upload(
      RunningServer server, StartUploadRequest.Builder request, byte[] whole) throws IOException {
    return open(server, start(server, request).getId())
        .bytes(whole, 0, whole.length)
        .finish(whole)
        .result();
  }

  @Test
  void showsAnUploadAsItGoesOn() throws Exception {
    byte[] whole = bytes(1, 2 * PART);
    Upload begun =
        start(
            one,
            request()
                .setSizeBytes(whole.length)
                .setSha256(HexFormat.of().withUpperCase().formatHex(WritingCall.sha256(whole))));

    assertThat(begun.getState()).isEqualTo(UploadState.UPLOAD_STATE_OPEN);
    assertThat(begun.getPartBytes()).isEqualTo(PART);
    assertThat(begun.getSha256()).isEqualTo(HexFormat.of().formatHex(WritingCall.sha256(whole)));
    assertThat(begun.getExpireTime().getSeconds() - begun.getCreateTime().getSeconds())
        .isEqualTo(7 * 86_400);
    assertThat(get(two, begun.getId())).isEqualTo(begun);
    WritingCall call = open(one, begun.getId()).bytes(whole, 0, PART).awaitPersisted(PART);
    assertThat(get(two, begun.getId()).getPersistedSize()).isEqualTo(PART);
    WriteUploadResponse done = call.bytes(whole, PART, whole.length).finish(whole).result();

    Upload over = get(two, begun.getId());
    assertThat(over.getState()).isEqualTo(UploadState.UPLOAD_STATE_DONE);
    assertThat(over.getArtifactId()).isEqualTo(done.getArtifact().getId());
    assertThat(over.getVersion()).isEqualTo(1);
    assertThat(over.hasExpireTime()).isFalse();
    assertThat(done.getArtifact().getContentType()).isEqualTo("application/octet-stream");
    assertThat(done.getArtifact().getSizeBytes()).isEqualTo(whole.length);
  }

  @Test
  void makesNamesSafeAndKeepsWhatIsSaid() throws Exception {
    var spec =
        ArtifactSpec.newBuilder()
            .setName("../notes\u0001.TXT")
            .setTitle("Notes")
            .addTags("b")
            .addTags("a")
            .setContentType("Text/Markdown; charset=UTF-8");

    WriteUploadResponse done =
        upload(one, StartUploadRequest.newBuilder().setArtifact(spec), "# x".getBytes(UTF_8));

    assertThat(done.getArtifact().getName()).isEqualTo(".._notes_.TXT");
    assertThat(done.getArtifact().getTitle()).isEqualTo("Notes");
    assertThat(done.getArtifact().getTagsList()).containsExactly("a", "b");
    assertThat(done.getArtifact().getContentType()).isEqualTo("text/markdown; charset=UTF-8");
    Refused.by(() -> start(one, StartUploadRequest.newBuilder().setArtifact(spec.setName("/// "))))
        .with(Status.Code.INVALID_ARGUMENT, "NAME_INVALID")
        .atField("artifact.name");
    Refused.by(() ->
            start(
                one,
                StartUploadRequest.newBuilder()
                    .setArtifact(spec.setName("x").setContentType("markdown"))))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("artifact.content_type");
    Refused.by(() -> start(one, request().setSizeBytes((100L << 30) + 1)))
        .with(Status.Code.INVALID_ARGUMENT, "ARTIFACT_TOO_LARGE")
        .withMetadata("limitBytes", Long.toString(100L << 30));
  }

  @Test
  void listsWhatIsUnderWayPageByPage() throws Exception {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      ids.addFirst(start(one));
    }
    artifacts(two)
        .cancelUpload(CancelUploadRequest.newBuilder().setUploadId(ids.remove(2)).build());
    var listed = new ArrayList<String>();
    var request = ListUploadsRequest.newBuilder().setPageSize(2);
    ListUploadsResponse page;
    do {
      page = artifacts(two).listUploads(request.build());
      page.getUploadsList().forEach(upload -> listed.add(upload.getId()));
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());

    assertThat(listed).containsSubsequence(ids);
    Refused.by(() -> artifacts(one).listUploads(request.setPageToken("x").build()))
        .with(Status.Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
  }

  @Test
  void goesOnAtTheOtherServerWhenOneStops() throws Exception {
    byte[] whole = bytes(2, 3 * PART + 17);
    RunningServer third = server("third");
    String id = start(third);
    WritingCall call = open(third, id).bytes(whole, 0, 2 * PART + 1000).awaitPersisted(2 * PART);

    third.server().close();

    call.refused().with(Status.Code.UNAVAILABLE, "SERVER_STOPPING").withRetry();
    third.close();
    WriteUploadResponse done =
        open(two, id).bytes(whole, 2 * PART, whole.length).finish(whole).result();
    assertThat(done.getArtifact().getSha256())
        .isEqualTo(HexFormat.of().formatHex(WritingCall.sha256(whole)));
  }

  @Test
  void letsOneCallWriteWhicheverServerItIsAt() throws Exception {
    byte[] whole = bytes(3, PART + 1);
    String id = start(one);
    WritingCall first = open(one, id).bytes(whole, 0, PART).awaitPersisted(PART);

    open(two, id).refused().with(Status.Code.ABORTED, "UPLOAD_BUSY");
    open(one, id).refused().with(Status.Code.ABORTED, "UPLOAD_BUSY");

    first.bytes(whole, PART, whole.length).finish(whole).result();
  }

  @Test
  void letsGoOfACallerWhoHangsUpWhileItWaitsForRoom() throws Exception {
    List<WritingCall> holding = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String id = start(one);
      holding.add(open(one, id).bytes(bytes(i, 10), 0, 10));
    }
    byte[] whole = bytes(4, 1000);
    String id = start(one);
    WritingCall waiting = open(one, id).awaitPersisted(0).bytes(whole, 0, 1000);

    waiting.hangUp();

    // Only who has let go of it lets the other server have it before the lease runs out.
    WriteUploadResponse done = null;
    while (done == null) {
      WritingCall call = open(two, id).bytes(whole, 0, 1000).finish(whole);
      if (call.works()) {
        done = call.result();
      } else {
        call.refused().with(Status.Code.ABORTED, "UPLOAD_BUSY");
      }
    }
    assertThat(done.getArtifact().getSizeBytes()).isEqualTo(1000);
    holding.forEach(WritingCall::hangUp);
  }

  @Test
  void makesVersions() throws Exception {
    WriteUploadResponse first = upload(one, request(), bytes(5, 1000));
    var version =
        StartUploadRequest.newBuilder()
            .setVersion(NewVersion.newBuilder().setArtifactId(first.getArtifact().getId()));

    WriteUploadResponse second = upload(two, version, bytes(6, 1000));
    WriteUploadResponse third = upload(one, version, bytes(6, 1000));

    assertThat(second.getArtifact().getVersion()).isEqualTo(2);
    assertThat(second.getUnchanged()).isFalse();
    assertThat(third.getUnchanged()).isTrue();
    assertThat(third.getArtifact()).isEqualTo(second.getArtifact());
  }
}
