package io.heimdall.server.artifact.signed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.content.Download;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.UnfinishedParts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
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

  private static SignedWorld world;
  private static SignedReads reads;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    world = SignedWorld.in(directory);
    reads = world.reads;
  }

  @AfterAll
  static void stop() throws IOException {
    world.close();
  }

  @Test
  void readsWhatWasUploadedWithoutAToken() throws IOException, InterruptedException {
    byte[] content = SignedWorld.random(300_000);
    Artifact artifact = world.artifacts.create("alice", Visibility.PRIVATE, content);

    SignedReads.Signed signed = reads.sign(ALICE, current(artifact.id()));
    HttpResponse<byte[]> answer = SignedWorld.get(signed);

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
    Artifact artifact = world.artifacts.create("alice", Visibility.PUBLIC, SignedWorld.random(10));

    SignedReads.Signed signed = reads.sign(BOB, current(artifact.id()));
    HttpResponse<byte[]> answer = SignedWorld.get(signed);

    // Whenever it is fetched: no cache has it for longer than the URL is good for.
    assertThat(answer.headers().firstValue("cache-control")).contains("public, immutable");
    Instant until =
        DateTimeFormatter.RFC_1123_DATE_TIME.parse(
            answer.headers().firstValue("expires").orElseThrow(), Instant::from);
    assertThat(until)
        .isBeforeOrEqualTo(signed.url().expiresAt())
        .isAfter(signed.url().expiresAt().minusSeconds(60));
  }

  @Test
  void isGoodForNoLongerThanTheShareOfWhoAsks() {
    UUID id = world.artifacts.create("alice", Visibility.PRIVATE, SignedWorld.random(10)).id();
    Instant ends = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    world.share(id, ends);

    Instant expires = reads.sign(BOB, current(id)).url().expiresAt();

    assertThat(expires).isBeforeOrEqualTo(ends).isAfter(ends.minusSeconds(60));
    assertThat(reads.sign(ALICE, current(id)).url().expiresAt()).isAfter(ends);
    world.share(id, null);
    assertThat(reads.sign(BOB, current(id)).url().expiresAt()).isAfter(ends);
  }

  @Test
  void readsTheVersionThatIsAskedFor() throws IOException, InterruptedException {
    byte[] first = SignedWorld.random(10);
    byte[] second = SignedWorld.random(11);
    UUID id = world.artifacts.create("alice", Visibility.PRIVATE, first).id();
    world.artifacts.addVersion(id, second);

    assertThat(SignedWorld.get(reads.sign(ALICE, version(id, 1))).body()).isEqualTo(first);
    assertThat(SignedWorld.get(reads.sign(ALICE, current(id))).body()).isEqualTo(second);
    assertThat(refusal(ALICE, version(id, 3))).isEqualTo(Reason.ARTIFACT_VERSION_NOT_FOUND);
  }

  @Test
  void readsWhatIsKeptCompressedAsItWasUploaded() throws IOException, InterruptedException {
    byte[] content = SignedWorld.text(9 << 20);
    UUID id = world.artifacts.createPacked("alice", content).id();

    SignedReads.Signed first = reads.sign(ALICE, current(id));
    SignedReads.Signed second = reads.sign(ALICE, current(id));

    assertThat(SignedWorld.get(first).body()).isEqualTo(content);
    assertThat(SignedWorld.get(second).body()).isEqualTo(content);
    String path = first.url().url().getPath();
    assertThat(second.url().url().getPath()).isEqualTo(path);
    assertThat(world.store.list("temp/plain/", "", 1000).objects())
        .filteredOn(copy -> path.endsWith(copy.key()))
        .hasSize(1);
  }

  @Test
  void removesCopiesThatNoUrlNeedsAnyMore() {
    UUID id = world.artifacts.createPacked("alice", SignedWorld.text(100)).id();
    String path = reads.sign(ALICE, current(id)).url().url().getPath();

    assertThat(world.removedWithin(path, Duration.ofHours(24))).isFalse();
    assertThat(world.removedWithin(path, Duration.ofHours(26))).isTrue();
  }

  @Test
  void hasOneCopyForAsLongAsUrlsNeedIt() {
    UUID id = world.artifacts.createPacked("alice", SignedWorld.text(101)).id();
    String path = reads.sign(ALICE, current(id)).url().url().getPath();

    var longer = new SignedReads.Wanted(id, 0, false, Duration.ofDays(7));
    String second = reads.sign(ALICE, longer).url().url().getPath();
    String third = reads.sign(ALICE, current(id)).url().url().getPath();

    assertThat(second).isEqualTo(path);
    assertThat(third).isEqualTo(path);
    assertThat(world.removedWithin(path, Duration.ofHours(7 * 24 + 23))).isFalse();
    assertThat(world.removedWithin(path, Duration.ofDays(9))).isTrue();
  }

  @Test
  void makesAnotherCopyWhereOneIsAboutToBeRemoved() throws IOException, InterruptedException {
    byte[] content = SignedWorld.text(102);
    UUID id = world.artifacts.createPacked("alice", content).id();
    String path = reads.sign(ALICE, current(id)).url().url().getPath();
    world.execute("update artifact_garbage set remove_at = now()");

    SignedReads.Signed again = reads.sign(ALICE, current(id));

    assertThat(again.url().url().getPath()).isNotEqualTo(path);
    assertThat(SignedWorld.get(again).body()).isEqualTo(content);
  }

  @Test
  void givesUpPartsOfACopyThatNobodyFinished() {
    String key = "temp/plain/2026-01-01/left";
    String upload = world.store.beginParts(key, "x/y", Map.of());

    reads.removeLeft(Instant.now().plus(HOUR));

    assertThat(world.store.unfinished(key, Instant.now().plus(HOUR)))
        .extracting(UnfinishedParts::uploadId)
        .doesNotContain(upload);
  }

  @Test
  void signsNothingForWhoMayNotRead() {
    UUID id = world.artifacts.create("alice", Visibility.PRIVATE, SignedWorld.random(10)).id();

    assertThat(refusal(BOB, current(id))).isEqualTo(Reason.ARTIFACT_NOT_FOUND);
    assertThat(world.lines(id)).isEmpty();
  }

  @Test
  void signsNothingForWhoMayNotReadAnyMoreWhenTheCopyIsMade() {
    UUID id = world.artifacts.createPacked("alice", SignedWorld.text(103)).id();
    world.share(id, null);
    world.faults.after("put", () -> world.unshare(id));

    Reason refusal = refusal(BOB, current(id));
    world.faults.mend();

    assertThat(refusal).isEqualTo(Reason.ARTIFACT_NOT_FOUND);
    assertThat(world.lines(id)).isEmpty();
  }

  @Test
  void readsNoFurtherThanTheShareOfWhoReadsLasts() {
    byte[] content = SignedWorld.random(600_000);
    UUID id = world.artifacts.create("alice", Visibility.PRIVATE, content).id();
    world.share(id, Instant.now().plus(HOUR));
    var whole = new Downloads.Wanted(id, 0, 0, 0, "");
    try (Download download = world.downloads.open(BOB, whole)) {
      assertThat(download.next()).isPresent();
      world.goAhead(HOUR);

      FailureException failure =
          catchThrowableOfType(FailureException.class, () -> download.next());

      assertThat(failure.failure().reason()).isEqualTo(Reason.ARTIFACT_NOT_FOUND);
    } finally {
      world.goAhead(HOUR.negated());
    }
  }

  @Test
  void signsNothingThatIsDeleted() {
    UUID id = world.artifacts.create("alice", Visibility.PRIVATE, SignedWorld.random(10)).id();
    var journal = new ArtifactJournal(InstantSource.system());
    world
        .database
        .transactions()
        .runInTransaction(tx -> {
          Artifact locked = new ArtifactRepository().lock(tx, id).orElseThrow();
          journal.delete(tx, "alice", locked, Instant.now().plus(HOUR));
        });

    assertThat(refusal(ALICE, current(id))).isEqualTo(Reason.ARTIFACT_DELETED);
  }

  @Test
  void signsNothingThatIsGone() {
    Artifact artifact = world.artifacts.create("alice", Visibility.PRIVATE, SignedWorld.random(10));
    String key =
        world
            .database
            .transactions()
            .inTransaction(tx -> new VersionRepository().find(tx, artifact.id(), 1))
            .orElseThrow()
            .file()
            .objectKey();
    world.store.delete(List.of(key));

    StorageFailure failure =
        catchThrowableOfType(StorageFailure.class, () -> reads.sign(ALICE, current(artifact.id())));

    assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.NOT_FOUND);
    assertThat(failure.objectKey()).contains(key);
  }

  @Test
  void notesEveryUrlInTheAuditLog() {
    UUID id = world.artifacts.create("alice", Visibility.PUBLIC, SignedWorld.random(10)).id();

    reads.sign(BOB, current(id));

    assertThat(world.lines(id))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.entry().actor()).isEqualTo("bob");
          assertThat(line.entry().detailJson())
              .contains("\"method\": \"GET\"", "\"version\": 1", "expiresAt");
        });
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
}
