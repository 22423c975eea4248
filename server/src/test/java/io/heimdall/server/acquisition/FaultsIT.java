package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.db.recording.SampleCounts;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.storage.MemoryObjectStore;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.SegmentSpool;
import io.heimdall.server.storage.StorageFailure;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of an acquisition when a driver, the store or the database fails under it.
@Timeout(60)
class FaultsIT {

  @TempDir private static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory, AcquisitionConfig.DEFAULTS, Duration.ZERO, 0);
  }

  @AfterAll
  static void stop() throws Exception {
    world.close();
  }

  @Test
  void endsAReceiverWhoseDriverHasAFault() throws Exception {
    var script =
        new ScriptedReceiver.Script() {
          @Override
          public void opening() {
            throw new IllegalStateException("a bug");
          }
        };

    AcquisitionSnapshot ended = run(script, new MemoryObjectStore(), Duration.ofSeconds(1));

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.FAILED);
    assertThat(reasonOf(ended)).isEqualTo("INTERNAL");
  }

  @Test
  void keepsWhatCameBeforeADriversFault() throws Exception {
    var script =
        new ScriptedReceiver.Script() {
          @Override
          public void sending(long firstSample) {
            if (firstSample >= 5120) {
              throw new IllegalStateException("a bug");
            }
          }
        };

    AcquisitionSnapshot ended = run(script, new MemoryObjectStore(), Duration.ofSeconds(1));

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
    assertThat(reasonOf(ended)).isEqualTo("INTERNAL");
    assertThat(only(ended).samples()).isEqualTo(new SampleCounts(12_000, 5120, 6880));
  }

  @Test
  void endsAReceiverThatIsCancelledWhileItConnects() throws Exception {
    var connecting = new CountDownLatch(1);
    var script =
        new ScriptedReceiver.Script() {
          @Override
          public void opening() throws ReceiverFailure {
            connecting.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException _) {
              // As a socket does it: the failure, and the flag.
              Thread.currentThread().interrupt();
              throw new ReceiverFailure(FailureReason.DISCONNECTED, "interrupted");
            }
          }
        };
    try (Acquisitions node = node(script, new MemoryObjectStore(), world.database.transactions())) {
      UUID id = begin(node, Duration.ofSeconds(1));
      assertThat(connecting.await(20, TimeUnit.SECONDS)).isTrue();

      node.cancel(World.CALLER, id);
      AcquisitionSnapshot ended = end(id);

      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.CANCELLED);
      assertThat(only(ended).state()).isEqualTo(RecordingState.FAILED);
      assertThat(reasonOf(ended)).isEqualTo("CANCELLED");
    }
  }

  @Test
  void endsWhenItIsCancelledJustBeforeTheReceiverArrives() throws Exception {
    var connecting = new CountDownLatch(1);
    var script =
        new ScriptedReceiver.Script() {
          @Override
          public void opening() {
            connecting.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException _) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try (Acquisitions node = node(script, new MemoryObjectStore(), world.database.transactions())) {
      UUID id = begin(node, Duration.ofSeconds(1));
      assertThat(connecting.await(20, TimeUnit.SECONDS)).isTrue();

      node.cancel(World.CALLER, id);

      assertThat(World.stateOf(end(id))).isEqualTo(AcquisitionState.CANCELLED);
    }
  }

  @Test
  void countsWhatTheStoreDidNotTakeAsLost() throws Exception {
    AcquisitionSnapshot ended =
        run(new ScriptedReceiver.Script() {}, refusing(""), Duration.ofSeconds(1));

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.FAILED);
    assertThat(reasonOf(ended)).isEqualTo("STORAGE");
    assertThat(only(ended).samples()).isEqualTo(new SampleCounts(12_000, 0, 12_000));
    assertThat(gapsOf(ended)).containsExactly(new RecordingGap(0, 12_000, "STORAGE"));
  }

  @Test
  void keepsTheSegmentsTheStoreTookBeforeItFailed() throws Exception {
    AcquisitionSnapshot ended =
        run(new ScriptedReceiver.Script() {}, refusing(".0001.npy"), Duration.ofSeconds(200));

    assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.PARTIAL);
    assertThat(reasonOf(ended)).isEqualTo("STORAGE");
    assertThat(only(ended).samples()).isEqualTo(new SampleCounts(2_400_000, 720_000, 1_680_000));
    assertThat(gapsOf(ended)).containsExactly(new RecordingGap(720_000, 1_680_000, "STORAGE"));
  }

  @Test
  void outlivesADatabaseThatIsAwayForAWhile() throws Exception {
    var away = new AtomicBoolean();
    var script =
        new ScriptedReceiver.Script() {
          @Override
          public void sending(long firstSample) {
            if (firstSample == 0) {
              away.set(true);
              Thread.startVirtualThread(() -> comeBack(away));
            }
          }
        };
    try (Acquisitions node = node(script, new MemoryObjectStore(), interrupted(away))) {
      UUID id = begin(node, Duration.ofSeconds(1));

      AcquisitionSnapshot ended = end(id);

      assertThat(World.stateOf(ended)).isEqualTo(AcquisitionState.SUCCEEDED);
      assertThat(only(ended).state()).isEqualTo(RecordingState.DONE);
    }
  }

  private static void comeBack(AtomicBoolean away) {
    try {
      TimeUnit.MILLISECONDS.sleep(1500);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    away.set(false);
  }

  /// The world's database, to which there are no connections for a while.
  private static Transactions interrupted(AtomicBoolean away) {
    DataSource real = world.dataSource();
    return new Transactions(
        (DataSource)
            Proxy.newProxyInstance(
                FaultsIT.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (_, method, arguments) -> {
                  if (away.get()) {
                    throw new SQLTransientConnectionException("away");
                  }
                  return invoke(method, real, arguments);
                }));
  }

  /// A store that does not take objects whose key ends so.
  private static ObjectStore refusing(String suffix) {
    var real = new MemoryObjectStore();
    return (ObjectStore)
        Proxy.newProxyInstance(
            FaultsIT.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("put")
                  && ((PutRequest) arguments[0]).key().endsWith(suffix)) {
                throw new StorageFailure(StorageFailure.Kind.DENIED, "the store refuses");
              }
              return invoke(method, real, arguments);
            });
  }

  private static Object invoke(java.lang.reflect.Method method, Object target, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static AcquisitionSnapshot run(
      ScriptedReceiver.Script script, ObjectStore store, Duration duration) throws Exception {
    SegmentSpool spool =
        SegmentSpool.open(directory.resolve("spool-" + UUID.randomUUID()), 1L << 30);
    try (Acquisitions node = node(script, store, world.database.transactions(), spool)) {
      AcquisitionSnapshot ended = end(begin(node, duration));
      assertThat(spool.usedBytes()).isZero();
      return ended;
    }
  }

  private static Acquisitions node(
      ScriptedReceiver.Script script, ObjectStore store, Transactions transactions) {
    return node(
        script,
        store,
        transactions,
        SegmentSpool.open(directory.resolve("spool-" + UUID.randomUUID()), 1L << 30));
  }

  private static Acquisitions node(
      ScriptedReceiver.Script script,
      ObjectStore store,
      Transactions transactions,
      SegmentSpool spool) {
    var drivers = new Drivers(List.of(new ScriptedReceiver(script)));
    return Acquisitions.open(
        new Acquisitions.Needs(
            transactions,
            drivers,
            spool,
            store,
            world.link("faults-node", 10),
            InstantSource.system()),
        AcquisitionConfig.DEFAULTS);
  }

  private static UUID begin(Acquisitions node, Duration duration) {
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
    return node.start(World.CALLER, "", World.plan(7_040_000, duration, List.of(receiver)))
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

  private static Recording only(AcquisitionSnapshot ended) {
    assertThat(ended.recordings()).hasSize(1);
    return ended.recordings().getFirst();
  }

  private static String reasonOf(AcquisitionSnapshot ended) {
    Recording.Failure failure = only(ended).failure();
    return failure == null ? "" : failure.reason();
  }

  private static List<RecordingGap> gapsOf(AcquisitionSnapshot ended) {
    var id = only(ended).id();
    Map<?, List<RecordingGap>> found =
        world
            .database
            .transactions()
            .inSnapshot(tx -> new RecordingRepository().gaps(tx, List.of(id)));
    return found.getOrDefault(id, List.of());
  }
}
