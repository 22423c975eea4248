package io.heimdall.server.artifact.event;

import static io.heimdall.server.artifact.event.EventWorld.eventOf;
import static io.heimdall.server.artifact.event.EventWorld.events;
import static io.heimdall.server.artifact.event.EventWorld.nextEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactEventLog;
import io.heimdall.db.artifact.ArtifactField;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.server.artifact.event.ArtifactWatch.Item;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
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
import java.util.concurrent.atomic.AtomicInteger;
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

  private static EventWorld world;
  private static ArtifactEvents events;

  @BeforeAll
  static void open() {
    world = EventWorld.start();
    events = world.events(InstantSource.system());
  }

  @AfterAll
  static void close() {
    events.close();
    world.close();
  }

  @Test
  void tellsWhereItBeginsAndThenWhatHappens() throws InterruptedException {
    try (ArtifactWatch watch = events.watch(ALICE, null, null)) {
      Item first = watch.next();
      Artifact artifact = world.create("alice", Visibility.PRIVATE);
      world.say(artifact, "update");

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
    Artifact artifact = world.create("alice", Visibility.PRIVATE);
    long created;
    try (ArtifactWatch watch = events.watch(ALICE, null, begin)) {
      created = eventOf(watch, artifact).sequence();
    }
    world.say(artifact, "later");

    try (ArtifactWatch watch = events.watch(ALICE, null, created)) {
      assertThat(eventOf(watch, artifact).event().change()).isEqualTo("later");
    }
  }

  @Test
  void tellsNobodyWhatTheyMayNotSee() throws Exception {
    try (ArtifactWatch watch = events.watch(BOB, null, null)) {
      long begin = watch.next().sequence();
      Artifact hidden = world.create("alice", Visibility.PRIVATE);
      Item beat = watch.next();
      while (beat.sequence() == begin) {
        beat = watch.next();
      }

      // Where nothing is told, a heartbeat says how far that goes.
      assertThat(beat).isInstanceOf(Item.Heartbeat.class);
      world.execute(
          "insert into artifact_shares (artifact_id, grantee_type, grantee, access, created_by)"
              + " values ('%s', 'USER', 'bob', 'READ', 'alice')".formatted(hidden.id()));
      world.say(hidden, "seen");
      assertThat(eventOf(watch, hidden).event().change()).isEqualTo("seen");
    }
  }

  @Test
  void goesOnWhereAShareRunsOutInTheMiddleOfAPage() throws Exception {
    Artifact shared = world.create("alice", Visibility.PRIVATE);
    world.execute(
        "insert into artifact_shares"
            + " (artifact_id, grantee_type, grantee, access, created_by, expires_at)"
            + " values ('%s', 'USER', 'bob', 'READ', 'alice', now() + interval '1 hour')"
                .formatted(shared.id()));
    var asked = new AtomicInteger();
    InstantSource running =
        () -> Instant.now().plus(Duration.ofHours(asked.getAndIncrement() == 0 ? 0 : 2));
    try (ArtifactEvents once = world.events(running);
        ArtifactWatch watch = once.watch(BOB, null, null)) {
      watch.next();
      world.say(shared, "seen");
      Item.Event seen = eventOf(watch, shared);

      world.say(shared, "unseen");
      Item next = watch.next();
      while (next.sequence() == seen.sequence()) {
        next = watch.next();
      }

      assertThat(seen.event().change()).isEqualTo("seen");
      assertThat(next).isInstanceOf(Item.Heartbeat.class);
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
      Artifact other = world.create("alice", Visibility.PRIVATE);
      Artifact artifact = world.create("alice", Visibility.PRIVATE);
      world.say(artifact, "wanted");
      world.say(other, "unwanted");

      Item.Event found = nextEvent(watch);

      assertThat(found.event().artifactId()).isEqualTo(artifact.id());
    }
  }

  @Test
  void tellsTheOwnerOfTheEnd() throws Exception {
    Artifact artifact = world.create("alice", Visibility.PUBLIC);
    try (ArtifactWatch owner = events.watch(ALICE, null, null);
        ArtifactWatch other = events.watch(BOB, null, null)) {
      owner.next();
      long begin = other.next().sequence();
      world.transactions.runInTransaction(
          tx -> new ArtifactEventLog().append(tx, artifact, "alice", "purge"));
      world.remove(artifact);

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
    Artifact slow = world.create("alice", Visibility.PRIVATE);
    Artifact fast = world.create("alice", Visibility.PRIVATE);
    var written = new CountDownLatch(1);
    var commit = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        ArtifactWatch watch = events.watch(ALICE, null, null)) {
      watch.next();
      Future<?> late =
          threads.submit(() ->
              world.transactions.runInTransaction(tx -> {
                world.say(tx, slow, "late");
                written.countDown();
                EventWorld.await(commit);
              }));
      written.await();
      world.say(fast, "early");
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
        ArtifactEvents other = world.events(InstantSource.system());
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
    world.create("alice", Visibility.PRIVATE);
    long last;
    try (ArtifactWatch watch = events.watch(ALICE, null, null)) {
      last = watch.next().sequence();
    }
    assertThatThrownBy(() -> events.watch(ALICE, null, last + 1000))
        .hasMessageContaining("SEQUENCE_AHEAD");

    ArtifactWatch slow = events.watch(ALICE, null, last - 1);
    events.forget(Instant.now().plus(Duration.ofDays(1)));

    assertThatThrownBy(() -> events.watch(ALICE, null, last - 1))
        .hasMessageContaining("SEQUENCE_COMPACTED");
    assertThatThrownBy(() -> eventOf(slow, world.create("alice", Visibility.PRIVATE)))
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
    Artifact artifact = world.create("alice", Visibility.PRIVATE);
    for (int round = 1; round < ROUNDS; round++) {
      world.say(artifact, "round");
    }
  }
}
