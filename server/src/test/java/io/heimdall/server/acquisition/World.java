package io.heimdall.server.acquisition;

import io.heimdall.db.Database;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.task.TaskTable;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.courtesy.Courtesy;
import io.heimdall.server.receiver.http.HttpReceiver;
import io.heimdall.server.receiver.kiwi.KiwiOptions;
import io.heimdall.server.receiver.kiwi.KiwiReceiver;
import io.heimdall.server.receiver.rtltcp.RtlTcpReceiver;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.schedule.Schedule;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.SegmentSpool;
import io.heimdall.server.storage.StoreConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/// A database, a store and the acquisitions over them, for tests that run the real thing.
final class World implements AutoCloseable {

  /// The defaults, but for samples that may wait longer: simulated time flies, also while this
  /// machine does something else.
  static final AcquisitionConfig PATIENT = patient(AcquisitionConfig.DEFAULTS);

  /// What a receiver's fault leaves is looked at as it is.
  static final Plan.Retry NEVER_AGAIN = new Plan.Retry(0, null);

  static final Caller CALLER = new Caller("tester", Role.ADMIN);

  private static final int PLACES = 100;

  private final FreshDatabase postgres;
  private final EmbeddedObjectStore objects;
  final Database database;
  final ObjectStore store;
  final SegmentSpool spool;
  final EventBell bell;
  final Acquisitions acquisitions;
  private final Path spoolDirectory;
  private final Dialer dialer;
  private final Drivers drivers;
  private final List<Courtesy> courtesies = new CopyOnWriteArrayList<>();
  private final ReceiverRepository receivers = new ReceiverRepository();

  World(Path directory, AcquisitionConfig config, Duration settle) throws IOException {
    this(directory, config, settle, PLACES);
  }

  /// @param places how many acquisitions its own node runs at a time; with none it only watches
  World(Path directory, AcquisitionConfig config, Duration settle, int places) throws IOException {
    postgres = FreshDatabase.create();
    objects = EmbeddedObjectStore.start(directory.resolve("s3"));
    database = Database.open(postgres.config());
    store = S3ObjectStore.open(objects.config(StoreConfig.DEFAULT_BUCKET));
    store.ensureBucket();
    spool = SegmentSpool.open(directory.resolve("spool"), 1L << 30);
    dialer = new Dialer(Duration.ofSeconds(5), InetAddress::isLoopbackAddress);
    var kiwi =
        new KiwiReceiver(new KiwiOptions("test", settle, 50), dialer, InstantSource.system());
    spoolDirectory = directory.resolve("spool");
    drivers =
        new Drivers(
            List.of(
                kiwi,
                new HttpReceiver("test", dialer, InstantSource.system()),
                new RtlTcpReceiver(dialer, InstantSource.system())));
    bell = EventBell.open(database);
    acquisitions = Acquisitions.open(needs(spool, "test-node", places), config);
  }

  private Acquisitions.Needs needs(SegmentSpool files, String node, int places) {
    Courtesy courtesy = Courtesy.open(database, node, dialer);
    courtesies.add(courtesy);
    return new Acquisitions.Needs(
        database.transactions(),
        drivers.wrapped(courtesy::around),
        files,
        store,
        link(node, places),
        InstantSource.system());
  }

  /// A node of the cluster that runs so many acquisitions at a time.
  NodeLink link(String node, int places) {
    return new NodeLink(new Schedule(database, TaskTable.ACQUISITIONS, node, places), bell);
  }

  /// Starts another node over the same database and store.
  Acquisitions another(String node, int places, AcquisitionConfig config) {
    var files = SegmentSpool.open(spoolDirectory.resolveSibling("spool-" + node), 1L << 30);
    return Acquisitions.open(needs(files, node, places), config);
  }

  private static AcquisitionConfig patient(AcquisitionConfig defaults) {
    return new AcquisitionConfig(
        defaults.maxQueued(),
        defaults.connectPatience(),
        defaults.startMargin(),
        defaults.segmentDuration(),
        Duration.ofMinutes(1),
        defaults.storePatience(),
        defaults.watching());
  }

  /// The database without the pool.
  DataSource dataSource() {
    return postgres.source();
  }

  /// Registers every receiver of a simulator.
  ///
  /// @return their ids, in the simulator's order
  List<Integer> register(Simulator simulator) {
    return database
        .transactions()
        .inTransaction(tx -> {
          var ids = new ArrayList<Integer>();
          for (SimulatedReceiver one : simulator.receivers()) {
            ids.add(receivers.create(tx, CALLER.name(), spec(one)).id());
          }
          return ids;
        });
  }

  /// Registers a receiver of any driver.
  ///
  /// @return its id
  int register(String driver, URI url) {
    var spec = spec(driver, driver + " " + UUID.randomUUID(), url);
    return database
        .transactions()
        .inTransaction(tx -> receivers.create(tx, CALLER.name(), spec).id());
  }

  /// Changes what is said of a receiver.
  void update(int id, ReceiverSpec spec) {
    database
        .transactions()
        .runInTransaction(tx -> {
          Receiver now = receivers.get(tx, id).orElseThrow();
          var _ = receivers.update(tx, id, now.revision(), spec).orElseThrow();
        });
  }

  ReceiverSpec specOf(int id) {
    return database.transactions().inSnapshot(tx -> receivers.get(tx, id).orElseThrow().spec());
  }

  static Plan plan(long frequencyHz, Duration duration, List<Integer> receivers) {
    return new Plan(
        List.of(frequencyHz),
        duration.toNanos(),
        0,
        Plan.Setting.DEFAULT,
        receivers,
        1,
        Map.of("purpose", "test"),
        null,
        NEVER_AGAIN);
  }

  AcquisitionSnapshot start(Plan plan) {
    return acquisitions.start(CALLER, "", plan);
  }

  /// Follows an acquisition to its end.
  ///
  /// @return everything its watcher was told
  List<Watch.Item> follow(UUID id) throws InterruptedException {
    try (Watch watch = acquisitions.watch(id, null)) {
      var items = new ArrayList<Watch.Item>();
      for (Watch.Item item = watch.next(); item != null; item = watch.next()) {
        items.add(item);
      }
      return items;
    }
  }

  /// Listens to samples of a run, which is the node's own.
  SampleTap listen(UUID id, Set<Integer> receiverIds) {
    return switch (acquisitions.listen(id, receiverIds)) {
      case SampleSource.Here(SampleTap tap) -> tap;
      case SampleSource.Elsewhere(String node) -> throw new AssertionError("it runs on " + node);
    };
  }

  AcquisitionSnapshot run(Plan plan) throws InterruptedException {
    UUID id = start(plan).acquisition().id();
    follow(id);
    AcquisitionSnapshot ended = acquisitions.get(id);
    if (!ended.acquisition().state().terminal()) {
      throw new AssertionError("the watch ended in state " + ended.acquisition().state());
    }
    return ended;
  }

  static AcquisitionState stateOf(AcquisitionSnapshot snapshot) {
    return snapshot.acquisition().state();
  }

  private static ReceiverSpec spec(SimulatedReceiver one) {
    return spec("kiwi", one.name() + " " + UUID.randomUUID(), one.url());
  }

  private static ReceiverSpec spec(String driver, String name, URI url) {
    return new ReceiverSpec(
        driver,
        name,
        url.toString(),
        new ReceiverSpec.Location(name, null),
        ReceiverSpec.Activity.ACTIVE,
        ReceiverSpec.TuningDefaults.NONE,
        5,
        3);
  }

  @Override
  public void close() throws IOException {
    acquisitions.close();
    courtesies.forEach(Courtesy::close);
    bell.close();
    store.close();
    database.close();
    objects.close();
    postgres.close();
  }
}
