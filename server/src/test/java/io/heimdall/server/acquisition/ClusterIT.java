package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that share one database and store: one that runs two acquisitions at a time, and one that
/// runs none but takes requests.
@Timeout(90)
class ClusterIT {

  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir private static Path directory;
  private static World world;
  private static Simulator simulator;
  private static List<Integer> receivers;

  private Acquisitions worker;
  private Acquisitions clerk;

  @BeforeAll
  static void startWorld() throws Exception {
    world = new World(directory, World.PATIENT, Duration.ZERO, 0);
    simulator = Simulator.start(SimulatorOptions.synthetic(4));
    receivers = world.register(simulator);
  }

  @AfterAll
  static void stopWorld() throws Exception {
    simulator.close();
    world.close();
  }

  @BeforeEach
  void start() {
    worker = world.another("worker", 2, queueing(2));
    clerk = world.another("clerk", 0, queueing(2));
  }

  @AfterEach
  void stop() throws SQLException {
    unfinished().forEach(id -> clerk.cancel(World.CALLER, id));
    worker.close();
    clerk.close();
    execute("delete from acquisition_tasks");
  }

  @Test
  void runsOnOneNodeWhatAnotherAccepted() throws Exception {
    UUID id = start(clerk, Duration.ofSeconds(1));

    AcquisitionSnapshot ended = follow(clerk, id);

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.SUCCEEDED);
    assertThat(ended.acquisition().run().nodeId()).isEqualTo("worker");
    assertThat(ended.acquisition().run().begun()).isEqualTo(1);
    assertThat(ended.acquisition().lease().epoch()).isEqualTo(1);
    awaitTasks(0);
  }

  @Test
  void runsEachAcquisitionOnceHoweverManyNodesThereAre() throws Exception {
    try (Acquisitions _ = world.another("worker-2", 4, queueing(100));
        Acquisitions third = world.another("worker-3", 4, queueing(100))) {
      var ids = new ArrayList<UUID>();
      for (int i = 0; i < 12; i++) {
        ids.add(start(third, Duration.ofMillis(500)));
      }

      for (UUID id : ids) {
        AcquisitionSnapshot ended = follow(clerk, id);
        assertThat(ended.acquisition().run().begun()).isEqualTo(1);
        assertThat(ended.acquisition().lease().epoch()).isEqualTo(1);
      }
      awaitTasks(0);
    }
  }

  @Test
  void cancelsFromANodeThatDoesNotRunIt() throws Exception {
    UUID id = start(worker, LONG);
    awaitState(id, AcquisitionState.RUNNING);

    clerk.cancel(World.CALLER, id);

    assertThat(World.stateOf(follow(worker, id))).isEqualTo(AcquisitionState.CANCELLED);
    awaitTasks(0);
  }

  @Test
  void boundsWhatWaitsButAnswersARepeatedRequest() throws Exception {
    UUID first = start(worker, LONG, "first");
    UUID second = start(worker, LONG);
    awaitState(first, AcquisitionState.RUNNING);
    awaitState(second, AcquisitionState.RUNNING);
    UUID waiting = start(worker, LONG);
    start(clerk, LONG);

    assertThatThrownBy(() -> start(worker, LONG))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused ->
                assertThat(refused.failure().reason()).isEqualTo(Reason.TOO_MANY_ACQUISITIONS));
    assertThatThrownBy(() -> start(clerk, LONG)).isInstanceOf(FailureException.class);

    assertThat(start(clerk, LONG, "first")).isEqualTo(first);
    UUID later = startAt(clerk, LONG, Instant.now().plusSeconds(3600));
    assertThat(stateOf(later)).isEqualTo(AcquisitionState.PENDING);
    clerk.cancel(World.CALLER, first);
    awaitState(waiting, AcquisitionState.RUNNING);
  }

  @Test
  void endsWhatWaitsAsSoonAsItIsCancelled() throws Exception {
    UUID first = start(worker, LONG);
    UUID second = start(worker, LONG);
    awaitState(first, AcquisitionState.RUNNING);
    awaitState(second, AcquisitionState.RUNNING);
    UUID waiting = start(worker, LONG);

    AcquisitionSnapshot ended = clerk.cancel(World.CALLER, waiting);

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.CANCELLED);
    assertThat(ended.acquisition().progressPercent()).isEqualTo(100);
    assertThat(ended.recordings())
        .allMatch(one -> one.state() == RecordingState.FAILED)
        .allMatch(one -> one.failure() != null && one.failure().reason().equals("CANCELLED"));
    awaitTasks(2);
  }

  @Test
  void endsWhatIsPlannedForLaterAsSoonAsItIsCancelled() throws Exception {
    UUID later = startAt(clerk, Duration.ofSeconds(1), Instant.now().plusSeconds(3600));

    AcquisitionSnapshot ended = clerk.cancel(World.CALLER, later);

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.CANCELLED);
    List<Watch.Item> told = items(worker, later);
    assertThat(told.getLast()).isInstanceOf(Watch.Item.Snapshot.class);
    awaitTasks(0);
  }

  @Test
  void joinsARunThatIsAliveWhenItIsHandedOutAgain() throws Exception {
    UUID id = start(worker, Duration.ofSeconds(6));
    awaitState(id, AcquisitionState.RUNNING);

    // As after heartbeats that could not be written.
    execute("update acquisition_tasks set picked = false, picked_by = null, version = version + 1");
    AcquisitionSnapshot ended = follow(clerk, id);

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.SUCCEEDED);
    assertThat(ended.acquisition().lease().epoch()).isEqualTo(1);
    assertThat(ended.acquisition().run().begun()).isEqualTo(1);
    awaitTasks(0);
  }

  @Test
  void leavesAnAcquisitionToAnotherNodeWhenItStops() throws Exception {
    UUID id = start(worker, Duration.ofSeconds(20));
    awaitWindow(id);

    worker.close();

    try (Acquisitions other = world.another("other", 2, queueing(2))) {
      AcquisitionSnapshot ended = follow(other, id);
      assertThat(ended.acquisition().run().begun()).isEqualTo(2);
      // One that handed over never counts; one that goes on, until it has stored a segment itself,
      // which it does before its end where the first has left some.
      assertThat(ended.acquisition().run().failed()).isEqualTo(hasSegmentOfEpoch(ended, 1) ? 0 : 1);
      assertThat(ended.recordings().getFirst().samples().received()).isPositive();
      assertThat(ended.acquisition().run().nodeId()).isEqualTo("other");
      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
    }
  }

  private static boolean hasSegmentOfEpoch(AcquisitionSnapshot ended, long epoch) {
    var ids = ended.recordings().stream().map(one -> one.id()).toList();
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().segments(tx, ids).values())
        .stream()
        .anyMatch(segments -> segments.stream().anyMatch(one -> one.epoch() == epoch));
  }

  @Test
  void waitsForARunThatIsAboutToEndWhenItStops() throws Exception {
    UUID id = start(worker, Duration.ofSeconds(3));
    awaitWindow(id);

    worker.close();

    assertThat(stateOf(id)).isEqualTo(AcquisitionState.SUCCEEDED);
  }

  @Test
  void takesNothingNewOnceItStops() {
    worker.close();

    assertThatThrownBy(() -> start(worker, LONG))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused -> assertThat(refused.failure().reason()).isEqualTo(Reason.SERVER_STOPPING));
  }

  private static AcquisitionConfig queueing(int maxQueued) {
    var patient = World.PATIENT;
    return new AcquisitionConfig(
        maxQueued,
        patient.connectPatience(),
        patient.startMargin(),
        patient.segmentDuration(),
        patient.backlog(),
        patient.storePatience(),
        patient.watching());
  }

  private static UUID start(Acquisitions node, Duration duration) {
    return start(node, duration, "");
  }

  private static UUID start(Acquisitions node, Duration duration, String requestId) {
    return node.start(World.CALLER, requestId, plan(duration)).acquisition().id();
  }

  private static UUID startAt(Acquisitions node, Duration duration, Instant startTime) {
    Plan plan = plan(duration);
    Plan timed =
        new Plan(
            plan.centerFrequenciesHz(),
            plan.durationNanos(),
            plan.sampleRateHz(),
            plan.tuning(),
            plan.receiverIds(),
            plan.minReceivers(),
            plan.labels(),
            startTime.truncatedTo(ChronoUnit.MICROS),
            plan.retry());
    return node.start(World.CALLER, "", timed).acquisition().id();
  }

  private static Plan plan(Duration duration) {
    return World.plan(7_040_000, duration, receivers.subList(0, 1));
  }

  private static List<Watch.Item> items(Acquisitions node, UUID id) throws InterruptedException {
    var items = new ArrayList<Watch.Item>();
    try (Watch watch = node.watch(id, null)) {
      for (Watch.Item item = watch.next(); item != null; item = watch.next()) {
        items.add(item);
      }
    }
    return items;
  }

  private static AcquisitionSnapshot follow(Acquisitions node, UUID id)
      throws InterruptedException {
    items(node, id);
    return node.get(id);
  }

  private static AcquisitionState stateOf(UUID id) {
    return World.stateOf(world.acquisitions.get(id));
  }

  private static void awaitState(UUID id, AcquisitionState wanted) {
    Until.holds(() -> stateOf(id) == wanted);
  }

  private static void awaitWindow(UUID id) {
    Until.holds(() -> world.acquisitions.get(id).acquisition().window() != null);
  }

  private static void awaitTasks(int wanted) {
    Until.holds(() -> count("select count(*) from acquisition_tasks") == wanted);
  }

  private static List<UUID> unfinished() throws SQLException {
    var ids = new ArrayList<UUID>();
    try (var connection = world.dataSource().getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery("select id from acquisitions where finished_at is null")) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }

  private static int count(String sql) {
    try (var connection = world.dataSource().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static void execute(String sql) {
    try (var connection = world.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
