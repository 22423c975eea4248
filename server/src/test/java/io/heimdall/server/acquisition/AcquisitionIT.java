package io.heimdall.server.acquisition;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.server.simulator.signal.Truth;
import io.heimdall.server.simulator.wire.Fault;
import io.heimdall.server.storage.StoredObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Acquisitions over simulated receivers, with the real drivers, database and store.
@Timeout(120)
class AcquisitionIT {

  private static final long TUNED_HZ = 7_040_000;
  private static final double SPEED = 5;

  /// Longer than all recordings here but one.
  private static final Duration SEGMENT = Duration.ofSeconds(12);

  /// The simulated time flies, also while this machine does something else.
  private static final Duration BACKLOG = Duration.ofMinutes(1);

  @TempDir private static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    var defaults = AcquisitionConfig.DEFAULTS;
    var config =
        new AcquisitionConfig(
            defaults.maxQueued(),
            defaults.connectPatience(),
            defaults.startMargin(),
            SEGMENT,
            BACKLOG,
            defaults.storePatience(),
            defaults.watching());
    world = new World(directory, config, Duration.ofMillis(500));
  }

  @AfterAll
  static void stop() throws Exception {
    world.close();
  }

  @Test
  void measuresEveryReceiverCloseToTheTruth() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(7).withSpeed(SPEED))) {
      List<Integer> ids = world.register(simulator);

      AcquisitionSnapshot ended = world.run(World.plan(TUNED_HZ, Duration.ofSeconds(10), ids));

      assertThat(ended.recordings()).allMatch(one -> one.state() == RecordingState.DONE);
      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.SUCCEEDED);
      Map<Integer, Measurement> rows = measurements(ended);
      for (int n = 0; n < ids.size(); n++) {
        Measurement row = requireNonNull(rows.get(ids.get(n)), "no measurement");
        verify(row, simulator.receivers().get(n).truth());
      }
    }
  }

  @Test
  void neverMixesReceiversUpHoweverTheirIdsAreOrdered() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(4).withSpeed(SPEED))) {
      List<Integer> ids = world.register(simulator);
      List<Integer> shuffled = List.of(ids.get(2), ids.get(0), ids.get(3), ids.get(1));

      AcquisitionSnapshot ended = world.run(World.plan(TUNED_HZ, Duration.ofSeconds(6), shuffled));

      Map<Integer, Measurement> rows = measurements(ended);
      for (int n = 0; n < ids.size(); n++) {
        Measurement row = requireNonNull(rows.get(ids.get(n)), "no measurement");
        // Each receiver has a clock error and a level of its own.
        verify(row, simulator.receivers().get(n).truth());
        assertThat(row.subject().iqObjectKey()).endsWith("/websdr_" + ids.get(n) + ".npy");
      }
    }
  }

  @Test
  void keepsAHundredSamplesWhereManyMoreWereAsked() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.synthetic(1).withSpeed(0).withFault(1, Fault.SHORT_BODY, 100))) {
      int id = world.register(simulator).getFirst();
      world.update(id, overHttp(world.specOf(id)));

      AcquisitionSnapshot ended =
          world.run(World.plan(TUNED_HZ, Duration.ofSeconds(10), List.of(id)));

      Recording recording = ended.recordings().getFirst();
      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
      assertThat(reasons(ended, List.of(id))).containsExactly("SHORT");
      assertThat(recording.samples().received()).isEqualTo(100);
      assertThat(gapsOf(recording)).hasSize(1);
      Measurement row = requireNonNull(measurements(ended).get(id), "no measurement");
      byte[] stored = world.store.open(requireNonNull(row.subject().iqObjectKey())).readAllBytes();
      assertThat(stored).hasSize(128 + 100 * 8);
    }
  }

  /// It would take 31 s, in which it is never silent for its five.
  @Test
  void endsThoughAReceiverGoesOnSendingTooSlowly() throws Exception {
    byte[] samples = new byte[400 * 4];
    Arrays.fill(samples, (byte) 200);
    var dripping =
        new ScriptedServer(socket -> {
          ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\nX-Sample-Rate: 12500\r\n\r\n");
          while (true) {
            socket.getOutputStream().write(samples);
            LockSupport.parkNanos(1_000_000_000);
          }
        });
    try (dripping) {
      int id = world.register("http", dripping.url());

      AcquisitionSnapshot ended =
          world.run(World.plan(TUNED_HZ, Duration.ofSeconds(1), List.of(id)));

      Recording recording = ended.recordings().getFirst();
      assertThat(requireNonNull(recording.failure()).reason()).isEqualTo("TIMEOUT");
      assertThat(recording.failure().message()).contains("too slowly");
      assertThat(recording.samples().received()).isBetween(1_000L, 12_000L);
    }
  }

  private static ReceiverSpec overHttp(ReceiverSpec spec) {
    return new ReceiverSpec(
        "http",
        spec.name(),
        spec.url(),
        spec.location(),
        spec.activity(),
        spec.tuning(),
        spec.timeoutSeconds(),
        spec.retryCount());
  }

  @Test
  void storesSamplesUnderTheirPlainNameWithDocumentsBesideThem() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1).withSpeed(SPEED))) {
      List<Integer> ids = world.register(simulator);

      AcquisitionSnapshot ended = world.run(World.plan(TUNED_HZ, Duration.ofSeconds(2), ids));

      String stem = "sessions/%s/websdr_%d".formatted(ended.acquisition().id(), ids.getFirst());
      var page = world.store.list("sessions/" + ended.acquisition().id() + "/", "", 100);
      assertThat(page.objects())
          .extracting(StoredObject::key)
          .containsExactlyInAnyOrder(stem + ".npy", stem + ".sigmf-meta", stem + "_metadata.json");
    }
  }

  private static void verify(Measurement measured, Truth truth) {
    Truth.Levels levels = truth.levels().orElseThrow();
    assertThat(measured.signal().cn0Dbhz()).isCloseTo(levels.carrierToNoiseDbHz(), within(0.3));
    assertThat(measured.offset().frequencyOffsetHz())
        .isCloseTo(truth.frequencyHz() - TUNED_HZ, within(0.05));
    assertThat(measured.levels().dbm(measured.levels().signalPowerDbfs()))
        .isCloseTo(levels.signalDbm(), within(0.3));
    assertThat(measured.subject().sampleRateHz()).isCloseTo(truth.sampleRateHz(), within(0.01));
    assertThat(measured.timing().timingClass()).isEqualTo("GPS_FIT");
  }

  @Test
  void isPartialWhenSomeReceiversFailAndSaysWhy() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.synthetic(7)
                .withSpeed(SPEED)
                .withFault(2, Fault.BUSY)
                .withFault(4, Fault.HTML)
                .withFault(6, Fault.DISCONNECT, 80))) {
      List<Integer> ids = world.register(simulator);

      AcquisitionSnapshot ended = world.run(World.plan(TUNED_HZ, Duration.ofSeconds(5), ids));

      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
      assertThat(reasons(ended, ids))
          .containsExactly("", "BUSY", "", "BAD_DATA", "", "DISCONNECTED", "");
      assertThat(measurements(ended)).hasSize(5);
    }
  }

  @Test
  void tellsAWatcherEverythingInOrder() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(3).withSpeed(SPEED))) {
      List<Integer> ids = world.register(simulator);
      UUID id = world.start(World.plan(TUNED_HZ, Duration.ofSeconds(8), ids)).acquisition().id();

      List<Watch.Item> told = world.follow(id);

      assertThat(told.getFirst()).isInstanceOf(Watch.Item.Snapshot.class);
      List<Watch.Item.Event> events = eventsOf(told);
      assertThat(events)
          .extracting(Watch.Item.Event::sequence)
          .containsExactlyElementsOf(
              LongStream.rangeClosed(events.getFirst().sequence(), events.getLast().sequence())
                  .boxed()
                  .toList());
      assertThat(percentages(events)).isSorted().hasSizeGreaterThan(1);
      assertThat(states(events))
          .containsSubsequence(
              AcquisitionState.RUNNING, AcquisitionState.FINALIZING, AcquisitionState.SUCCEEDED);
      assertThat(events).filteredOn(one -> one.event() instanceof RunEvent.Measured).hasSize(3);
      AcquisitionSnapshot ended = world.acquisitions.get(id);
      assertThat(ended.acquisition().progressPercent()).isEqualTo(100);
    }
  }

  @Test
  void resumesAWatchAfterTheLastEventSeen() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1).withSpeed(SPEED))) {
      List<Integer> ids = world.register(simulator);
      UUID id = world.start(World.plan(TUNED_HZ, Duration.ofSeconds(2), ids)).acquisition().id();
      List<Watch.Item.Event> all;
      try (Watch first = world.acquisitions.watch(id, 0L)) {
        all = eventsOf(drain(first));
      }

      List<Watch.Item.Event> rest;
      try (Watch second = world.acquisitions.watch(id, 3L)) {
        rest = eventsOf(drain(second));
      }

      assertThat(all.getFirst().sequence()).isEqualTo(1);
      assertThat(rest).isEqualTo(all.subList(3, all.size()));
    }
  }

  @Test
  void refusesToWatchBeyondTheLastEvent() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1).withSpeed(SPEED))) {
      AcquisitionSnapshot ended =
          world.run(World.plan(TUNED_HZ, Duration.ofSeconds(1), world.register(simulator)));
      UUID id = ended.acquisition().id();

      assertThatThrownBy(() -> world.acquisitions.watch(id, 10_000L))
          .isInstanceOfSatisfying(
              FailureException.class,
              refused -> assertThat(refused.failure().reason()).isEqualTo(Reason.SEQUENCE_AHEAD));
    }
  }

  @Test
  void startsOnceHoweverOftenItIsAsked() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1).withSpeed(SPEED))) {
      Plan plan = World.plan(TUNED_HZ, Duration.ofSeconds(1), world.register(simulator));
      String request = UUID.randomUUID().toString();

      UUID first = world.acquisitions.start(World.CALLER, request, plan).acquisition().id();
      world.follow(first);
      UUID second = world.acquisitions.start(World.CALLER, request, plan).acquisition().id();

      assertThat(second).isEqualTo(first);
      Plan other = World.plan(TUNED_HZ + 1, Duration.ofSeconds(1), plan.receiverIds());
      assertThatThrownBy(() -> world.acquisitions.start(World.CALLER, request, other))
          .isInstanceOfSatisfying(
              FailureException.class,
              refused ->
                  assertThat(refused.failure().reason()).isEqualTo(Reason.REQUEST_ID_REUSED));
    }
  }

  @Test
  void keepsWhatCameBeforeACancel() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(2).withSpeed(SPEED))) {
      List<Integer> ids = world.register(simulator);
      UUID id = world.start(World.plan(TUNED_HZ, Duration.ofMinutes(10), ids)).acquisition().id();
      try (Watch watch = world.acquisitions.watch(id, null)) {
        awaitSamples(watch, 20_000);

        world.acquisitions.cancel(World.CALLER, id);
        world.acquisitions.cancel(World.CALLER, id);
        drain(watch);
      }

      AcquisitionSnapshot ended = world.acquisitions.get(id);
      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.CANCELLED);
      assertThat(reasons(ended, ids)).containsOnly("CANCELLED");
      assertThat(measurements(ended).values())
          .hasSize(2)
          .allMatch(row -> row.subject().samplesCount() >= 10_000);
    }
  }

  @Test
  void keepsTheSamplesOfAReceiverThatEndsTooSoon() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.synthetic(1).withSpeed(SPEED).withFault(1, Fault.DISCONNECT, 60))) {
      List<Integer> ids = world.register(simulator);

      AcquisitionSnapshot ended = world.run(World.plan(TUNED_HZ, Duration.ofSeconds(10), ids));

      Recording recording = ended.recordings().getFirst();
      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
      assertThat(recording.samples().received()).isPositive();
      assertThat(recording.samples().received() + recording.samples().lost())
          .isEqualTo(recording.samples().expected());
      assertThat(gapsOf(recording))
          .containsExactly(
              new RecordingGap(
                  recording.samples().received(), recording.samples().lost(), "DISCONNECT"));
    }
  }

  @Test
  void recordsLossesOfBothKindsAsGaps() throws Exception {
    try (Simulator simulator =
        Simulator.start(
            SimulatorOptions.synthetic(2)
                .withSpeed(SPEED)
                .withFault(1, Fault.SEQUENCE_GAPS, 50)
                .withFault(2, Fault.STAMP_GAPS, 50))) {
      List<Integer> ids = world.register(simulator);

      AcquisitionSnapshot ended = world.run(World.plan(TUNED_HZ, Duration.ofSeconds(8), ids));

      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
      List<RecordingGap> bySequence = gapsOf(ended.recordings().getFirst());
      List<RecordingGap> byStamp = gapsOf(ended.recordings().getLast());
      assertThat(bySequence).isNotEmpty().allMatch(gap -> gap.cause().equals("SEQUENCE"));
      assertThat(byStamp).isNotEmpty().allMatch(gap -> gap.cause().equals("STAMP"));
      assertThat(byStamp).allMatch(gap -> gap.sampleCount() == 777);
      assertThat(ended.recordings())
          .allMatch(
              one -> one.samples().received() + one.samples().lost() == one.samples().expected());
    }
  }

  @Test
  void failsWhenTooFewReceiversDeliver() throws Exception {
    try (Simulator simulator =
        Simulator.start(SimulatorOptions.synthetic(2).withSpeed(SPEED).withFault(2, Fault.BUSY))) {
      List<Integer> ids = world.register(simulator);
      Plan one = World.plan(TUNED_HZ, Duration.ofSeconds(1), ids);
      var both =
          new Plan(
              one.centerFrequenciesHz(),
              one.durationNanos(),
              0,
              Plan.Setting.DEFAULT,
              ids,
              2,
              one.labels(),
              null,
              one.retry());

      AcquisitionSnapshot ended = world.run(both);

      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.FAILED);
      assertThat(ended.acquisition().outcome().message())
          .isEqualTo("1 of 2 receivers delivered samples, 2 were needed");
    }
  }

  @Test
  void sendsLiveSamplesAsTheyComeIn() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(2).withSpeed(SPEED))) {
      List<Integer> ids = world.register(simulator);
      UUID id = world.start(World.plan(TUNED_HZ, Duration.ofSeconds(5), ids)).acquisition().id();
      Set<Integer> second = Set.of(ids.get(1));
      long samples = 0;
      long end = -1;

      try (SampleTap tap = world.listen(id, second)) {
        for (SampleTap.Chunk chunk = tap.take(); chunk != null; chunk = tap.take()) {
          assertThat(chunk.receiverId()).isEqualTo(ids.get(1));
          assertThat(end < 0 || chunk.firstSample() == end).isTrue();
          end = chunk.firstSample() + chunk.i().length;
          samples += chunk.i().length;
        }
      }

      assertThat(samples).isCloseTo(60_000, within(100L));
    }
  }

  @Test
  void cutsALongRecordingIntoSegments() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1).withSpeed(SPEED))) {
      List<Integer> ids = world.register(simulator);

      AcquisitionSnapshot ended = world.run(World.plan(TUNED_HZ, Duration.ofSeconds(15), ids));

      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.SUCCEEDED);
      RecordingId recording = ended.recordings().getFirst().id();
      List<Segment> segments =
          world
              .database
              .transactions()
              .inSnapshot(tx -> new RecordingRepository().segments(tx, List.of(recording)))
              .getOrDefault(recording, List.of());
      assertThat(segments).hasSize(2);
      assertThat(segments.getFirst().objectKey()).endsWith(".e1.0000.npy");
      assertThat(segments.getLast().objectKey()).endsWith(".e1.0001.npy");
      assertThat(segments.getLast().firstSample()).isEqualTo(segments.getFirst().sampleCount());
      assertThat(segments).allMatch(one -> world.store.head(one.objectKey()).isPresent());
      assertThat(world.spool.usedBytes()).isZero();
    }
  }

  @Test
  void refusesWhatNobodyCanReceive() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1).withSpeed(SPEED))) {
      int id = world.register(simulator).getFirst();
      Plan plan = World.plan(TUNED_HZ, Duration.ofSeconds(1), List.of(id));

      assertThat(reasonFor(World.plan(TUNED_HZ, Duration.ofSeconds(1), List.of(id, 999_999))))
          .isEqualTo(Reason.RECEIVER_NOT_FOUND);
      ReceiverSpec spec = world.specOf(id);
      world.update(id, spec.withActivity(ReceiverSpec.Activity.INACTIVE));
      assertThat(reasonFor(plan)).isEqualTo(Reason.RECEIVER_INACTIVE);
      var vhfOnly =
          new ReceiverSpec.TuningDefaults(
              144_000_000L, 146_000_000L, 0, null, null, ReceiverSpec.Gain.DRIVERS_DEFAULT);
      world.update(
          id,
          new ReceiverSpec(
              spec.driver(),
              spec.name(),
              spec.url(),
              spec.location(),
              ReceiverSpec.Activity.ACTIVE,
              vhfOnly,
              spec.timeoutSeconds(),
              spec.retryCount()));
      assertThat(reasonFor(plan)).isEqualTo(Reason.OUT_OF_BAND);
    }
  }

  private static Reason reasonFor(Plan plan) {
    FailureException refused =
        catchThrowableOfType(FailureException.class, () -> world.start(plan));
    return refused.failure().reason();
  }

  private static void awaitSamples(Watch watch, long samples) throws InterruptedException {
    long received = 0;
    while (received < samples) {
      if (watch.next() instanceof Watch.Item.Event(_, _, RunEvent.Progressed progressed)) {
        received =
            progressed.receivers().stream()
                .mapToLong(ReceiverProgress::samplesReceived)
                .min()
                .orElse(0);
      }
    }
  }

  private static List<Watch.Item> drain(Watch watch) throws InterruptedException {
    var items = new ArrayList<Watch.Item>();
    for (Watch.Item item = watch.next(); item != null; item = watch.next()) {
      items.add(item);
    }
    return items;
  }

  private static List<Watch.Item.Event> eventsOf(List<Watch.Item> items) {
    return items.stream()
        .filter(Watch.Item.Event.class::isInstance)
        .map(Watch.Item.Event.class::cast)
        .toList();
  }

  private static List<Double> percentages(List<Watch.Item.Event> events) {
    return events.stream()
        .map(Watch.Item.Event::event)
        .filter(RunEvent.Progressed.class::isInstance)
        .map(event -> ((RunEvent.Progressed) event).percent())
        .toList();
  }

  private static List<AcquisitionState> states(List<Watch.Item.Event> events) {
    return events.stream()
        .map(Watch.Item.Event::event)
        .filter(RunEvent.StateChanged.class::isInstance)
        .map(event -> ((RunEvent.StateChanged) event).state())
        .toList();
  }

  private static List<RecordingGap> gapsOf(Recording recording) {
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().gaps(tx, List.of(recording.id())))
        .getOrDefault(recording.id(), List.of());
  }

  private static List<String> reasons(AcquisitionSnapshot ended, List<Integer> ids) {
    Map<Integer, Recording> byId =
        ended.recordings().stream()
            .collect(Collectors.toMap(one -> one.id().receiverId(), Function.identity()));
    return ids.stream()
        .map(byId::get)
        .map(one -> one.failure() == null ? "" : one.failure().reason())
        .toList();
  }

  private static Map<Integer, Measurement> measurements(AcquisitionSnapshot ended) {
    var filter = MeasurementFilter.ofAcquisition(ended.acquisition().id());
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new MeasurementRepository().list(tx, filter, null, 100))
        .rows()
        .stream()
        .collect(Collectors.toMap(row -> row.key().receiverId(), Function.identity()));
  }
}
