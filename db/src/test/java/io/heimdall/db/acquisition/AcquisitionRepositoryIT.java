package io.heimdall.db.acquisition;

import static io.heimdall.db.Rows.NOON;
import static io.heimdall.db.Rows.acquisition;
import static io.heimdall.db.Rows.event;
import static io.heimdall.db.Rows.fenced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Page;
import io.heimdall.db.Rows;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcquisitionRepositoryIT {

  private static TestDatabase database;
  private static Transactions transactions;

  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final AcquisitionJournal journal = new AcquisitionJournal();
  private final EventLog events = new EventLog();

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    transactions = database.transactions();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.execute("delete from acquisitions");
  }

  @Test
  void keepsEverythingOfANewAcquisition() {
    NewAcquisition wanted = acquisition("alice", "r1");

    Creation creation = create(wanted);

    assertThat(creation).isInstanceOf(Creation.Created.class);
    Acquisition created = creation.acquisition();
    assertThat(created.id()).isEqualTo(wanted.id());
    assertThat(created.request()).isEqualTo(wanted.request());
    assertThat(created.plan()).isEqualTo(wanted.plan());
    assertThat(created.run().nodeId()).isEqualTo("node-1");
    assertThat(created.state()).isEqualTo(AcquisitionState.PENDING);
    assertThat(created.progressPercent()).isZero();
    assertThat(created.outcome()).isEqualTo(Outcome.NONE);
    assertThat(created.window()).isNull();
    assertThat(created.lease()).isEqualTo(new Lease(wanted.id(), 1));
    assertThat(created.eventSequence()).isZero();
    assertThat(created.times().startedAt()).isNull();
    assertThat(created.times().finishedAt()).isNull();
    assertThat(get(wanted.id())).contains(created);
    assertThat(get(UUID.randomUUID())).isEmpty();
  }

  @Test
  void answersARepeatedRequestWithTheEarlierAcquisition() {
    Acquisition first = create(acquisition("alice", "r1")).acquisition();

    Creation second = create(acquisition("alice", "r1"));

    assertThat(second).isEqualTo(new Creation.Repeated(first));
  }

  @Test
  void refusesARequestIdWithAnotherPayload() {
    Acquisition first = create(acquisition("alice", "r1")).acquisition();
    NewAcquisition other = acquisition("alice", "r1");
    var changed =
        new NewAcquisition(
            other.id(),
            AcquisitionRequest.of("alice", "r1", "another hash"),
            other.plan(),
            other.hopFrequenciesHz(),
            other.requestedStart(),
            other.nodeId());

    assertThat(create(changed)).isEqualTo(new Creation.Conflict(first));
    assertThat(get(changed.id())).isEmpty();
  }

  @Test
  void keepsRequestIdsOfOwnersApart() {
    create(acquisition("alice", "r1"));

    assertThat(create(acquisition("bob", "r1"))).isInstanceOf(Creation.Created.class);
  }

  @Test
  void createsOneOfRacingRequests() throws Exception {
    int racers = 8;
    var start = new CyclicBarrier(racers);
    List<Creation> creations = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Creation> race =
          () -> {
            NewAcquisition wanted = acquisition("alice", "raced");
            start.await();
            return create(wanted);
          };
      for (var raced : threads.invokeAll(Collections.nCopies(racers, race))) {
        creations.add(raced.get());
      }
    }

    assertThat(creations).hasSize(racers);
    assertThat(creations).filteredOn(Creation.Created.class::isInstance).hasSize(1);
    assertThat(creations).filteredOn(Creation.Repeated.class::isInstance).hasSize(racers - 1);
    assertThat(creations)
        .extracting(Creation::acquisition)
        .containsOnly(creations.getFirst().acquisition());
    assertThat(database.read("select count(*) from acquisitions")).isEqualTo("1");
  }

  @Test
  void listsTheNewestFirst() {
    UUID first = create(acquisition("alice", "r1")).acquisition().id();
    UUID second = create(acquisition("alice", "r2")).acquisition().id();
    UUID third = create(acquisition("bob", "r3")).acquisition().id();

    Page<Acquisition, AcquisitionKey> newest = list(AcquisitionFilter.ALL, null, 2);
    Page<Acquisition, AcquisitionKey> oldest =
        list(AcquisitionFilter.ALL, newest.next().orElseThrow(), 2);

    assertThat(newest.rows()).extracting(Acquisition::id).containsExactly(third, second);
    assertThat(oldest.rows()).extracting(Acquisition::id).containsExactly(first);
    assertThat(oldest.next()).isEmpty();
  }

  @Test
  void pagesThroughAcquisitionsOfTheSameMoment() {
    for (int i = 0; i < 23; i++) {
      create(acquisition("alice", "r" + i));
    }
    database.execute("update acquisitions set created_at = '2025-01-01 00:00:00+05:45'");

    List<UUID> seen = new ArrayList<>();
    @Nullable AcquisitionKey after = null;
    do {
      Page<Acquisition, AcquisitionKey> page = list(AcquisitionFilter.ALL, after, 5);
      page.rows().forEach(row -> seen.add(row.id()));
      after = page.next().orElse(null);
    } while (after != null);

    assertThat(seen).hasSize(23).doesNotHaveDuplicates();
  }

  @Test
  void listsByStateOwnerAndTime() {
    Acquisition pending = create(acquisition("alice", "r1")).acquisition();
    Acquisition running = create(acquisition("bob", "r2")).acquisition();
    fenced(transactions, running.lease(), fence -> journal.start(fence, NOON, false));
    Instant between = running.times().createdAt();

    assertThat(ids(filter(Set.of(AcquisitionState.RUNNING), null, null, null)))
        .containsExactly(running.id());
    assertThat(ids(filter(Set.of(), "alice", null, null))).containsExactly(pending.id());
    assertThat(ids(filter(Set.of(), null, between, null))).containsExactly(running.id());
    assertThat(ids(filter(Set.of(), null, null, between))).containsExactly(pending.id());
    assertThat(ids(filter(Set.of(AcquisitionState.FAILED), null, null, null))).isEmpty();
  }

  @Test
  void findsWhatANodeLeftUnfinished() {
    Acquisition finished = create(acquisition("alice", "r1")).acquisition();
    Acquisition open = create(acquisition("alice", "r2")).acquisition();
    fenced(
        transactions,
        finished.lease(),
        fence -> journal.finish(fence, AcquisitionState.FAILED, Outcome.NONE, NOON));

    assertThat(unfinished("node-1", open, finished)).containsExactly(open.id());
    assertThat(unfinished("node-2", open, finished)).isEmpty();
  }

  @Test
  void cancelsOnceAndTellsThoseWhoWatch() {
    Acquisition running = create(acquisition("alice", "r1")).acquisition();
    fenced(transactions, running.lease(), fence -> journal.start(fence, NOON, false));

    assertThat(cancel(running.id())).isTrue();
    assertThat(cancel(running.id())).isFalse();

    Acquisition after = get(running.id()).orElseThrow();
    assertThat(after.state()).isEqualTo(AcquisitionState.CANCELLING);
    assertThat(after.eventSequence()).isEqualTo(1);
    assertThat(eventsOf(running.id()))
        .containsExactly(new AcquisitionEvent(running.id(), 1, NOON, "CANCELLED", "{}"));
  }

  @Test
  void cancelsWhatIsPendingButNothingThatIsEnding() {
    Acquisition pending = create(acquisition("alice", "r1")).acquisition();
    Acquisition finalizing = create(acquisition("alice", "r2")).acquisition();
    Acquisition finished = create(acquisition("alice", "r3")).acquisition();
    fenced(
        transactions,
        finalizing.lease(),
        fence ->
            journal.transition(
                fence, Set.of(AcquisitionState.PENDING), AcquisitionState.FINALIZING));
    fenced(
        transactions,
        finished.lease(),
        fence -> journal.finish(fence, AcquisitionState.SUCCEEDED, Outcome.NONE, NOON));

    assertThat(cancel(pending.id())).isTrue();
    assertThat(cancel(finalizing.id())).isFalse();
    assertThat(cancel(finished.id())).isFalse();
    assertThat(cancel(UUID.randomUUID())).isFalse();
  }

  @Test
  void takesAnUnfinishedAcquisitionOver() {
    Acquisition created = create(acquisition("alice", "r1")).acquisition();

    Lease taken = takeOver(created.id(), "node-2").orElseThrow();

    assertThat(taken).isEqualTo(new Lease(created.id(), 2));
    assertThat(get(created.id()).orElseThrow().run().nodeId()).isEqualTo("node-2");
    fenced(
        transactions,
        taken,
        fence -> journal.finish(fence, AcquisitionState.FAILED, Outcome.NONE, NOON));
    assertThat(takeOver(created.id(), "node-3")).isEmpty();
    assertThat(takeOver(UUID.randomUUID(), "node-3")).isEmpty();
  }

  @Test
  void refusesTheFenceOfALeaseThatIsOver() {
    Acquisition created = create(acquisition("alice", "r1")).acquisition();
    takeOver(created.id(), "node-2");

    assertThatThrownBy(() -> fenced(transactions, created.lease(), _ -> {}))
        .isInstanceOfSatisfying(
            StaleLeaseException.class,
            stale -> assertThat(stale.lease()).isEqualTo(created.lease()))
        .hasMessageContaining(created.id().toString());
    assertThatThrownBy(() -> fenced(transactions, new Lease(UUID.randomUUID(), 1), _ -> {}))
        .isInstanceOf(StaleLeaseException.class);
  }

  @Test
  void makesATakeoverWaitForTheFence() throws Exception {
    Acquisition created = create(acquisition("alice", "r1")).acquisition();

    fenced(
        transactions,
        created.lease(),
        _ ->
            assertThat(elsewhere(() -> impatientTakeOver(created.id())))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("55P03"));

    assertThat(takeOver(created.id(), "node-2")).isPresent();
  }

  private static Throwable elsewhere(Runnable work) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.submit(() -> catchThrowable(work::run)).get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void impatientTakeOver(UUID id) {
    transactions.runInTransaction(tx -> {
      try (var statement = tx.connection().createStatement()) {
        statement.execute("set local lock_timeout = '50ms'");
      } catch (SQLException failure) {
        throw new IllegalStateException(failure);
      }
      Rows.takeOver(tx, id, "node-2");
    });
  }

  private static AcquisitionFilter filter(
      Set<AcquisitionState> states,
      @Nullable String owner,
      @Nullable Instant from,
      @Nullable Instant before) {
    return new AcquisitionFilter(states, owner, null, from, before);
  }

  private List<UUID> ids(AcquisitionFilter filter) {
    return list(filter, null, 100).rows().stream().map(Acquisition::id).toList();
  }

  private Creation create(NewAcquisition wanted) {
    return transactions.inTransaction(tx -> acquisitions.create(tx, wanted));
  }

  private Optional<Acquisition> get(UUID id) {
    return transactions.inTransaction(tx -> acquisitions.get(tx, id));
  }

  private Page<Acquisition, AcquisitionKey> list(
      AcquisitionFilter filter, @Nullable AcquisitionKey after, int limit) {
    return transactions.inTransaction(tx -> acquisitions.list(tx, filter, after, limit));
  }

  private Set<UUID> unfinished(String nodeId, Acquisition... of) {
    List<UUID> ids = Arrays.stream(of).map(Acquisition::id).toList();
    return transactions.inTransaction(tx -> acquisitions.unfinished(tx, nodeId, ids));
  }

  private boolean cancel(UUID id) {
    return transactions.inTransaction(tx -> acquisitions.requestCancel(tx, id, event("CANCELLED")));
  }

  private List<AcquisitionEvent> eventsOf(UUID id) {
    return transactions.inTransaction(tx -> events.after(tx, id, 0, 10));
  }

  private Optional<Lease> takeOver(UUID id, String nodeId) {
    return transactions.inTransaction(tx -> Rows.takeOver(tx, id, nodeId).map(Acquisition::lease));
  }
}
