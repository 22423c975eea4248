package io.heimdall.server;

import io.heimdall.db.node.Node;
import io.heimdall.db.node.NodeToken;
import io.heimdall.db.task.TaskTable;
import io.heimdall.server.acquisition.AcquisitionConfig;
import io.heimdall.server.acquisition.Acquisitions;
import io.heimdall.server.acquisition.EventBell;
import io.heimdall.server.acquisition.NodeLink;
import io.heimdall.server.admin.StorageSweep;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.backend.Backends;
import io.heimdall.server.backend.Opened;
import io.heimdall.server.config.ReceiverConfig;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.embedded.DataDirectory;
import io.heimdall.server.failpoint.Failpoints;
import io.heimdall.server.grpc.GrpcServer;
import io.heimdall.server.grpc.GrpcServices;
import io.heimdall.server.measurement.Measurements;
import io.heimdall.server.measurement.summary.Summaries;
import io.heimdall.server.node.Nodes;
import io.heimdall.server.plan.PlanClock;
import io.heimdall.server.plan.RecurringPlans;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.ReceiverPasswords;
import io.heimdall.server.receiver.choice.ReceiverChoice;
import io.heimdall.server.receiver.clock.ClockTests;
import io.heimdall.server.receiver.clock.ClockTrial;
import io.heimdall.server.receiver.courtesy.Courtesy;
import io.heimdall.server.receiver.registry.CheckHistory;
import io.heimdall.server.receiver.registry.ReceiverChecks;
import io.heimdall.server.receiver.registry.ReceiverImports;
import io.heimdall.server.receiver.registry.ReceiverReach;
import io.heimdall.server.receiver.registry.ReceiverRegistry;
import io.heimdall.server.receiver.registry.ReceiverRules;
import io.heimdall.server.receiver.station.Stations;
import io.heimdall.server.receiver.wire.AddressPolicy;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.recording.Recordings;
import io.heimdall.server.schedule.Schedule;
import io.heimdall.server.security.LocalToken;
import io.heimdall.server.security.PeerToken;
import io.heimdall.server.security.SealingKey;
import io.heimdall.server.security.TokenVerifier;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.SegmentSpool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The server: its parts, in the order in which each needs those before it.
public final class Server implements AutoCloseable {
  /// Each holds one of the database's connections for as long as its client reads; the rest of the
  /// ten are for everything else.
  private static final int MEASUREMENT_STREAMS = 4;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);
  private static final int HOUSEKEEPING_AT_A_TIME = 8;

  private final Opened opened;
  private final PlanClock planClock;
  private final Schedule housekeeping;
  private final Acquisitions acquisitions;
  private final Uploads uploads;
  private final GrpcServer grpc;
  private final Outside outside;

  /// What is known of it outside.
  ///
  /// @param greeting where its parts are, for people
  /// @param store where its objects are
  private record Outside(List<String> greeting, ObjectStore store) {}

  private Server(
      Opened opened,
      PlanClock planClock,
      Schedule housekeeping,
      Acquisitions acquisitions,
      Uploads uploads,
      GrpcServer grpc,
      Outside outside) {
    this.opened = opened;
    this.planClock = planClock;
    this.housekeeping = housekeeping;
    this.acquisitions = acquisitions;
    this.uploads = uploads;
    this.grpc = grpc;
    this.outside = outside;
  }

  /// Starts everything. What was started is closed again where something fails.
  ///
  /// @param config everything the server is told
  /// @return the running server
  /// @throws IOException when a part cannot start, with a sentence for the user
  /// @throws InterruptedException when the start is broken off
  public static Server start(ServerConfig config) throws IOException, InterruptedException {
    return start(config, Failpoints.NONE);
  }

  /// Starts everything. What was started is closed again where something fails.
  ///
  /// @param config everything the server is told
  /// @param failpoints where it is to end itself
  /// @return the running server
  /// @throws IOException when a part cannot start, with a sentence for the user
  /// @throws InterruptedException when the start is broken off
  static Server start(ServerConfig config, Failpoints failpoints)
      throws IOException, InterruptedException {
    return start(config, failpoints, _ -> Optional.empty());
  }

  /// Starts everything. What was started is closed again where something fails.
  ///
  /// @param config everything the server is told
  /// @param failpoints where it is to end itself
  /// @param others knows callers besides the owner of this installation
  /// @return the running server
  /// @throws IOException when a part cannot start, with a sentence for the user
  /// @throws InterruptedException when the start is broken off
  static Server start(ServerConfig config, Failpoints failpoints, TokenVerifier others)
      throws IOException, InterruptedException {
    var opened = new Opened();
    try {
      return start(config, failpoints, others, opened);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  private static Server start(
      ServerConfig config, Failpoints failpoints, TokenVerifier others, Opened opened)
      throws IOException, InterruptedException {
    InstantSource clock = InstantSource.system();
    DataDirectory directory = opened.add(DataDirectory.open(config.dataDirectory()));
    LocalToken token = LocalToken.in(directory.path());
    Backends backends = opened.add(Backends.open(config, directory, failpoints));
    var transactions = backends.database().transactions();
    var spool = SegmentSpool.open(directory.spool(), config.spoolBytes());

    String node = NodeName.in(directory.path());
    var addresses = AddressPolicy.publicAnd(config.receivers().allowedRanges());
    var dialer = new Dialer(CONNECT_TIMEOUT, addresses);
    Courtesy courtesy = opened.add(Courtesy.open(backends.database(), node, dialer));
    // Closed before the courtesy: what it checks is connected until then.
    Schedule housekeeping =
        opened.add(
            new Schedule(
                backends.database(), TaskTable.HOUSEKEEPING, node, HOUSEKEEPING_AT_A_TIME));
    SealingKey key = secretKey(config.receivers(), directory);
    var passwords = new ReceiverPasswords(key);
    Drivers drivers =
        DriverList.of(config.receivers(), dialer, clock, passwords).wrapped(courtesy::around);
    var rules = new ReceiverRules(drivers, addresses);
    var stations = new Stations(new Dialer(LOOK_TIMEOUT, addresses), config.receivers().contact());
    var checks = new ReceiverChecks(transactions, drivers, clock);
    var history = new CheckHistory(transactions, clock, config.checks().retention());
    var receivers =
        new GrpcServices.Receivers(
            new ReceiverRegistry(transactions, rules, stations, passwords),
            new ReceiverImports(transactions, rules, passwords),
            checks,
            history,
            new ReceiverChoice(transactions, clock),
            new ClockTests(
                transactions, new ClockTrial(new ReceiverReach(transactions, drivers)::to), clock));

    EventBell bell = opened.add(EventBell.open(backends.database()));
    Acquisitions acquisitions =
        opened.add(
            Acquisitions.open(
                new Acquisitions.Needs(
                    transactions,
                    drivers,
                    spool,
                    backends.store(),
                    new NodeLink(acquisitionTasks(config, backends, node), bell),
                    clock),
                acquisitionConfig(config)));
    PlanClock planClock = opened.add(PlanClock.start(transactions, acquisitions, clock));

    GrpcServices.Kept kept = ArtifactParts.open(config, backends, key, clock, opened);
    if (config.database().isEmpty()) {
      kept.uploads().releaseAll();
    }

    var nodes = new Nodes(transactions);
    var services =
        new GrpcServices(
            new GrpcServices.Domain(
                acquisitions,
                new RecurringPlans(transactions, acquisitions, clock),
                receivers,
                new GrpcServices.Measured(
                    new Measurements(transactions, MEASUREMENT_STREAMS),
                    new Summaries(transactions)),
                new GrpcServices.Stored(
                    new Recordings(transactions),
                    backends.store(),
                    new StorageSweep(backends.database(), backends.store(), clock)),
                kept),
            nodes,
            clock);
    var chores = new Chores(config, housekeeping, transactions, clock);
    chores.history();
    chores.receivers(nodes, courtesy, checks);
    chores.artifacts(backends.store(), kept);
    housekeeping.start();
    var peers = new PeerToken();
    GrpcServer grpc =
        opened.add(GrpcServer.start(config.grpc(), token.or(peers).or(others), services));
    opened.add(nodes.announce(self(node, grpc, peers)));
    return new Server(
        opened,
        planClock,
        housekeeping,
        acquisitions,
        kept.uploads(),
        grpc,
        new Outside(greeting(grpc, token, backends), backends.store()));
  }

  private static Schedule acquisitionTasks(ServerConfig config, Backends backends, String node) {
    return new Schedule(
        backends.database(), TaskTable.ACQUISITIONS, node, config.maxAcquisitions());
  }

  private static Node self(String node, GrpcServer grpc, PeerToken peers) throws IOException {
    return new Node(
        node, UUID.randomUUID(), grpc.advertised(), new NodeToken(peers.token().reveal()));
  }

  private static SealingKey secretKey(ReceiverConfig config, DataDirectory directory)
      throws IOException {
    return config.secretKey().isPresent()
        ? config.secretKey().get()
        : SealingKey.in(directory.path());
  }

  private static AcquisitionConfig acquisitionConfig(ServerConfig config) {
    var defaults = AcquisitionConfig.DEFAULTS;
    return new AcquisitionConfig(
        config.maxQueued(),
        defaults.connectPatience(),
        defaults.startMargin(),
        defaults.segmentDuration(),
        defaults.backlog(),
        config.storePatience(),
        defaults.watching().withLongest(config.events().watchLimit()));
  }

  /// Where the server listens.
  ///
  /// @return the address, with the real port
  public InetSocketAddress address() {
    return grpc.address();
  }

  /// What to tell who started the server: where it listens and where its parts are, a line each.
  ///
  /// @return the lines
  public List<String> greeting() {
    return outside.greeting();
  }

  /// The store that its objects are in.
  ///
  /// @return the store, closed with the server
  public ObjectStore store() {
    return outside.store();
  }

  private static List<String> greeting(GrpcServer grpc, LocalToken token, Backends backends) {
    InetSocketAddress address = grpc.address();
    var store = backends.storeConfig();
    String keys = backends.keysFile().map(file -> ", keys in " + file).orElse("");
    String host = address.getAddress().getHostAddress();
    return List.of(
        "gRPC %s:%d, token in %s"
            .formatted(
                host.contains(":") ? "[" + host + "]" : host, address.getPort(), token.file()),
        "S3 %s, bucket %s%s".formatted(store.endpoint(), store.bucket(), keys),
        "database " + backends.database().description());
  }

  /// Stops in stages: health says so and nothing new is taken, then acquisitions that are about to
  /// end do and the others are left to another node, uploads are told to go on elsewhere, then
  /// streams end with the advice to come back, then what is below. When this returns nothing
  /// listens and nothing writes. Each stage is bounded; what does not keep to its bound is logged.
  @Override
  public void close() {
    grpc.drain();
    planClock.close();
    housekeeping.drain();
    uploads.close();
    acquisitions.close();
    opened.close();
  }
}
