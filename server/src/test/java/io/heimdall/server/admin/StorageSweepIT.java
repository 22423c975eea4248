package io.heimdall.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.db.Database;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.db.audit.AuditFilter;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.artifact.ArtifactDocuments;
import io.heimdall.server.artifact.ArtifactKeys;
import io.heimdall.server.artifact.content.StoredArtifacts;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.SegmentName;
import io.heimdall.server.storage.SessionLayout;
import io.heimdall.server.storage.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sweeps over a real store and a real database.
class StorageSweepIT {
  private static final Caller CALLER = new Caller("sweeper", Role.ADMIN);
  private static final SweepOptions PLAN =
      new SweepOptions(Duration.ofHours(1), SweepOptions.Mode.PLAN);
  private static final SweepOptions EXECUTE =
      new SweepOptions(Duration.ofHours(1), SweepOptions.Mode.EXECUTE);
  private static final SweepOptions AT_ONCE =
      new SweepOptions(Duration.ZERO, SweepOptions.Mode.EXECUTE);

  @TempDir private static Path directory;
  private static FreshDatabase postgres;
  private static EmbeddedObjectStore objects;
  private static Database database;
  private ObjectStore store;
  private Sessions sessions;
  private Instant now;
  private StorageSweep sweep;
  private final List<SweepFinding> found = new ArrayList<>();

  @BeforeAll
  static void open() throws IOException {
    postgres = FreshDatabase.create();
    objects = EmbeddedObjectStore.start(directory.resolve("s3"));
    database = Database.open(postgres.config());
  }

  @AfterAll
  static void close() throws IOException {
    database.close();
    objects.close();
    postgres.close();
  }

  @BeforeEach
  void begin() {
    store = S3ObjectStore.open(anyStore(objects.config("sweep-" + UUID.randomUUID())));
    sessions = new Sessions(database, store);
    sessions.clear();
    // As if everything that is written now had been written two hours ago.
    now = Instant.now().plus(Duration.ofHours(2));
    sweep = new StorageSweep(database, store, (InstantSource) () -> now);
  }

  /// Not known to be on this machine, so that nobody waits for its disk.
  private static StoreConfig anyStore(StoreConfig config) {
    return new StoreConfig(
        config.endpoint(),
        config.accessKey(),
        config.secretKey(),
        config.bucket(),
        config.caFile(),
        Optional.empty());
  }

  @AfterEach
  void end() {
    store.close();
  }

  @Test
  void plansWhatItWouldDelete() throws Exception {
    Sessions.Session ended = sessions.create();
    String listed = ended.storeSegment(0);
    String orphan = ended.storeObject(2, 7);
    ended.end();

    SweepTotals totals = sweep.run(CALLER, PLAN, found::add);

    assertThat(found)
        .singleElement()
        .isInstanceOfSatisfying(
            SweepFinding.Orphan.class,
            one -> {
              assertThat(one.objectKey()).isEqualTo(orphan);
              assertThat(one.sizeBytes()).isEqualTo(Sessions.BYTES);
              assertThat(one.deleted()).isFalse();
            });
    assertThat(totals).isEqualTo(new SweepTotals(2, 1, Sessions.BYTES, 0, 0, 0));
    assertThat(store.head(orphan)).isPresent();
    assertThat(store.head(listed)).isPresent();
    assertThat(auditedActions()).isEmpty();
  }

  @Test
  void deletesOrphansAndKeepsWhatRowsList() throws Exception {
    Sessions.Session ended = sessions.create();
    String samples = ended.storeSegment(0);
    String sigmf = ended.storeText(SessionLayout.sigmfMeta(samples));
    String metadata = ended.storeText(SessionLayout.metadata(ended.name()));
    ended.finishRecording(metadata);
    String zombie = ended.storeObject(2, 0);
    String zombieMeta = ended.storeText(SessionLayout.sigmfMeta(zombie));
    ended.end();
    String nobody =
        sessions.storeObject(new SegmentName(RecordingName.of(UUID.randomUUID(), 1), 1, 0));

    SweepTotals totals = sweep.run(CALLER, EXECUTE, found::add);

    assertThat(totals.deleted()).isEqualTo(3);
    assertThat(totals.objects()).isEqualTo(6);
    assertThat(found)
        .allSatisfy(one ->
            assertThat(one)
                .isInstanceOfSatisfying(
                    SweepFinding.Orphan.class, it -> assertThat(it.deleted()).isTrue()));
    assertThat(List.of(zombie, zombieMeta, nobody)).allMatch(key -> store.head(key).isEmpty());
    assertThat(List.of(samples, sigmf, metadata)).allMatch(key -> store.head(key).isPresent());
    assertThat(auditedActions()).containsExactly("storage.sweep.end", "storage.sweep.begin");
  }

  @Test
  void keepsWhatIsYoung() throws Exception {
    Sessions.Session ended = sessions.create();
    String orphan = ended.storeObject(1, 0);
    ended.end();
    now = Instant.now().plus(Duration.ofMinutes(30));

    SweepTotals totals = sweep.run(CALLER, EXECUTE, found::add);

    assertThat(found).isEmpty();
    assertThat(totals).isEqualTo(new SweepTotals(1, 0, 0, 0, 1, 0));
    assertThat(store.head(orphan)).isPresent();
  }

  @Test
  void keepsWhatAnUnfinishedAcquisitionMayStillList() throws Exception {
    Sessions.Session running = sessions.create();
    String onItsWay = running.storeObject(1, 0);
    String metadata = running.storeText(SessionLayout.metadata(running.name()));

    SweepTotals totals = sweep.run(CALLER, AT_ONCE, found::add);

    assertThat(found).isEmpty();
    assertThat(totals.young()).isEqualTo(2);
    assertThat(store.head(onItsWay)).isPresent();
    assertThat(store.head(metadata)).isPresent();
  }

  @Test
  void neverTouchesObjectsOfOthers() throws Exception {
    List<String> foreign =
        List.of(
            "sessions/notes.txt",
            "sessions/%s/notes.txt".formatted(UUID.randomUUID()),
            "sessions/%s/websdr_1.npy.bak".formatted(UUID.randomUUID()),
            "elsewhere/%s/websdr_1.npy".formatted(UUID.randomUUID()));
    foreign.forEach(sessions::storeText);

    SweepTotals totals = sweep.run(CALLER, AT_ONCE, found::add);

    assertThat(found).isEmpty();
    assertThat(totals).isEqualTo(new SweepTotals(3, 0, 0, 0, 0, 0));
    assertThat(foreign).allMatch(key -> store.head(key).isPresent());
  }

  @Test
  void reportsRowsWhoseObjectIsGone() throws Exception {
    Sessions.Session ended = sessions.create();
    String lost = ended.storeSegment(0);
    String kept = ended.storeSegment(1);
    String metadata = ended.storeText(SessionLayout.metadata(ended.name()));
    ended.finishRecording(metadata);
    ended.end();
    store.delete(List.of(lost, metadata));

    SweepTotals totals = sweep.run(CALLER, EXECUTE, found::add);

    assertThat(found)
        .containsExactly(
            new SweepFinding.Missing(lost, ended.id()),
            new SweepFinding.Missing(metadata, ended.id()));
    assertThat(totals).isEqualTo(new SweepTotals(1, 0, 0, 0, 0, 2));
    assertThat(store.head(kept)).isPresent();
  }

  @Test
  void findsArtifactsOfWhichTheStoreHasLostSomething() throws Exception {
    var artifacts = new StoredArtifacts(database.transactions(), store);
    List<Artifact> made = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      made.add(artifacts.create("alice", Visibility.PRIVATE, new byte[10]));
    }
    var documents = new ArtifactDocuments(database.transactions(), store);
    documents.run();
    String gone = objectOf(made.get(0));
    String cut = objectOf(made.get(1));
    String document = ArtifactKeys.document(made.get(2).id());
    store.delete(List.of(gone));
    store.put(PutRequest.replace(cut, ObjectBody.of(new byte[9]), "x/y"));
    store.put(PutRequest.replace(document, ObjectBody.of(new byte[] {'{', '}'}), "x/y"));

    try {
      SweepTotals totals = sweep.run(CALLER, PLAN, found::add);

      assertThat(found)
          .containsExactlyInAnyOrder(
              new SweepFinding.Lost(gone, made.get(0).id(), SweepFinding.Fault.GONE),
              new SweepFinding.Lost(cut, made.get(1).id(), SweepFinding.Fault.WRONG_SIZE),
              new SweepFinding.Lost(document, made.get(2).id(), SweepFinding.Fault.DAMAGED));
      assertThat(totals.missing()).isEqualTo(3);
      documents.run();
      assertThat(sweep.run(CALLER, EXECUTE, found::add).missing()).isEqualTo(3);
      documents.run();
      assertThat(sweep.run(CALLER, PLAN, found::add).missing()).isEqualTo(2);
    } finally {
      execute("truncate artifacts cascade");
    }
  }

  private static String objectOf(Artifact artifact) {
    return database
        .transactions()
        .inTransaction(tx -> new VersionRepository().find(tx, artifact.id(), 1))
        .orElseThrow()
        .file()
        .objectKey();
  }

  private static void execute(String sql) {
    database
        .transactions()
        .runInTransaction(tx -> {
          try (var statement = tx.connection().createStatement()) {
            statement.execute(sql);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void comparesManyPages() throws Exception {
    int sessionCount = 3;
    int segments = 740;
    var lost = new ArrayList<String>();
    var orphans = new ArrayList<String>();
    for (int s = 0; s < sessionCount; s++) {
      Sessions.Session session = sessions.create();
      List<String> keys = session.storeSegments(segments);
      lost.add(keys.get(s * 300));
      orphans.add(session.storeObject(2, s));
      session.end();
    }
    store.delete(lost);

    SweepTotals totals = sweep.run(CALLER, EXECUTE, found::add);

    assertThat(totals.objects()).isEqualTo(sessionCount * (long) segments);
    assertThat(totals.deleted()).isEqualTo(sessionCount);
    assertThat(found)
        .filteredOn(SweepFinding.Missing.class::isInstance)
        .extracting(one -> ((SweepFinding.Missing) one).objectKey())
        .containsExactlyInAnyOrderElementsOf(lost);
    assertThat(orphans).allMatch(key -> store.head(key).isEmpty());
  }

  @Test
  void hurtsNoRecordingThatIsBeingWritten() throws Exception {
    var written = new ArrayList<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          threads.submit(() -> {
            for (int s = 0; s < 20; s++) {
              Sessions.Session session = sessions.create();
              written.add(session.storeSegment(0));
              written.add(session.storeSegment(1));
              String metadata = session.storeText(SessionLayout.metadata(session.name()));
              written.add(metadata);
              session.finishRecording(metadata);
              session.end();
            }
          });
      do {
        var _ = sweep.run(CALLER, AT_ONCE, found::add);
      } while (!writer.isDone());
      writer.get();
    }

    assertThat(found).isEmpty();
    assertThat(written).hasSize(60).allMatch(key -> store.head(key).isPresent());
  }

  @Test
  void refusesASecondSweepUntilTheFirstHasEnded() throws Exception {
    Sessions.Session ended = sessions.create();
    var _ = ended.storeObject(2, 0);
    ended.end();

    var _ =
        sweep.run(
            CALLER,
            PLAN,
            _ -> {
              FailureException refused =
                  catchThrowableOfType(
                      FailureException.class, () -> sweep.run(CALLER, PLAN, found::add));
              assertThat(refused.failure().reason()).isEqualTo(Reason.SWEEP_RUNNING);
            });

    assertThat(found).isEmpty();
    assertThat(sweep.run(CALLER, PLAN, found::add).orphans()).isEqualTo(1);
  }

  @Test
  void stopsWhenNobodyWantsMore() throws Exception {
    Sessions.Session ended = sessions.create();
    var orphans = new ArrayList<String>();
    for (int n = 0; n < 150; n++) {
      orphans.add(ended.storeObject(2, n));
    }
    ended.end();

    assertThatThrownBy(() ->
            sweep.run(
                CALLER,
                EXECUTE,
                finding -> {
                  found.add(finding);
                  Thread.currentThread().interrupt();
                }))
        .isInstanceOf(InterruptedException.class);

    assertThat(orphans).filteredOn(key -> store.head(key).isPresent()).hasSize(50);
    assertThat(auditedActions()).contains("storage.sweep.end");
    assertThat(sweep.run(CALLER, EXECUTE, found::add).deleted()).isEqualTo(50);
  }

  private static List<String> auditedActions() {
    return database
        .transactions()
        .inTransaction(tx ->
            new AuditLog()
                    .list(tx, new AuditFilter(CALLER.name(), null, null, null, null), null, 10)
                    .rows()
                    .stream()
                    .map(line -> line.entry().action())
                    .toList());
  }
}
