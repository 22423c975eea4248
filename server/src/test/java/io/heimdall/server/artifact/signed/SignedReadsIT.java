package io.heimdall.server.artifact.signed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.db.Database;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ObjectGarbage;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.db.audit.AuditFilter;
import io.heimdall.db.audit.AuditLine;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.server.artifact.content.StoredArtifacts;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.StoreConfig;
import io.heimdall.server.storage.UnfinishedParts;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// URLs that read artifacts, from a real database and a real store.
class SignedReadsIT {

  private static final Caller ALICE = new Caller("alice", Role.OPERATOR);
  private static final Caller BOB = new Caller("bob", Role.VIEWER);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private static Path directory;
  private static FreshDatabase postgres;
  private static Database database;
  private static EmbeddedObjectStore server;
  private static S3ObjectStore store;
  private static StoredArtifacts artifacts;
  private static SignedReads reads;

  @BeforeAll
  static void start() throws IOException {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
    server = EmbeddedObjectStore.start(directory);
    store = S3ObjectStore.open(server.config(StoreConfig.DEFAULT_BUCKET));
    artifacts = new StoredArtifacts(database.transactions(), store);
    InstantSource clock = InstantSource.system();
    reads =
        new SignedReads(
            database.transactions(),
            store,
            store.urls(),
            new Downloads(database.transactions(), store, clock),
            clock);
  }

  @AfterAll
  static void stop() throws IOException {
    store.close();
    server.close();
    database.close();
    postgres.close();
  }

  @Test
  void readsWhatWasUploadedWithoutAToken() throws IOException, InterruptedException {
    byte[] content = random(300_000);
    Artifact artifact = artifacts.create("alice", Visibility.PRIVATE, content);

    SignedReads.Signed signed = reads.sign(ALICE, current(artifact.id()));
    HttpResponse<byte[]> answer = get(signed);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(content);
    assertThat(signed.sha256()).isEqualTo(artifact.content().sha256());
    assertThat(answer.headers().firstValue("content-type")).contains("application/octet-stream");
    assertThat(answer.headers().firstValue("content-disposition"))
        .contains("attachment; filename=\"data.bin\"");
    assertThat(answer.headers().firstValue("cache-control")).contains("private, no-store");
  }

  @Test
  void letsCachesKeepWhatIsPublic() throws IOException, InterruptedException {
    Artifact artifact = artifacts.create("alice", Visibility.PUBLIC, random(10));

    HttpResponse<byte[]> answer = get(reads.sign(BOB, current(artifact.id())));

    assertThat(answer.headers().firstValue("cache-control"))
        .contains("public, max-age=3600, immutable");
  }

  @Test
  void readsTheVersionThatIsAskedFor() throws IOException, InterruptedException {
    byte[] first = random(10);
    byte[] second = random(11);
    UUID id = artifacts.create("alice", Visibility.PRIVATE, first).id();
    artifacts.addVersion(id, second);

    assertThat(get(reads.sign(ALICE, version(id, 1))).body()).isEqualTo(first);
    assertThat(get(reads.sign(ALICE, current(id))).body()).isEqualTo(second);
    assertThat(refusal(ALICE, version(id, 3))).isEqualTo(Reason.ARTIFACT_VERSION_NOT_FOUND);
  }

  @Test
  void readsWhatIsKeptCompressedAsItWasUploaded() throws IOException, InterruptedException {
    byte[] content = text(9 << 20);
    UUID id = artifacts.createPacked("alice", content).id();

    SignedReads.Signed first = reads.sign(ALICE, current(id));
    SignedReads.Signed second = reads.sign(ALICE, current(id));

    assertThat(get(first).body()).isEqualTo(content);
    assertThat(get(second).body()).isEqualTo(content);
    assertThat(store.list("temp/plain/", "", 10).objects())
        .singleElement()
        .satisfies(copy -> assertThat(first.url().url().getPath()).endsWith(copy.key()));
  }

  @Test
  void removesCopiesThatNoUrlNeedsAnyMore() {
    UUID id = artifacts.createPacked("alice", text(100)).id();
    String path = reads.sign(ALICE, current(id)).url().url().getPath();

    List<String> kept = dueIn(Duration.ofHours(24));
    List<String> due = dueIn(Duration.ofHours(50));

    assertThat(kept).noneSatisfy(key -> assertThat(path).endsWith(key));
    assertThat(due).anySatisfy(key -> assertThat(path).endsWith(key));
  }

  @Test
  void givesUpPartsOfACopyThatNobodyFinished() {
    String key = "temp/plain/2026-01-01/left";
    String upload = store.beginParts(key, "x/y", Map.of());

    reads.removeLeft(Instant.now().plus(HOUR));

    assertThat(store.unfinished(key, Instant.now().plus(HOUR)))
        .extracting(UnfinishedParts::uploadId)
        .doesNotContain(upload);
  }

  @Test
  void signsNothingForWhoMayNotRead() {
    UUID id = artifacts.create("alice", Visibility.PRIVATE, random(10)).id();

    assertThat(refusal(BOB, current(id))).isEqualTo(Reason.ARTIFACT_NOT_FOUND);
    assertThat(lines(id)).isEmpty();
  }

  @Test
  void signsNothingThatIsDeleted() {
    UUID id = artifacts.create("alice", Visibility.PRIVATE, random(10)).id();
    var journal = new ArtifactJournal(InstantSource.system());
    database
        .transactions()
        .runInTransaction(tx -> {
          Artifact locked = new ArtifactRepository().lock(tx, id).orElseThrow();
          journal.delete(tx, "alice", locked, Instant.now().plus(HOUR));
        });

    assertThat(refusal(ALICE, current(id))).isEqualTo(Reason.ARTIFACT_DELETED);
  }

  @Test
  void signsNothingThatIsGone() {
    Artifact artifact = artifacts.create("alice", Visibility.PRIVATE, random(10));
    String key =
        database
            .transactions()
            .inTransaction(tx -> new VersionRepository().find(tx, artifact.id(), 1))
            .orElseThrow()
            .file()
            .objectKey();
    store.delete(List.of(key));

    StorageFailure failure =
        catchThrowableOfType(StorageFailure.class, () -> reads.sign(ALICE, current(artifact.id())));

    assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.NOT_FOUND);
    assertThat(failure.objectKey()).contains(key);
  }

  @Test
  void notesEveryUrlInTheAuditLog() {
    UUID id = artifacts.create("alice", Visibility.PUBLIC, random(10)).id();

    reads.sign(BOB, current(id));

    assertThat(lines(id))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.entry().actor()).isEqualTo("bob");
          assertThat(line.entry().detailJson())
              .contains("\"method\": \"GET\"", "\"version\": 1", "expiresAt");
        });
  }

  private static List<AuditLine> lines(UUID id) {
    var filter = new AuditFilter(null, "artifact", id.toString(), null, null);
    return database
        .transactions()
        .inTransaction(tx -> new AuditLog().list(tx, filter, null, 100))
        .rows()
        .stream()
        .filter(line -> line.entry().action().equals("artifact.sign"))
        .toList();
  }

  private static SignedReads.Wanted current(UUID id) {
    return version(id, 0);
  }

  private static SignedReads.Wanted version(UUID id, int version) {
    return new SignedReads.Wanted(id, version, false, HOUR);
  }

  private static Reason refusal(Caller caller, SignedReads.Wanted wanted) {
    return catchThrowableOfType(FailureException.class, () -> reads.sign(caller, wanted))
        .failure()
        .reason();
  }

  private static HttpResponse<byte[]> get(SignedReads.Signed signed)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(signed.url().url()).build(), BodyHandlers.ofByteArray());
    }
  }

  private static List<String> dueIn(Duration time) {
    return database
        .transactions()
        .inTransaction(tx -> new ObjectGarbage().due(tx, Instant.now().plus(time), 1000));
  }

  private static byte[] text(int bytes) {
    return "the quick brown fox; ".repeat(bytes / 21 + 1).substring(0, bytes).getBytes(UTF_8);
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }
}
