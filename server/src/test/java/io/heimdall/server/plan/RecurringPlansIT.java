package io.heimdall.server.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionFilter;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditFilter;
import io.heimdall.db.audit.AuditLine;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.plan.RecurringPlan;
import io.heimdall.db.plan.RecurringPlanSpec.Times;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.acquisition.Plan;
import io.heimdall.server.acquisition.PlanJson;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.plan.Node.SetClock;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Plans of two nodes on one database. The times of the tests lie days ahead, so that what is
/// created for them does not run meanwhile.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecurringPlansIT {
  private static final Caller ALICE = new Caller("alice", Role.OPERATOR);
  private static final Caller BOB = new Caller("bob", Role.ADMIN);
  private static final Times HOURLY = new Times(3600L, null, "");

  private FreshDatabase postgres;
  private Node first;
  private Node second;
  private SetClock clock;
  private int receiver;
  private Instant hour;

  @BeforeAll
  void open(@TempDir Path directory) throws IOException {
    postgres = FreshDatabase.create();
    var config = postgres.config();
    long day = Instant.now().getEpochSecond() / 86_400 + 2;
    hour = Instant.ofEpochSecond(day * 86_400);
    clock = new SetClock(hour.minusSeconds(1800));
    first = new Node("first", config, directory, clock);
    second = new Node("second", config, directory, clock);
    receiver = first.database.transactions().inTransaction(tx -> addReceiver(tx, true));
  }

  @AfterAll
  void close() throws IOException {
    first.close();
    second.close();
    postgres.close();
  }

  @BeforeEach
  void begin() {
    hour = hour.plus(Duration.ofHours(10));
    clock.set(hour.minusSeconds(1800));
    for (RecurringPlan old : first.plans.list(null, 500).rows()) {
      first.plans.delete(old.owner().equals("alice") ? ALICE : BOB, old.id());
    }
  }

  @Test
  void isWhatWasAskedFor() {
    RecurringPlan created = create("Night", new Times(null, "0 * * * *", "Europe/Berlin"));

    assertThat(created.owner()).isEqualTo("alice");
    assertThat(created.paused()).isFalse();
    assertThat(created.progress()).isEqualTo(new RecurringPlan.Progress(hour, null, ""));
    assertThat(second.plans.get(created.id())).isEqualTo(created);
    assertThat(audited(created.id())).containsExactly("plan.create by alice");
  }

  @Test
  void startsEachTimeOnceOnTwoNodes() throws Exception {
    RecurringPlan plan = create("Once", HOURLY);

    for (int n = 0; n < 5; n++) {
      clock.set(hour.plusSeconds(3600L * n).minusSeconds(20));
      race(() -> look(first), () -> look(second), () -> look(first), () -> look(second));
      endAll();
    }

    assertThat(started(plan))
        .extracting(one -> one.times().requestedStart())
        .containsExactlyInAnyOrder(
            hour,
            hour.plusSeconds(3600),
            hour.plusSeconds(7200),
            hour.plusSeconds(10_800),
            hour.plusSeconds(14_400));
    assertThat(started(plan)).allMatch(one -> one.request().owner().equals("alice"));
    RecurringPlan now = first.plans.get(plan.id());
    assertThat(now.progress().nextStart()).isEqualTo(hour.plusSeconds(18_000));
    assertThat(now.progress().lastFailure()).isEmpty();
    assertThat(started(plan))
        .extracting(Acquisition::id)
        .contains(now.progress().lastAcquisitionId());
  }

  @Test
  void takesATimeUpAheadAndNotBefore() {
    RecurringPlan plan = create("Ahead", HOURLY);

    clock.set(hour.minusSeconds(31));
    first.dueTimes.start();
    assertThat(started(plan)).isEmpty();
    clock.set(hour.minusSeconds(30));
    first.dueTimes.start();
    assertThat(started(plan)).hasSize(1);
  }

  @Test
  void doesNotMakeUpForTimesWithoutAServer() {
    RecurringPlan plan = create("Missed", HOURLY);

    clock.set(hour.plus(Duration.ofMinutes(150)));
    first.dueTimes.start();

    assertThat(started(plan)).isEmpty();
    RecurringPlan now = first.plans.get(plan.id());
    assertThat(now.progress().nextStart()).isEqualTo(hour.plus(Duration.ofHours(3)));
    assertThat(now.progress().lastFailure())
        .isEqualTo(
            "nothing began at %s: no server was able to start anything at that time"
                .formatted(hour));
  }

  @Test
  void skipsATimeWhileTheAcquisitionBeforeRuns() {
    RecurringPlan plan = create("Long", HOURLY);
    clock.set(hour.minusSeconds(20));
    first.dueTimes.start();
    keepRunning();
    Instant next = hour.plusSeconds(3600);

    clock.set(next.minusSeconds(20));
    second.dueTimes.start();
    assertThat(first.plans.get(plan.id()).progress().nextStart()).isEqualTo(next);
    clock.set(next.plusSeconds(1));
    second.dueTimes.start();

    assertThat(started(plan)).hasSize(1);
    RecurringPlan now = first.plans.get(plan.id());
    assertThat(now.progress().nextStart()).isEqualTo(next.plusSeconds(3600));
    assertThat(now.progress().lastFailure()).contains("the acquisition before had not ended");
    assertThat(now.progress().lastAcquisitionId()).isEqualTo(started(plan).getFirst().id());
  }

  @Test
  void startsAsSoonAsTheAcquisitionBeforeHasEnded() {
    RecurringPlan plan = create("Tight", HOURLY);
    clock.set(hour.minusSeconds(20));
    first.dueTimes.start();
    keepRunning();
    Instant next = hour.plusSeconds(3600);
    clock.set(next.minusSeconds(20));
    first.dueTimes.start();
    assertThat(started(plan)).hasSize(1);

    endAll();
    clock.set(next.minusSeconds(2));
    first.dueTimes.start();

    assertThat(started(plan)).hasSize(2);
    assertThat(first.plans.get(plan.id()).progress().lastFailure()).isEmpty();
  }

  @Test
  void saysWhyNothingCouldBegin() {
    int asleep = first.database.transactions().inTransaction(tx -> addReceiver(tx, false));
    RecurringPlan plan =
        first.plans.create(ALICE, "", new NewRecurringPlan("Asleep", HOURLY, plan(asleep), false));

    clock.set(hour.minusSeconds(10));
    first.dueTimes.start();
    assertThat(first.plans.get(plan.id()).progress().nextStart()).isEqualTo(hour);
    clock.set(hour);
    first.dueTimes.start();

    assertThat(first.plans.get(plan.id()).progress())
        .returns(hour.plusSeconds(3600), RecurringPlan.Progress::nextStart)
        .extracting(RecurringPlan.Progress::lastFailure)
        .asString()
        .contains("is inactive");
  }

  @Test
  void startsNothingWhilePaused() {
    RecurringPlan plan = create("Paused", HOURLY);

    RecurringPlan paused = second.plans.pause(BOB, plan.id());
    assertThat(paused.paused()).isTrue();
    assertThat(paused.progress().nextStart()).isNull();
    assertThat(first.plans.pause(BOB, plan.id())).isEqualTo(paused);
    clock.set(hour.minusSeconds(10));
    first.dueTimes.start();
    assertThat(started(plan)).isEmpty();

    clock.set(hour.plusSeconds(10));
    RecurringPlan resumed = first.plans.resume(BOB, plan.id());
    assertThat(resumed.progress().nextStart()).isEqualTo(hour.plusSeconds(3600));
    assertThat(first.plans.resume(BOB, plan.id())).isEqualTo(resumed);
    assertThat(audited(plan.id()))
        .containsExactly("plan.resume by bob", "plan.pause by bob", "plan.create by alice");
  }

  @Test
  void cancelsWhatHasNotBegunAndStartsItAnewWhenResumedInTime() {
    RecurringPlan plan = create("Withdrawn", HOURLY);
    clock.set(hour.minusSeconds(25));
    first.dueTimes.start();
    keepRunning();
    UUID ahead = started(plan).getFirst().id();

    second.plans.pause(ALICE, plan.id());
    assertThat(first.acquisitions.get(ahead).acquisition().state())
        .isIn(AcquisitionState.CANCELLING, AcquisitionState.CANCELLED);
    endAll();
    first.plans.resume(ALICE, plan.id());
    first.dueTimes.start();

    assertThat(started(plan)).hasSize(2).allMatch(one -> hour.equals(one.times().requestedStart()));
    assertThat(first.plans.get(plan.id()).progress().lastAcquisitionId()).isNotEqualTo(ahead);
  }

  @Test
  void keepsWhatItStartedWhenDeleted() {
    RecurringPlan plan = create("Deleted", HOURLY);
    clock.set(hour.minusSeconds(20));
    first.dueTimes.start();
    clock.set(hour.plusSeconds(1));

    second.plans.delete(BOB, plan.id());

    assertThat(started(plan))
        .hasSize(1)
        .noneMatch(one -> one.state() == AcquisitionState.CANCELLING);
    clock.set(hour.plusSeconds(3600));
    first.dueTimes.start();
    assertThat(started(plan)).hasSize(1);
    assertThatThrownBy(() -> first.plans.get(plan.id())).satisfies(is(Reason.PLAN_NOT_FOUND));
    assertThatThrownBy(() -> first.plans.delete(BOB, plan.id()))
        .satisfies(is(Reason.PLAN_NOT_FOUND));
    assertThat(audited(plan.id())).first().isEqualTo("plan.delete by bob");
  }

  @Test
  void createsOnceHoweverOftenAndWhereItIsAsked() throws Exception {
    String requestId = UUID.randomUUID().toString();
    var wanted = new NewRecurringPlan("Raced", HOURLY, plan(receiver), false);

    List<RecurringPlan> answers =
        race(
            () -> first.plans.create(ALICE, requestId, wanted),
            () -> second.plans.create(ALICE, requestId, wanted),
            () -> first.plans.create(ALICE, requestId, wanted),
            () -> second.plans.create(ALICE, requestId, wanted));

    assertThat(Set.copyOf(answers)).hasSize(1);
    assertThat(first.plans.list(null, 10).rows()).hasSize(1);
    second.plans.delete(ALICE, answers.getFirst().id());
    assertThat(first.plans.create(ALICE, requestId, wanted)).isEqualTo(answers.getFirst());
    assertThat(first.plans.list(null, 10).rows()).isEmpty();
    var other = new NewRecurringPlan("Other", HOURLY, plan(receiver), false);
    assertThatThrownBy(() -> second.plans.create(ALICE, requestId, other))
        .satisfies(is(Reason.REQUEST_ID_REUSED));
    assertThat(second.plans.create(BOB, requestId, other).owner()).isEqualTo("bob");
  }

  @Test
  void goesOnWithTheReceiversThatAreLeft() {
    var ids = new ArrayList<Integer>();
    for (int n = 0; n < 2; n++) {
      ids.add(first.database.transactions().inTransaction(tx -> addReceiver(tx, true)));
    }
    RecurringPlan plan = createWith(plan(ids.get(0), ids.get(1)));
    remove(ids.get(0));

    clock.set(hour.minusSeconds(20));
    first.dueTimes.start();

    assertThat(started(plan)).hasSize(1);
    assertThat(PlanJson.read(started(plan).getFirst().plan().planJson()).receiverIds())
        .containsExactly(ids.get(1));
    endAll();
    remove(ids.get(1));
    clock.set(hour.plusSeconds(3601));
    first.dueTimes.start();
    assertThat(started(plan)).hasSize(1);
    assertThat(first.plans.get(plan.id()).progress().lastFailure())
        .contains("there is no receiver " + ids.get(0));
  }

  private void remove(int receiverId) {
    first
        .database
        .transactions()
        .runInTransaction(tx -> new ReceiverRepository().delete(tx, receiverId, null));
  }

  @Test
  void refusesWhatCouldNeverStart() {
    create("Taken", HOURLY);
    assertThatThrownBy(() -> create("tAKEN", HOURLY)).satisfies(is(Reason.PLAN_NAME_TAKEN));
    assertThat(first.plans.create(BOB, "", new NewRecurringPlan("Taken", HOURLY, plan(), true)))
        .returns(true, RecurringPlan::paused);
    assertThatThrownBy(() -> create("Never", new Times(null, "0 0 30 2 *", "")))
        .satisfies(is(Reason.SCHEDULE_INVALID));
    assertThatThrownBy(() -> create("Short", new Times(2L, null, "")))
        .hasMessageContaining("longer than the plan takes")
        .satisfies(is(Reason.SCHEDULE_INVALID));
    assertThatThrownBy(() -> createWith(plan(receiver).startingAt(hour)))
        .satisfies(is(Reason.START_TIME_INVALID));
    assertThatThrownBy(() -> createWith(plan(999_999))).satisfies(is(Reason.RECEIVER_NOT_FOUND));
    int station =
        first
            .database
            .transactions()
            .inTransaction(tx -> addReceiver(tx, ReceiverSpec.LISTEN_ONLY, false));
    assertThatThrownBy(() -> createWith(plan(station))).satisfies(is(Reason.RECEIVER_LISTEN_ONLY));
    assertThatThrownBy(() ->
            createWith(Plan.of(50_000_000, Duration.ofSeconds(2).toNanos(), List.of(receiver))))
        .satisfies(is(Reason.OUT_OF_BAND));
  }

  private RecurringPlan create(String name, Times times) {
    return first.plans.create(ALICE, "", new NewRecurringPlan(name, times, plan(receiver), false));
  }

  private RecurringPlan createWith(Plan plan) {
    return first.plans.create(ALICE, "", new NewRecurringPlan("New", HOURLY, plan, false));
  }

  private static Plan plan(Integer... receivers) {
    return Plan.of(7_000_000, Duration.ofSeconds(2).toNanos(), List.of(receivers));
  }

  private static Boolean look(Node node) {
    node.dueTimes.start();
    return true;
  }

  @SafeVarargs
  private static <T> List<T> race(Callable<T>... calls) throws Exception {
    var line = new CyclicBarrier(calls.length);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<T>>();
      for (Callable<T> call : calls) {
        running.add(
            threads.submit(() -> {
              line.await();
              return call.call();
            }));
      }
      var results = new ArrayList<T>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    }
  }

  private List<Acquisition> started(RecurringPlan plan) {
    return first
        .acquisitions
        .list(new AcquisitionFilter(Set.of(), null, plan.id(), null, null), null, 100)
        .rows()
        .stream()
        .map(AcquisitionSnapshot::acquisition)
        .toList();
  }

  /// Ends every acquisition, as its run would.
  private void endAll() {
    execute(
        "update acquisitions set state = 'SUCCEEDED', finished_at = now()"
            + " where finished_at is null");
  }

  /// Has every acquisition run, under a lease that nobody here has.
  private void keepRunning() {
    execute(
        "update acquisitions set state = 'RUNNING', finished_at = null,"
            + " lease_epoch = lease_epoch + 1000");
  }

  private void execute(String sql) {
    first
        .database
        .transactions()
        .runInTransaction(tx -> {
          try (var statement = tx.connection().createStatement()) {
            statement.execute(sql);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private List<String> audited(UUID planId) {
    var filter = new AuditFilter(null, "recurring_plan", planId.toString(), null, null);
    return first
        .database
        .transactions()
        .inSnapshot(tx -> new AuditLog().list(tx, filter, null, 10))
        .rows()
        .stream()
        .map(AuditLine::entry)
        .map((AuditEntry entry) -> entry.action() + " by " + entry.actor())
        .toList();
  }

  private static Consumer<Throwable> is(Reason reason) {
    return thrown -> assertThat(((FailureException) thrown).failure().reason()).isEqualTo(reason);
  }

  private static int addReceiver(Tx tx, boolean active) {
    return addReceiver(tx, "http", active);
  }

  private static int addReceiver(Tx tx, String driver, boolean active) {
    return new ReceiverRepository()
        .create(
            tx,
            "alice",
            new ReceiverSpec(
                driver,
                "Receiver " + UUID.randomUUID(),
                "http://127.0.0.1:1",
                new ReceiverSpec.Location("Nowhere", null),
                active ? ReceiverSpec.Activity.ACTIVE : ReceiverSpec.Activity.INACTIVE,
                new ReceiverSpec.TuningDefaults(
                    10_000L, 30_000_000L, 0, null, null, ReceiverSpec.Gain.DRIVERS_DEFAULT),
                5,
                3))
        .id();
  }
}
