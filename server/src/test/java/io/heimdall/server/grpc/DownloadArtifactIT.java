package io.heimdall.server.grpc;

import static io.heimdall.db.artifact.StoredFile.BLOCK_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.heimdall.db.Database;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.db.audit.AuditFilter;
import io.heimdall.db.audit.AuditLine;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.server.artifact.content.StoredArtifacts;
import io.heimdall.server.artifact.usage.UsageCounts;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.security.Role;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.StoreConfig;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceImplBase;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.DownloadInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Downloads through all interceptors, from a real database and a real store.
class DownloadArtifactIT {

  private static final int CHUNK_BYTES = 1 << 20;

  /// The client of the store has fewer connections.
  private static final int SLOW_READERS = 80;

  @TempDir private static Path directory;
  private static FreshDatabase postgres;
  private static Database database;
  private static EmbeddedObjectStore server;
  private static ObjectStore store;
  private static StoredArtifacts artifacts;
  private static UsageCounts counts;
  private static InProcessEdge edge;
  private static ArtifactServiceBlockingStub stub;

  @BeforeAll
  static void start() throws IOException {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
    server = EmbeddedObjectStore.start(directory);
    store = S3ObjectStore.open(server.config(StoreConfig.DEFAULT_BUCKET));
    artifacts = new StoredArtifacts(database.transactions(), store);
    counts = UsageCounts.open(database.transactions(), InstantSource.system());
    var calls =
        new DownloadCalls(
            new Downloads(database.transactions(), store, InstantSource.system()),
            counts,
            new ResponseStreams());
    edge =
        InProcessEdge.of(
            new ArtifactServiceImplBase() {
              @Override
              public void downloadArtifact(
                  DownloadArtifactRequest request,
                  StreamObserver<DownloadArtifactResponse> observer) {
                calls.download(request, observer);
              }
            });
    stub = ArtifactServiceGrpc.newBlockingStub(edge.as(Role.OPERATOR));
  }

  @AfterAll
  static void stop() throws IOException {
    edge.close();
    counts.close();
    store.close();
    server.close();
    database.close();
    postgres.close();
  }

  @Test
  void saysWhatComesAndSendsIt() {
    byte[] content = random(5 * CHUNK_BYTES + 3);
    Artifact artifact = create(content);

    Received received = read(request(artifact).build());

    assertThat(received.bytes).isEqualTo(content);
    assertThat(received.info.getVersion().getSizeBytes()).isEqualTo(content.length);
    assertThat(received.info.getVersion().getSha256()).isEqualTo(artifact.content().sha256());
    assertThat(received.info.getVersion().getVersion()).isEqualTo(1);
    assertThat(received.info.getEtag()).isEqualTo("\"" + artifact.content().sha256() + "\"");
    assertThat(received.chunks).isEqualTo(6);
  }

  @Test
  void sendsEveryRange() {
    byte[] content = random(2 * CHUNK_BYTES + 1000);
    Artifact artifact = create(content);
    int[] edges = {
      0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, CHUNK_BYTES, content.length - 1
    };

    for (int offset : edges) {
      for (int limit : new int[] {1, BLOCK_BYTES, CHUNK_BYTES + 1, Integer.MAX_VALUE}) {
        Received received = read(request(artifact).setOffset(offset).setLimit(limit).build());
        int end = (int) Math.min(content.length, (long) offset + limit);
        assertThat(received.bytes).isEqualTo(Arrays.copyOfRange(content, offset, end));
      }
    }
  }

  @Test
  void sendsNoBytesOfAnEmptyFileOrFromTheEndOn() {
    Artifact empty = create(new byte[0]);
    Artifact small = create(new byte[10]);

    assertThat(read(request(empty).build()).bytes).isEmpty();
    assertThat(read(request(small).setOffset(10).build()).bytes).isEmpty();
  }

  @Test
  void refusesAnOffsetBehindTheEnd() {
    Artifact artifact = create(new byte[10]);

    refused(request(artifact).setOffset(11).build())
        .with(Status.Code.OUT_OF_RANGE, "RANGE_INVALID")
        .withMetadata("sizeBytes", "10");
  }

  @Test
  void goesOnWithTheSameBytesOnly() {
    byte[] first = random(CHUNK_BYTES);
    Artifact artifact = create(first);
    String etag = read(request(artifact).setLimit(1).build()).info.getEtag();
    byte[] second = random(CHUNK_BYTES + 1);
    artifacts.addVersion(artifact.id(), second);

    Refused refused = refused(request(artifact).setOffset(1).setIfEtag(etag).build());
    Received rest = read(request(artifact).setVersion(1).setOffset(1).setIfEtag(etag).build());
    Received current = read(request(artifact).build());

    refused.with(Status.Code.ABORTED, "ETAG_MISMATCH");
    assertThat(rest.bytes).isEqualTo(Arrays.copyOfRange(first, 1, first.length));
    assertThat(current.bytes).isEqualTo(second);
    assertThat(current.info.getVersion().getVersion()).isEqualTo(2);
  }

  @Test
  void goesOnWithTheVersionThatWasBegun() {
    byte[] first = random(8 * CHUNK_BYTES);
    Artifact artifact = create(first);

    Iterator<DownloadArtifactResponse> responses = stub.downloadArtifact(request(artifact).build());
    DownloadInfo info = responses.next().getInfo();
    artifacts.addVersion(artifact.id(), random(10));
    Received received = receive(info, responses);

    assertThat(received.bytes).isEqualTo(first);
  }

  @Test
  void knowsNoVersionThatIsNotThere() {
    Artifact artifact = create(new byte[10]);

    refused(request(artifact).setVersion(2).build())
        .with(Status.Code.NOT_FOUND, "ARTIFACT_VERSION_NOT_FOUND");
  }

  @Test
  void showsStrangersWhatIsPublicOnly() {
    Artifact hidden = artifacts.create("alice", Visibility.PRIVATE, new byte[10]);
    Artifact open = artifacts.create("alice", Visibility.PUBLIC, new byte[10]);

    refused(request(hidden).build()).with(Status.Code.NOT_FOUND, "ARTIFACT_NOT_FOUND");
    assertThat(read(request(open).build()).bytes).hasSize(10);
  }

  @Test
  void notesWhoReadWhat() {
    Artifact artifact = create(new byte[10]);

    read(request(artifact).setOffset(2).setLimit(3).build());

    assertThat(lines(artifact, "artifact.read"))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.entry().actor()).isEqualTo("operator");
          assertThat(line.entry().detailJson()).contains("\"offset\": 2", "\"size\": 3");
        });
  }

  @Test
  void sendsNothingOfADamagedBlock() throws IOException {
    byte[] content = random(3 * CHUNK_BYTES);
    Artifact artifact = create(content);
    int damaged = 6 * BLOCK_BYTES + 100;
    try (FileChannel file = FileChannel.open(file(artifact), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {(byte) ~content[damaged]}), damaged);
    }

    var received = new ArrayList<DownloadArtifactResponse>();
    Refused refused = refusedAfter(request(artifact).build(), received);

    refused
        .with(Status.Code.DATA_LOSS, "OBJECT_CORRUPT")
        .withMetadata("offset", Integer.toString(6 * BLOCK_BYTES))
        .withMetadata("version", "1");
    assertThat(bytes(received.iterator()).bytes).isEqualTo(Arrays.copyOf(content, 6 * BLOCK_BYTES));
    assertThat(corrupt(artifact)).isTrue();
    assertThat(lines(artifact, "artifact.corrupt")).hasSize(1);
    assertThat(read(request(artifact).setOffset(7L * BLOCK_BYTES).build()).bytes)
        .isEqualTo(Arrays.copyOfRange(content, 7 * BLOCK_BYTES, content.length));
    assertThat(read(request(artifact).setLimit(1).build()).info.getVersion().hasCorruptTime())
        .isTrue();
  }

  @Test
  void tellsAnObjectThatWasCut() throws IOException {
    byte[] content = random(3 * CHUNK_BYTES);
    Artifact artifact = create(content);
    try (FileChannel file = FileChannel.open(file(artifact), StandardOpenOption.WRITE)) {
      file.truncate(CHUNK_BYTES + 1L);
    }

    var received = new ArrayList<DownloadArtifactResponse>();
    Refused refused = refusedAfter(request(artifact).build(), received);

    refused.with(Status.Code.DATA_LOSS, "OBJECT_CORRUPT");
    assertThat(bytes(received.iterator()).bytes).isEqualTo(Arrays.copyOf(content, CHUNK_BYTES));
    assertThat(corrupt(artifact)).isTrue();
  }

  @Test
  void tellsAnObjectThatIsGone() {
    Artifact artifact = create(random(100));
    store.delete(List.of(key(artifact)));

    Refused refused = refusedAfter(request(artifact).build(), new ArrayList<>());

    refused.with(Status.Code.DATA_LOSS, "OBJECT_MISSING");
    assertThat(corrupt(artifact)).isTrue();
    assertThat(lines(artifact, "artifact.corrupt")).hasSize(1);
  }

  @Test
  void letsReadersFinishWhatIsRemovedMeanwhile() throws SQLException {
    byte[] content = random(8 * CHUNK_BYTES);
    Artifact artifact = create(content);

    Iterator<DownloadArtifactResponse> responses = stub.downloadArtifact(request(artifact).build());
    DownloadInfo info = responses.next().getInfo();
    removeRows(artifact);
    Received received = receive(info, responses);

    assertThat(received.bytes).isEqualTo(content);
    refused(request(artifact).build()).with(Status.Code.NOT_FOUND, "ARTIFACT_NOT_FOUND");
  }

  @Test
  void takesNoRemovedVersionForALoss() throws SQLException {
    byte[] content = random(8 * CHUNK_BYTES);
    Artifact artifact = create(content);
    String key = key(artifact);

    Iterator<DownloadArtifactResponse> responses = stub.downloadArtifact(request(artifact).build());
    responses.next();
    removeRows(artifact);
    store.delete(List.of(key));
    Status.Code ended = endOf(responses);

    // What was on its way before the object went may have been all of it.
    assertThat(ended).isIn(Status.Code.OK, Status.Code.NOT_FOUND);
    assertThat(lines(artifact, "artifact.corrupt")).isEmpty();
  }

  @Test
  void holdsNoConnectionForWhoReadsNothing() {
    byte[] content = random(8 * CHUNK_BYTES);
    Artifact artifact = create(content);
    List<Iterator<DownloadArtifactResponse>> slow = new ArrayList<>();

    for (int n = 0; n < SLOW_READERS; n++) {
      Iterator<DownloadArtifactResponse> responses =
          stub.downloadArtifact(request(artifact).build());
      responses.next();
      slow.add(responses);
    }

    assertThat(read(request(artifact).build()).bytes).isEqualTo(content);
    for (Iterator<DownloadArtifactResponse> responses : slow) {
      assertThat(bytes(responses).bytes).isEqualTo(content);
    }
  }

  private static final class Received {
    private final DownloadInfo info;
    private final byte[] bytes;
    private final int chunks;

    private Received(DownloadInfo info, byte[] bytes, int chunks) {
      this.info = info;
      this.bytes = bytes;
      this.chunks = chunks;
    }
  }

  private static Artifact create(byte[] content) {
    return artifacts.create("operator", Visibility.PRIVATE, content);
  }

  private static DownloadArtifactRequest.Builder request(Artifact artifact) {
    return DownloadArtifactRequest.newBuilder().setArtifactId(artifact.id().toString());
  }

  private static Received read(DownloadArtifactRequest request) {
    Iterator<DownloadArtifactResponse> responses = stub.downloadArtifact(request);
    return receive(responses.next().getInfo(), responses, request.getOffset());
  }

  private static Received receive(DownloadInfo info, Iterator<DownloadArtifactResponse> responses) {
    return receive(info, responses, 0);
  }

  private static Received bytes(Iterator<DownloadArtifactResponse> responses) {
    return receive(DownloadInfo.getDefaultInstance(), responses, 0);
  }

  private static Received receive(
      DownloadInfo info, Iterator<DownloadArtifactResponse> responses, long offset) {
    var bytes = new ByteArrayOutputStream();
    int chunks = 0;
    while (responses.hasNext()) {
      DownloadArtifactResponse response = responses.next();
      if (response.hasInfo()) {
        continue;
      }
      byte[] data = response.getChunk().getData().toByteArray();
      var crc = new CRC32C();
      crc.update(data);
      assertThat(response.getChunk().getCrc32C()).isEqualTo((int) crc.getValue());
      assertThat(response.getChunk().getOffset()).isEqualTo(offset + bytes.size());
      assertThat(data).hasSizeBetween(1, CHUNK_BYTES);
      bytes.writeBytes(data);
      chunks++;
    }
    return new Received(info, bytes.toByteArray(), chunks);
  }

  private static Refused refused(DownloadArtifactRequest request) {
    return Refused.by(() -> stub.downloadArtifact(request).forEachRemaining(_ -> {}));
  }

  private static Refused refusedAfter(
      DownloadArtifactRequest request, List<DownloadArtifactResponse> received) {
    return Refused.by(() -> stub.downloadArtifact(request).forEachRemaining(received::add));
  }

  private static Status.Code endOf(Iterator<DownloadArtifactResponse> responses) {
    StatusRuntimeException failed =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> responses.forEachRemaining(_ -> {}));
    return failed == null ? Status.Code.OK : failed.getStatus().getCode();
  }

  private static boolean corrupt(Artifact artifact) {
    return database
            .transactions()
            .inTransaction(tx -> new VersionRepository().find(tx, artifact.id(), 1))
            .orElseThrow()
            .file()
            .corruptAt()
        != null;
  }

  private static String key(Artifact artifact) {
    return database
        .transactions()
        .inTransaction(tx -> new VersionRepository().find(tx, artifact.id(), 1))
        .orElseThrow()
        .file()
        .objectKey();
  }

  private static Path file(Artifact artifact) throws IOException {
    Path file =
        directory.resolve("objects").resolve(StoreConfig.DEFAULT_BUCKET).resolve(key(artifact));
    assertThat(Files.exists(file)).isTrue();
    return file;
  }

  private static void removeRows(Artifact artifact) throws SQLException {
    try (var connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      for (String table :
          List.of("artifact_versions", "artifact_files", "artifact_revisions", "artifacts")) {
        String column = table.equals("artifacts") ? "id" : "artifact_id";
        statement.execute("delete from %s where %s = '%s'".formatted(table, column, artifact.id()));
      }
    }
  }

  private static List<AuditLine> lines(Artifact artifact, String action) {
    var filter = new AuditFilter(null, "artifact", artifact.id().toString(), null, null);
    return database
        .transactions()
        .inTransaction(tx -> new AuditLog().list(tx, filter, null, 100))
        .rows()
        .stream()
        .filter(line -> line.entry().action().equals(action))
        .toList();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
