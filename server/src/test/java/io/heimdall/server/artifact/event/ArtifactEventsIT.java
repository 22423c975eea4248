package io.heimdall.server.artifact.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Database;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactEventLog;
import io.heimdall.db.artifact.ArtifactField;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.content.StoredArtifacts;
import io.heimdall.server.artifact.event.ArtifactWatch.Item;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.storage.MemoryObjectStore;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What watchers of artifacts are given, from a real database.
class ArtifactEventsIT {

  private static final Caller ALICE = new Caller("alice", Role.OPERATOR);
  private static final Caller BOB = new Caller("bob", Role.OPERATOR);
  private static final Caller ADMIN = new Caller("root", Role.ADMIN);
  private static final int WRITERS = 8;
  private static final int ROUNDS = 25;

  private static FreshDatabase postgres;
  private static Database database;
  private static Transactions transactions;
  private static ArtifactEvents events;
  private static StoredArtifacts artifacts;
  private static final ArtifactJournal JOURNAL = new ArtifactJournal(InstantSource.system());

  @BeforeAll
  static void open() {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
    transactions = database.transactions();
    artifacts = new StoredArtifacts(transactions, new MemoryObjectStore());
    events = open(InstantSource.system());
  }

  private static ArtifactEvents open(InstantSource clock) {
    var limits = new ArtifactWatch.Limits(Duration.ofMillis(100), Duration.ofHours(1));
    return ArtifactEvents.open(transactions, new Rights(clock), clock, limits);
  }

  @AfterAll
  static void close() {
    events.close();
    database.close();
    postgres.close();
  }

  @Test
  void tellsWhereItBeginsAndThenWhatHappens() throws InterruptedException {
    try (ArtifactWatch watch = events.watch(ALICE, null, null)) {
      Item first = watch.next();
      Artifact artifact = create("alice", Visibility.PRIVATE);
      say(artifact, "update");

      Item.Event created = nextEvent(watch);
      Item.Event updated = nextEvent(watch);

      assertThat(first).isInstanceOf(Item.Heartbeat.class);
      assertThat(created.sequence()).isGreaterThan(first.sequence());
      assertThat(created.event().change()).isEqualTo("create");
      assertThat(created.event().artifactId()).isEqualTo(artifact.id());
      assertThat(created.event().actor()).isEqualTo("alice");
      assertThat(updated.event().change()).isEqualTo("update");
      assertThat(updated.event().revision()).isEqualTo(2);
      assertThat(updated.artifact()).isNotNull();
      assertThat(updated.artifact().artifact().spec().title()).isEqualTo("update");
    }
  }

  @Test
  void goesOnAfterASequence() throws InterruptedException {
    long begin;
    try (ArtifactWatch watch = events.watch(ALICE, null, null)) {
      begin = watch.next().sequence();
    }
    Artifact artifact = create("alice", Visibility.PRIVATE);
    long created;
    try (ArtifactWatch watch = events.watch(ALICE, null, begin)) {
      created = eventOf(watch, artifact).sequence();
    }
    say(artifact, "later");

    try (ArtifactWatch watch = events.watch(ALICE, null, created)) {
      assertThat(eventOf(watch, artifact).event().change()).isEqualTo("later");
    }
  }

  @Test
  void tellsNobodyWhatTheyMayNotSee() throws Exception {
    try (ArtifactWatch watch = events.watch(BOB, null, null)) {
      long begin = watch.next().sequence();
      Artifact hidden = create("alice", Visibility.PRIVATE);
      Item beat = watch.next();
      while (beat.sequence() == begin) {
        beat = watch.next();
      }

      // Where nothing is told, a heartbeat says how far that goes.
      assertThat(beat).isInstanceOf(Item.Heartbeat.class);
      execute(
          "insert into artifact_shares (artifact_id, grantee_type, grantee, access, created_by)"
              + " values ('%s', 'USER', 'bob', 'READ', 'alice')".formatted(hidden.id()));
      say(hidden, "seen");
      assertThat(eventOf(watch, hidden).event().change()).isEqualTo("seen");
    }
  }

  @Test
  void tellsOfWhatMatchesOnly() throws InterruptedException {
    var predicate =
        new FilterPredicate.Compared(
            ArtifactField.Column.TITLE,
            FilterPredicate.Comparison.EQUAL,
            new FilterPredicate.Text("wanted"));
    try (ArtifactWatch watch = events.watch(ALICE, predicate, null)) {
      watch.next();
      Artifact other = create("alice", Visibility.PRIVATE);
      Artifact artifact = create("alice", Visibility.PRIVATE);
      say(artifact, "wanted");
      say(other, "unwanted");

      Item.Event found = nextEvent(watch);

      assertThat(found.event().artifactId()).isEqualTo(artifact.id());
    }
  }

  @Test
  void tellsTheOwnerOfTheEnd() throws Exception {
    Artifact artifact = create("alice", Visibility.PUBLIC);
    try (ArtifactWatch owner = events.watch(ALICE, null, null);
        ArtifactWatch other = events.watch(BOB, null, null)) {
      owner.next();
      long begin = other.next().sequence();
      transactions.runInTransaction(
          tx -> new ArtifactEventLog().append(tx, artifact, "alice", "purge"));
      remove(artifact);

      Item.Event end = eventOf(owner, artifact);

      assertThat(end.event().change()).isEqualTo("purge");
      assertThat(end.artifact()).isNull();
      Item beat = other.next();
      while (beat.sequence() == begin) {
        beat = other.next();
      }
      assertThat(beat).isInstanceOf(Item.Heartbeat.class);
    }
  }

  @Test
  void losesNoEventThatIsCommittedLate() throws Exception {
    Artifact slow = create("alice", Visibility.PRIVATE);
    Artifact fast = create("alice", Visibility.PRIVATE);
    var written = new CountDownLatch(1);
    var commit = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        ArtifactWatch watch = events.watch(ALICE, null, null)) {
      watch.next();
      Future<?> late =
          threads.submit(() ->
              transactions.runInTransaction(tx -> {
                say(tx, slow, "late");
                written.countDown();
                await(commit);
              }));
      written.await();
      say(fast, "early");
      Item.Event early = eventOf(watch, fast);
      commit.countDown();
      late.get();

      Item.Event found = eventOf(watch, slow);

      assertThat(found.sequence()).isEqualTo(early.sequence() + 1);
    }
  }

  @Test
  void numbersWithoutHolesWhateverIsCommittedAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        ArtifactEvents other = open(InstantSource.system());
        ArtifactWatch here = events.watch(ADMIN, null, null);
        ArtifactWatch there = other.watch(ADMIN, null, null)) {
      long begin = here.next().sequence();
      there.next();
      List<Future<?>> writers = new ArrayList<>();
      for (int n = 0; n < WRITERS; n++) {
        writers.add(threads.submit(ArtifactEventsIT::writeMuch));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }

      List<Item.Event> seen = events(here, WRITERS * ROUNDS);

      assertThat(seen)
          .extracting(Item::sequence)
          .containsExactlyElementsOf(
              LongStream.rangeClosed(begin + 1, begin + WRITERS * ROUNDS).boxed().toList());
      Map<UUID, Integer> revisions = new HashMap<>();
      for (Item.Event event : seen) {
        int before = revisions.getOrDefault(event.event().artifactId(), 0);
        assertThat(event.event().revision()).isEqualTo(before + 1);
        revisions.put(event.event().artifactId(), before + 1);
      }
      assertThat(events(there, WRITERS * ROUNDS))
          .extracting(Item.Event::event)
          .containsExactlyElementsOf(seen.stream().map(Item.Event::event).toList());
    }
  }

  @Test
  void refusesWhatHasNotHappenedAndWhatIsNotKept() throws Exception {
    create("alice", Visibility.PRIVATE);
    long last;
    try (ArtifactWatch watch = events.watch(ALICE, null, null)) {
      last = watch.next().sequence();
    }
    assertThatThrownBy(() -> events.watch(ALICE, null, last + 1000))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("SEQUENCE_AHEAD");

    ArtifactWatch slow = events.watch(ALICE, null, last - 1);
    try (ArtifactEvents later = open(() -> Instant.now().plus(Duration.ofDays(30)))) {
      later.forget(Duration.ofDays(7));
    }

    assertThatThrownBy(() -> events.watch(ALICE, null, last - 1))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("SEQUENCE_COMPACTED");
    assertThatThrownBy(() -> eventOf(slow, create("alice", Visibility.PRIVATE)))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("SEQUENCE_COMPACTED");
    slow.close();
    try (ArtifactWatch watch = events.watch(ALICE, null, null)) {
      assertThat(watch.next().sequence()).isGreaterThan(last);
    }
  }

  @Test
  void endsWhereItWaits() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        ArtifactWatch watch = events.watch(ALICE, null, null)) {
      watch.next();
      Future<?> reading = threads.submit(() -> nextEvent(watch));
      watch.end();

      assertThatThrownBy(reading::get).hasCauseInstanceOf(InterruptedException.class);
    }
  }

  private static void writeMuch() {
    Artifact artifact = create("alice", Visibility.PRIVATE);
    for (int round = 1; round < ROUNDS; round++) {
      say(artifact, "round");
    }
  }

  private static Item.Event nextEvent(ArtifactWatch watch) throws InterruptedException {
    return events(watch, 1).getFirst();
  }

  private static List<Item.Event> events(ArtifactWatch watch, int count)
      throws InterruptedException {
    List<Item.Event> found = new ArrayList<>();
    while (found.size() < count) {
      if (watch.next() instanceof Item.Event event) {
        found.add(event);
      }
    }
    return found;
  }

  private static Item.Event eventOf(ArtifactWatch watch, Artifact artifact)
      throws InterruptedException {
    Item.Event event = nextEvent(watch);
    while (!event.event().artifactId().equals(artifact.id())) {
      event = nextEvent(watch);
    }
    return event;
  }

  private static Artifact create(String owner, Visibility visibility) {
    return artifacts.create(owner, visibility, new byte[10]);
  }

  private static void say(Artifact artifact, String change) {
    transactions.runInTransaction(tx -> say(tx, artifact, change));
  }

  private static void say(Tx tx, Artifact artifact, String change) {
    Artifact now = new ArtifactRepository().lock(tx, artifact.id()).orElseThrow();
    ArtifactSpec spec = now.spec();
    var changed =
        new ArtifactSpec(
            spec.name(),
            change,
            spec.description(),
            spec.labelsJson(),
            spec.tags(),
            spec.derivedFrom(),
            spec.visibility(),
            spec.retention());
    JOURNAL.say(tx, now.owner(), now, changed, change);
  }

  private static void remove(Artifact artifact) throws SQLException {
    for (String table : List.of("artifact_versions", "artifact_files", "artifact_revisions")) {
      execute("delete from %s where artifact_id = '%s'".formatted(table, artifact.id()));
    }
    execute("delete from artifacts where id = '%s'".formatted(artifact.id()));
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
