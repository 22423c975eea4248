package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionEvent;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.storage.MemoryObjectStore;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.SegmentSpool;
import io.heimdall.server.storage.StorageFailure;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of samples and events while the store or the database does not take them.
@Timeout(120)
class OutagesIT {

  private static final int FOR_EVER = Integer.MAX_VALUE;
  private static final ScriptedReceiver.Script STEADY = new ScriptedReceiver.Script() {};

  @TempDir private static Path directory;
  private static World world;

  /// Puts that are refused, and puts that are done without an answer thereafter.
  private final AtomicInteger away = new AtomicInteger();

  private final AtomicInteger unanswered = new AtomicInteger();

  /// How long a recording that has ended waits for the store.
  private Duration patience = Duration.ofSeconds(15);

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory, AcquisitionConfig.DEFAULTS, Duration.ZERO, 0);
  }

  @AfterAll
  static void stop() throws Exception {
    world.close();
  }

  @Test
  void losesNothingWhileTheStoreIsAwayForAWhile() throws Exception {
    away.set(3);
    unanswered.set(2);

    AcquisitionSnapshot ended = run(STEADY, spool(1L << 30), Duration.ofSeconds(200));

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.SUCCEEDED);
    assertThat(only(ended).samples().received()).isEqualTo(2_400_000);
    assertThat(segmentsOf(ended)).hasSize(4);
    assertEverySampleIsAccountedFor(ended);
  }

  @Test
  void countsWhatFindsNoRoomAndGoesOnWhenThereIsSome() throws Exception {
    away.set(FOR_EVER);
    long limitBytes = 8L << 20;
    SegmentSpool spool = spool(limitBytes);
    var script =
        new ScriptedReceiver.Script() {
          @Override
          public void sending(long firstSample) {
            if (firstSample >= 1_500_000 && away.getAndSet(0) > 0) {
              // The uploader makes room before the window is over.
              Until.holds(() -> spool.usedBytes() < limitBytes / 4 * 3);
            }
          }
        };

    AcquisitionSnapshot ended = run(script, spool, Duration.ofSeconds(200));

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
    assertThat(gapsOf(ended)).hasSize(1);
    assertThat(gapsOf(ended).getFirst().cause()).isEqualTo("STORAGE");
    Segment last = segmentsOf(ended).getLast();
    assertThat(last.firstSample()).isGreaterThan(gapsOf(ended).getFirst().firstSample());
    assertEverySampleIsAccountedFor(ended);
  }

  @Test
  void endsWithTheReasonWhenPatienceWithTheStoreEnds() throws Exception {
    away.set(FOR_EVER);
    patience = Duration.ofSeconds(3);

    AcquisitionSnapshot ended = run(STEADY, spool(1L << 30), Duration.ofSeconds(100));

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.FAILED);
    Recording.Failure failure = only(ended).failure();
    assertThat(failure).isNotNull();
    assertThat(failure.reason()).isEqualTo("STORAGE");
    assertThat(failure.message()).contains("until patience ended");
    assertThat(gapsOf(ended)).containsExactly(new RecordingGap(0, 1_200_000, "STORAGE"));
  }

  @Test
  void runsAHundredAcquisitionsOnTenConnections() throws Exception {
    SegmentSpool spool = spool(1L << 30);
    try (Acquisitions node = node(STEADY, spool)) {
      List<UUID> ids = new ArrayList<>();
      for (int n = 0; n < 100; n++) {
        ids.add(begin(node, Duration.ofSeconds(10)));
      }

      for (UUID id : ids) {
        AcquisitionSnapshot ended = end(id);
        assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.SUCCEEDED);
        assertEverySampleIsAccountedFor(ended);
      }
    }
    assertThat(spool.usedBytes()).isZero();
  }

  /// A run that waits for its receivers to let go leaves the processors to them.
  @Test
  void letsGoOfMoreRunsAtOnceThanThereAreProcessors() throws Exception {
    int runs = Runtime.getRuntime().availableProcessors() + 1;
    var sending = new CountDownLatch(runs);
    var closing = new CountDownLatch(runs);
    var letGo = new CountDownLatch(1);
    var script =
        new ScriptedReceiver.Script() {
          @Override
          public void sending(long firstSample) {
            sending.countDown();
            awaitUninterruptibly(letGo);
          }

          @Override
          public void closing() {
            closing.countDown();
          }
        };
    SegmentSpool spool = spool(1L << 30);
    try (Acquisitions clerk = node(script, spool, 0);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<AcquisitionRun> begun = new ArrayList<>();
      for (int n = 0; n < runs; n++) {
        begun.add(claimed(begin(clerk, Duration.ofSeconds(60)), script, spool));
      }
      List<Future<RunEnd>> ends = begun.stream().map(run -> threads.submit(run::run)).toList();
      sending.await();

      begun.forEach(AcquisitionRun::abandon);
      closing.await();
      // Longer than a run rests between two reports.
      LockSupport.parkNanos(1_000_000_000L);
      letGo.countDown();

      for (Future<RunEnd> end : ends) {
        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(RunEnd.LEASE_LOST);
      }
    }
  }

  private AcquisitionRun claimed(UUID id, ScriptedReceiver.Script script, SegmentSpool spool) {
    Acquisition claimed =
        world
            .database
            .transactions()
            .inTransaction(tx -> new AcquisitionRepository().claim(tx, id, "outages-node"))
            .orElseThrow();
    var vault = new RecordingArchive.Vault(spool, store(), 60_000_000_000L, Duration.ofSeconds(15));
    return new RunFactory(
            world.database.transactions(),
            new Drivers(List.of(new ScriptedReceiver(script))),
            vault,
            world.bell,
            AcquisitionConfig.DEFAULTS,
            InstantSource.system())
        .create(claimed);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private AcquisitionSnapshot run(
      ScriptedReceiver.Script script, SegmentSpool spool, Duration window) throws Exception {
    try (Acquisitions node = node(script, spool)) {
      AcquisitionSnapshot ended = end(begin(node, window));
      assertThat(spool.usedBytes()).isZero();
      return ended;
    }
  }

  private static SegmentSpool spool(long bytes) {
    return SegmentSpool.open(directory.resolve("spool-" + UUID.randomUUID()), bytes);
  }

  private Acquisitions node(ScriptedReceiver.Script script, SegmentSpool spool) {
    return node(script, spool, 10);
  }

  private Acquisitions node(ScriptedReceiver.Script script, SegmentSpool spool, int places) {
    var defaults = AcquisitionConfig.DEFAULTS;
    return Acquisitions.open(
        new Acquisitions.Needs(
            world.database.transactions(),
            new Drivers(List.of(new ScriptedReceiver(script))),
            spool,
            store(),
            world.link("outages-node", places),
            InstantSource.system()),
        new AcquisitionConfig(
            defaults.maxQueued(),
            defaults.connectPatience(),
            defaults.startMargin(),
            defaults.segmentDuration(),
            defaults.backlog(),
            patience,
            defaults.watching()));
  }

  /// A store that is away, or does what it is asked without an answer.
  private ObjectStore store() {
    var real = new MemoryObjectStore();
    return (ObjectStore)
        Proxy.newProxyInstance(
            OutagesIT.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, arguments) -> {
              boolean put = method.getName().equals("put");
              if (put && taken(away)) {
                throw new StorageFailure(StorageFailure.Kind.UNAVAILABLE, "away");
              }
              Object result = invoke(method, real, arguments);
              if (put && taken(unanswered)) {
                throw new StorageFailure(StorageFailure.Kind.UNAVAILABLE, "no answer");
              }
              return result;
            });
  }

  private static boolean taken(AtomicInteger left) {
    return left.getAndUpdate(n -> n == FOR_EVER ? n : Math.max(0, n - 1)) > 0;
  }

  private static Object invoke(java.lang.reflect.Method method, Object target, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static UUID begin(Acquisitions node, Duration window) {
    var spec =
        new ReceiverSpec(
            "scripted",
            "scripted " + UUID.randomUUID(),
            "http://scripted.invalid",
            new ReceiverSpec.Location("nowhere", null),
            ReceiverSpec.Activity.ACTIVE,
            ReceiverSpec.TuningDefaults.NONE,
            5,
            3);
    int receiver =
        world
            .database
            .transactions()
            .inTransaction(tx -> new ReceiverRepository().create(tx, "tester", spec).id());
    return node.start(World.CALLER, "", World.plan(7_040_000, window, List.of(receiver)))
        .acquisition()
        .id();
  }

  private static AcquisitionSnapshot end(UUID id) throws InterruptedException {
    try (Watch watch = world.acquisitions.watch(id, null)) {
      Watch.Item item = watch.next();
      while (item != null) {
        item = watch.next();
      }
    }
    return world.acquisitions.get(id);
  }

  /// Segments and gaps make up the window, and events have no hole and no double.
  private static void assertEverySampleIsAccountedFor(AcquisitionSnapshot ended) {
    Recording recording = only(ended);
    long position = 0;
    List<long[]> parts = new ArrayList<>();
    segmentsOf(ended)
        .forEach(segment ->
            segment
                .runs()
                .forEach(run -> parts.add(new long[] {run.firstSample(), run.sampleCount()})));
    gapsOf(ended).forEach(gap -> parts.add(new long[] {gap.firstSample(), gap.sampleCount()}));
    parts.sort(java.util.Comparator.comparingLong(part -> part[0]));
    for (long[] part : parts) {
      assertThat(part[0]).isEqualTo(position);
      position += part[1];
    }
    assertThat(position).isEqualTo(recording.samples().expected());
    List<AcquisitionEvent> events =
        world
            .database
            .transactions()
            .inSnapshot(tx -> new EventLog().after(tx, ended.acquisition().id(), 0, 10_000));
    assertThat(events)
        .extracting(AcquisitionEvent::sequence)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, ended.acquisition().eventSequence()).boxed().toList());
    assertThat(events.stream().filter(event -> event.type().equals("SEGMENT_STORED")))
        .hasSameSizeAs(segmentsOf(ended));
  }

  private static Recording only(AcquisitionSnapshot ended) {
    assertThat(ended.recordings()).hasSize(1);
    return ended.recordings().getFirst();
  }

  private static List<Segment> segmentsOf(AcquisitionSnapshot ended) {
    var id = only(ended).id();
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().segments(tx, List.of(id)))
        .getOrDefault(id, List.of());
  }

  private static List<RecordingGap> gapsOf(AcquisitionSnapshot ended) {
    var id = only(ended).id();
    return world
        .database
        .transactions()
        .inSnapshot(tx -> new RecordingRepository().gaps(tx, List.of(id)))
        .getOrDefault(id, List.of());
  }
}
