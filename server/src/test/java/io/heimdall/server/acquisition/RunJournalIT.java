package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionEvent;
import io.heimdall.db.acquisition.AcquisitionPlan;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionRequest;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.acquisition.NewAcquisition;
import io.heimdall.db.acquisition.StaleLeaseException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a run's writes become when the database breaks off.
@Timeout(60)
class RunJournalIT {

  @TempDir private static Path directory;
  private static World world;
  private static LossyDataSource lossy;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory, AcquisitionConfig.DEFAULTS, Duration.ZERO);
    lossy = new LossyDataSource(world.dataSource());
  }

  @AfterAll
  static void stop() throws Exception {
    world.close();
  }

  @Test
  void writesOnceWhatIsCommittedWithoutAnAnswer() {
    Acquisition made = acquisition();
    RunJournal journal = journal(made);

    lossy.lose(0, 1);
    boolean started = journal.begin(made);

    assertThat(started).isTrue();
    assertThat(eventsOf(made)).extracting(AcquisitionEvent::type).containsExactly("STATE_CHANGED");
  }

  @Test
  void writesAgainWhatWasNotCommitted() {
    Acquisition made = acquisition();
    RunJournal journal = journal(made);

    lossy.lose(1, 0);

    assertThat(journal.begin(made)).isTrue();
    assertThat(eventsOf(made)).hasSize(1);
  }

  @Test
  void losesAndDoublesNoEventOfManyWritersWhoseConnectionsBreak() throws Exception {
    Acquisition made = acquisition();
    RunJournal journal = journal(made);
    lossy.lose(3, 3);

    var writers =
        LongStream.range(0, 40)
            .mapToObj(n ->
                CompletableFuture.runAsync(() ->
                    journal.insist(fence ->
                        journal.append(fence, new RunEvent.SegmentStored(1, 0, "key-" + n, n, 1)))))
            .toList();
    for (CompletableFuture<Void> writer : writers) {
      writer.get(30, TimeUnit.SECONDS);
    }

    List<AcquisitionEvent> events = eventsOf(made);
    assertThat(events)
        .extracting(AcquisitionEvent::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
    assertThat(events).extracting(AcquisitionEvent::payloadJson).doesNotHaveDuplicates();
  }

  @Test
  void endsWhenItIsGivenUpWhileTheDatabaseIsAway() throws Exception {
    Acquisition made = acquisition();
    RunJournal journal = journal(made);
    lossy.lose(Integer.MAX_VALUE, 0);
    var writing = CompletableFuture.runAsync(() -> journal.begin(made));

    journal.gate().abandon();

    assertThatThrownBy(() -> writing.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(StaleLeaseException.class);
    lossy.lose(0, 0);
    assertThatThrownBy(journal::finalizing).isInstanceOf(StaleLeaseException.class);
    assertThat(eventsOf(made)).isEmpty();
  }

  @Test
  void isGivenUpByTheWatchdogOnceAnotherRunHasTakenOver() throws Exception {
    RunJournal replaced = journal(acquisition());
    RunJournal current = journal(acquisition());
    var holders = List.of(new Holder(replaced.gate()), new Holder(current.gate()));
    Transactions transactions = world.database.transactions();
    transactions.runInTransaction(tx -> {
      var acquisitions = new AcquisitionRepository();
      var _ = acquisitions.claim(tx, replaced.lease().acquisitionId(), "first");
      var _ = acquisitions.claim(tx, replaced.lease().acquisitionId(), "other");
    });

    try (var _ = LeaseWatchdog.open(transactions, () -> holders, Duration.ofMillis(50))) {
      holders.getFirst().abandoned.get(10, TimeUnit.SECONDS);
    }

    assertThat(holders.getLast().abandoned).isNotDone();
    assertThat(replaced.gate().closed()).isTrue();
    assertThat(current.gate().closed()).isFalse();
  }

  @Test
  void isGivenUpByTheWatchdogWhenNobodyCanConfirmItsLease() throws Exception {
    Acquisition made = acquisition();
    var times = new WriteGate.Times(Duration.ofMillis(100), Duration.ofMillis(400));
    var holder = new Holder(new WriteGate(made.lease(), times));
    lossy.lose(Integer.MAX_VALUE, 0);

    try (var _ =
        LeaseWatchdog.open(
            new Transactions(lossy.dataSource()), () -> List.of(holder), Duration.ofMillis(50))) {
      holder.abandoned.get(10, TimeUnit.SECONDS);
    }

    lossy.lose(0, 0);
    assertThat(holder.gate().closed()).isTrue();
  }

  /// Somebody who writes under a lease.
  private record Holder(WriteGate gate, CompletableFuture<Void> abandoned)
      implements LeaseWatchdog.Leaseholder {

    Holder(WriteGate gate) {
      this(gate, new CompletableFuture<>());
    }

    @Override
    public void abandon() {
      gate.abandon();
      abandoned.complete(null);
    }
  }

  private static RunJournal journal(Acquisition made) {
    return new RunJournal(
        new Transactions(lossy.dataSource()), made.lease(), world.bell, InstantSource.system());
  }

  private static Acquisition acquisition() {
    var request = new AcquisitionRequest("tester", UUID.randomUUID().toString(), "hash", null);
    var plan = new AcquisitionPlan(7_040_000, 1_000_000_000L, 0, 1, Instant.EPOCH, "{}", "{}");
    return world
        .database
        .transactions()
        .inTransaction(tx ->
            new AcquisitionRepository()
                .create(
                    tx,
                    new NewAcquisition(
                        UUID.randomUUID(), request, plan, List.of(7_040_000L), null, "node"))
                .acquisition());
  }

  private static List<AcquisitionEvent> eventsOf(Acquisition made) {
    List<AcquisitionEvent> events =
        world
            .database
            .transactions()
            .inSnapshot(tx -> new EventLog().after(tx, made.id(), 0, 1000));
    assertThat(events)
        .hasSize(Math.toIntExact(world.acquisitions.get(made.id()).acquisition().eventSequence()));
    assertThat(world.acquisitions.get(made.id()).acquisition().state())
        .isIn(AcquisitionState.PENDING, AcquisitionState.RUNNING);
    return events;
  }
}
