package io.heimdall.server.artifact.upload;

import static io.heimdall.server.artifact.upload.UploadWorld.artifact;
import static io.heimdall.server.artifact.upload.UploadWorld.bytes;
import static io.heimdall.server.artifact.upload.UploadWorld.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadState;
import io.heimdall.server.admin.StorageSweep;
import io.heimdall.server.admin.SweepFinding;
import io.heimdall.server.admin.SweepOptions;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.storage.FaultyStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Uploads on a real database and a real store.
@Timeout(180)
class UploadsIT {

  private static final int PART = (int) PartSizes.PART_BYTES;
  private static final Caller ALICE = new Caller("alice", Role.OPERATOR);
  private static final Caller BOB = new Caller("bob", Role.OPERATOR);
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir private static Path directory;
  private static UploadWorld world;
  private static Uploads uploads;

  @BeforeAll
  static void open() throws Exception {
    world = UploadWorld.in(directory);
    uploads = world.server();
  }

  @AfterAll
  static void close() throws Exception {
    uploads.close();
    world.close();
  }

  @AfterEach
  void mend() {
    world.faults().mend();
  }

  /// What a writer is told.
  private static final class Told implements UploadReplies {
    private final List<Long> persisted = new ArrayList<>();
    private final BlockingQueue<FailureException> failures = new LinkedBlockingQueue<>();

    @Override
    public synchronized void persisted(long bytes) {
      persisted.add(bytes);
    }

    @Override
    public void failed(FailureException failure) {
      failures.add(failure);
    }

    FailureException failure() throws InterruptedException {
      FailureException failure = failures.poll(30, TimeUnit.SECONDS);
      assertThat(failure).isNotNull();
      return failure;
    }
  }

  private static void send(UploadStream stream, byte[] whole, int from, int to) {
    for (int at = from; at < to; at += 1 << 20) {
      ByteBuffer bytes = ByteBuffer.wrap(whole, at, Math.min(1 << 20, to - at)).slice();
      var crc = new CRC32C();
      crc.update(bytes.duplicate());
      stream.chunk(at, bytes, (int) crc.getValue());
    }
  }

  private static UUID begin(Uploads at) {
    return at.start(ALICE, artifact(null)).id();
  }

  private static UploadStream.Finished upload(NewUpload wanted, byte[] whole) {
    return upload(ALICE, wanted, whole);
  }

  private static UploadStream.Finished upload(Caller caller, NewUpload wanted, byte[] whole) {
    UUID id = uploads.start(caller, wanted).id();
    try (UploadStream stream = uploads.write(caller, id, new Told())) {
      send(stream, whole, 0, whole.length);
      return stream.finish(finish(whole));
    }
  }

  private static NewUpload versionOf(UploadStream.Finished first) {
    return new NewUpload("", new NewUpload.Target.NewVersion(id(first), "", ""), null, null);
  }

  private static UUID id(UploadStream.Finished finished) {
    return finished.seen().artifact().id();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 256 << 10, (256 << 10) + 1, 8 << 20, (8 << 20) + 1, 16 << 20, 100 << 20})
  void keepsFilesOfEverySize(int size) throws Exception {
    byte[] whole = bytes(size, size);

    world.holds(id(upload(artifact(null), whole)), 1, whole);
    world.holds(id(upload(artifact((long) size), whole)), 1, whole);
  }

  @Test
  void writesAtOnceWhatFitsOnePart() {
    world.faults().before("beginParts", FaultyStore.away());

    var _ = upload(artifact((long) PART), bytes(1, PART));
    var _ = upload(artifact(null), bytes(1, PART - 1));
  }

  @Test
  void keepsAVersionAndNothingForEqualBytes() throws Exception {
    byte[] one = bytes(2, 5000);
    byte[] two = bytes(3, PART + 5000);
    UploadStream.Finished first = upload(artifact(null), one);

    UploadStream.Finished second = upload(versionOf(first), two);
    UploadStream.Finished third = upload(versionOf(first), two);

    assertThat(second.seen().artifact().version()).isEqualTo(2);
    assertThat(second.unchanged()).isFalse();
    assertThat(third.unchanged()).isTrue();
    assertThat(third.seen().artifact()).isEqualTo(second.seen().artifact());
    world.holds(id(first), 1, one);
    world.holds(id(first), 2, two);
    Upload known =
        uploads.start(
            ALICE,
            new NewUpload(
                "",
                new NewUpload.Target.NewVersion(id(first), "y.bin", ""),
                null,
                finish(two).sha256()));
    assertThat(known.progress().state()).isEqualTo(UploadState.DONE);
    assertThat(known.progress().unchanged()).isTrue();
    assertThat(known.progress().version()).isEqualTo(2);
    Upload other =
        uploads.start(
            ALICE,
            new NewUpload(
                "",
                new NewUpload.Target.NewVersion(id(first), "", ""),
                null,
                finish(one).sha256()));
    assertThat(other.progress().state()).isEqualTo(UploadState.OPEN);
  }

  @Test
  void takesBytesAgainThatAreKnownToBeDamaged() {
    byte[] whole = bytes(4, 5000);
    UploadStream.Finished first = upload(artifact(null), whole);
    execute(
        "update artifact_files set corrupt_at = now() where artifact_id = '%s'"
            .formatted(id(first)));

    assertThat(upload(versionOf(first), whole).unchanged()).isFalse();
  }

  @Test
  void hasOneWriterAtATime() {
    UUID id = begin(uploads);
    try (UploadStream _ = uploads.write(ALICE, id, new Told())) {
      assertThatThrownBy(() -> uploads.write(ALICE, id, new Told()))
          .hasMessageContaining("UPLOAD_BUSY");
    }
    uploads.write(ALICE, id, new Told()).close();
  }

  @Test
  void waitsForNoWriterThatEndedWithTheServerBefore() throws Exception {
    byte[] whole = bytes(18, 10);
    UUID id = begin(uploads);
    try (Uploads before = world.server();
        UploadStream _ = before.write(ALICE, id, new Told())) {
      uploads.releaseAll();

      try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
        send(stream, whole, 0, whole.length);
        world.holds(id(stream.finish(finish(whole))), 1, whole);
      }
    }
  }

  @Test
  void isOneOfItsOwner() {
    UUID id = begin(uploads);

    assertThatThrownBy(() -> uploads.get(BOB, id)).hasMessageContaining("UPLOAD_NOT_FOUND");
    assertThatThrownBy(() -> uploads.write(BOB, id, new Told()))
        .hasMessageContaining("UPLOAD_NOT_FOUND");
    assertThatThrownBy(() -> uploads.cancel(BOB, id)).hasMessageContaining("UPLOAD_NOT_FOUND");
    UploadStream.Finished mine = upload(artifact(null), bytes(5, 10));
    assertThatThrownBy(() -> uploads.start(BOB, versionOf(mine)))
        .hasMessageContaining("ARTIFACT_NOT_FOUND");
  }

  @Test
  void goesOnAtAnotherServer() throws Exception {
    byte[] whole = bytes(6, 4 * PART + 11);
    UUID id = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, 2 * PART + 1000);
      assertThat(stream.pause()).isEqualTo(2L * PART);
    }

    try (Uploads other = world.server();
        UploadStream stream = other.write(ALICE, id, new Told())) {
      send(stream, whole, 2 * PART, whole.length);
      UploadStream.Finished finished = stream.finish(finish(whole));

      world.holds(id(finished), 1, whole);
    }
  }

  @Test
  void keepsOutAWriterWhoWasReplaced() throws Exception {
    byte[] whole = bytes(7, 2 * PART);
    byte[] others = bytes(8, 2 * PART);
    // Its lease is short and it never renews it, as if its process had been stopped.
    var pace = new UploadPace(Duration.ofMillis(1), LONG, LONG, 1);
    try (Uploads stopped = world.server(pace, 64 << 20)) {
      UUID id = begin(uploads);
      UploadStream zombie = stopped.write(ALICE, id, new Told());
      send(zombie, others, 0, PART - 1000);

      try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
        send(stream, whole, 0, PART);
        stream.pause();
        assertThatThrownBy(
                () -> {
                  send(zombie, others, PART - 1000, 2 * PART);
                  zombie.pause();
                })
            .hasMessageMatching("(?s).*(OFFSET_MISMATCH|OFFSET_AHEAD|UPLOAD_BUSY).*");
        zombie.close();
        send(stream, whole, PART, 2 * PART);
        world.holds(id(stream.finish(finish(whole))), 1, whole);
      }
    }
  }

  @Test
  void staysTheWriterWhileTheStoreTakesItsTime() throws Exception {
    byte[] whole = bytes(17, PART + 1);
    var pace = new UploadPace(Duration.ofMillis(500), Duration.ofMillis(50), LONG, 1);
    try (Uploads patient = world.server(pace, 64 << 20)) {
      UUID id = begin(patient);
      var refusals = new ArrayList<String>();
      world
          .faults()
          .before(
              "completeParts",
              () -> {
                // For three leases, each of which would have run out by then.
                for (long lease = until(id); refusals.size() < 30 || lease + 1500 > until(id); ) {
                  assertThatThrownBy(() -> uploads.write(ALICE, id, new Told()))
                      .hasMessageContaining("UPLOAD_BUSY");
                  refusals.add("busy");
                }
              });
      try (UploadStream stream = patient.write(ALICE, id, new Told())) {
        send(stream, whole, 0, whole.length);
        world.holds(id(stream.finish(finish(whole))), 1, whole);
      }
      assertThat(refusals).hasSizeGreaterThanOrEqualTo(30);
    }
  }

  /// When the lease on an upload runs out, in milliseconds.
  private static long until(UUID id) {
    return world.number(
        "select (extract(epoch from written_until) * 1000)::bigint from artifact_uploads where id = '%s'"
            .formatted(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before beginParts", "after beginParts", "before putPart", "after putPart",
        "before completeParts", "after completeParts", "before put", "after put"
      })
  void isFinishedByAnotherServerWhereverOneDied(String where) throws Exception {
    boolean small = where.endsWith("put");
    byte[] whole = bytes(where.hashCode(), small ? 5000 : 2 * PART + 5000);
    // It says nothing when it dies, so its lease has to run out.
    var pace = new UploadPace(Duration.ofMillis(1), LONG, LONG, 1);
    String method = where.substring(where.indexOf(' ') + 1);
    Runnable death = FaultyStore.away();
    try (Uploads dying = world.server(pace, 64 << 20)) {
      UUID id = begin(dying);
      UploadStream dead = dying.write(ALICE, id, new Told());
      if (where.startsWith("before")) {
        world.faults().before(method, death);
      } else {
        world.faults().after(method, death);
      }
      assertThatThrownBy(
              () -> {
                send(dead, whole, 0, whole.length);
                var _ = dead.finish(finish(whole));
              })
          .hasMessageContaining("503");
      world.faults().mend();

      int safe = (int) uploads.get(ALICE, id).progress().persistedBytes();
      try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
        send(stream, whole, safe, whole.length);
        world.holds(id(stream.finish(finish(whole))), 1, whole);
      }
    }
  }

  @Test
  void endsAWriterOfWhomTooLittleComes() throws Exception {
    var pace = new UploadPace(LONG, Duration.ofMillis(20), Duration.ofMillis(100), 1 << 20);
    try (Uploads strict = world.server(pace, 32 << 20)) {
      UUID id = begin(strict);
      var told = new Told();
      UploadStream stream = strict.write(ALICE, id, told);
      send(stream, bytes(9, 1000), 0, 1000);

      assertThat(told.failure()).hasMessageContaining("UPLOAD_STALLED");

      assertThat(strict.buffers().usedBytes()).isZero();
      uploads.write(ALICE, id, new Told()).close();
    }
  }

  @Test
  void sharesItsMemoryAmongManyUploadsAndWaitsForNobodyWhoWaits() throws Exception {
    int many = 12;
    byte[] whole = bytes(10, 3 * PART + 5);
    try (Uploads small = world.server(UploadPace.USUAL, 2 * PART)) {
      List<Thread> threads = new ArrayList<>();
      var done = new CountDownLatch(many);
      for (int i = 0; i < many; i++) {
        UUID id = begin(small);
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try (UploadStream stream = small.write(ALICE, id, new Told())) {
                    send(stream, whole, 0, whole.length);
                    var _ = stream.finish(finish(whole));
                    done.countDown();
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(done.getCount()).isZero();
      assertThat(small.buffers().usedBytes()).isZero();
    }
  }

  @Test
  void holdsItsBoundWhileManyStall() throws Exception {
    long memory = 4L * PART;
    try (Uploads small = world.server(UploadPace.USUAL, memory)) {
      List<UploadStream> open = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        UploadStream stream = small.write(ALICE, begin(small), new Told());
        send(stream, bytes(i, 10), 0, 10);
        open.add(stream);
      }
      assertThat(small.buffers().usedBytes()).isEqualTo(memory);
      UploadStream late = small.write(ALICE, begin(small), new Told());
      var refused = new LinkedBlockingQueue<RuntimeException>();
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  send(late, bytes(5, 10), 0, 10);
                } catch (RuntimeException e) {
                  refused.add(e);
                }
              });
      while (small.buffers().waiting() == 0) {
        Thread.onSpinWait();
      }

      late.abandon();
      waiting.join();
      late.close();

      assertThat(refused).singleElement().asString().contains("hung up");
      assertThat(small.buffers().usedBytes()).isEqualTo(memory);
      open.forEach(UploadStream::close);
      assertThat(small.buffers().usedBytes()).isZero();
    }
  }

  @Test
  void tellsEveryWriterWhenItStops() throws Exception {
    byte[] whole = bytes(11, 2 * PART);
    UUID id;
    var told = new Told();
    try (Uploads stopping = world.server()) {
      id = begin(stopping);
      UploadStream stream = stopping.write(ALICE, id, told);
      send(stream, whole, 0, PART + 5);
    }

    assertThat(told.failure()).hasMessageContaining("SERVER_STOPPING");
    assertThat(uploads.get(ALICE, id).progress().persistedBytes()).isEqualTo(PART);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, PART, 2 * PART);
      world.holds(id(stream.finish(finish(whole))), 1, whole);
    }
  }

  @Test
  void leavesNoVersionOfAnArtifactThatWasDeletedMeanwhile() {
    UploadStream.Finished first = upload(artifact(null), bytes(12, 10));
    UUID id = uploads.start(ALICE, versionOf(first)).id();
    byte[] whole = bytes(13, 20);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, 20);
      execute(
          "update artifacts set deleted_at = now(), purge_at = now() where id = '%s'"
              .formatted(id(first)));

      assertThatThrownBy(() -> stream.finish(finish(whole)))
          .hasMessageContaining("ARTIFACT_DELETED");
    }

    assertThatThrownBy(() -> uploads.write(ALICE, id, new Told()))
        .hasMessageContaining("ARTIFACT_DELETED");
    assertThat(uploads.get(ALICE, id).progress().state()).isEqualTo(UploadState.OPEN);
  }

  @Test
  void refusesTypesByTheirBytesAndEnds() {
    byte[] gif = "GIF89a and so on".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    UUID id = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, gif, 0, gif.length);

      assertThatThrownBy(() -> stream.finish(finish(gif)))
          .hasMessageContaining("CONTENT_TYPE_REFUSED");
    }

    assertThat(uploads.get(ALICE, id).progress().endReason()).isEqualTo("CONTENT_TYPE_REFUSED");
  }

  @Test
  void endsWhereTheStoreHasLostTheParts() {
    byte[] whole = bytes(14, 2 * PART);
    UUID id = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, PART);
      stream.pause();
    }
    Upload upload = uploads.get(ALICE, id);
    world.abort(upload);

    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, PART, 2 * PART);
      assertThatThrownBy(() -> stream.finish(finish(whole))).hasMessageContaining("UPLOAD_ENDED");
    }

    assertThat(uploads.get(ALICE, id).progress().endReason()).isEqualTo("PARTS_LOST");
  }

  @Test
  void removesWhatIsLeft() throws Exception {
    byte[] whole = bytes(15, 2 * PART + 5);
    housekeep(Duration.ofDays(3));
    int before = world.inStore();
    UUID abandoned = begin(uploads);
    UUID cancelled = begin(uploads);
    UUID untouched = begin(uploads);
    for (UUID id : List.of(abandoned, cancelled)) {
      try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
        send(stream, whole, 0, 2 * PART);
        stream.pause();
      }
    }
    UploadStream.Finished kept = upload(artifact(null), whole);
    var _ = upload(versionOf(kept), whole);
    world.beginStrangeParts();
    assertThat(world.inStore()).isEqualTo(before + 5);

    uploads.cancel(ALICE, cancelled);
    housekeep(Duration.ofDays(6));
    assertThat(uploads.get(ALICE, abandoned).progress().state()).isEqualTo(UploadState.OPEN);
    housekeep(Duration.ofDays(2));

    assertThat(uploads.get(ALICE, abandoned).progress().endReason()).isEqualTo("EXPIRED");
    assertThat(uploads.get(ALICE, untouched).progress().endReason()).isEqualTo("EXPIRED");
    assertThat(world.inStore()).isEqualTo(before + 1);
    world.holds(id(kept), 1, whole);
    housekeep(Duration.ofDays(31));
    assertThatThrownBy(() -> uploads.get(ALICE, abandoned))
        .hasMessageContaining("UPLOAD_NOT_FOUND");
    assertThat(world.number("select count(*) from artifact_garbage")).isZero();
    Rights rights = new Rights(world.clock());
    Rights.Seen seen =
        world.database().transactions().inTransaction(tx -> rights.find(tx, ALICE, id(kept)));
    assertThat(seen).isEqualTo(kept.seen());
  }

  @Test
  void isSparedByTheSweepForOrphansWhichFindsWhatNobodyLists() throws Exception {
    byte[] whole = bytes(16, PART + 5);
    var _ = upload(artifact(null), whole);
    UUID open = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, open, new Told())) {
      send(stream, whole, 0, PART);
      stream.pause();
    }
    String orphan = world.storeOrphan();
    List<SweepFinding> found = new ArrayList<>();

    var _ =
        new StorageSweep(world.database(), world.faults().store(), world.clock())
            .run(
                new Caller("admin", Role.ADMIN),
                new SweepOptions(Duration.ZERO, SweepOptions.Mode.EXECUTE),
                found::add);

    assertThat(found)
        .singleElement()
        .isInstanceOfSatisfying(
            SweepFinding.Orphan.class, one -> assertThat(one.objectKey()).isEqualTo(orphan));
    try (UploadStream stream = uploads.write(ALICE, open, new Told())) {
      send(stream, whole, PART, whole.length);
      world.holds(id(stream.finish(finish(whole))), 1, whole);
    }
  }

  private static void housekeep(Duration later) {
    world.goAhead(later);
    world.housekeeping().run();
  }

  private static void execute(String sql) {
    world.execute(sql);
  }
}
