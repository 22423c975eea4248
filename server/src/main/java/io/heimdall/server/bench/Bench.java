package io.heimdall.server.bench;

import io.heimdall.db.task.TaskTable;
import io.heimdall.server.acquisition.Acquisitions;
import io.heimdall.server.acquisition.EventBell;
import io.heimdall.server.acquisition.NodeLink;
import io.heimdall.server.backend.Backends;
import io.heimdall.server.backend.Opened;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.embedded.DataDirectory;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.http.HttpReceiver;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.schedule.Schedule;
import io.heimdall.server.storage.SegmentSpool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/// One run of the bench: it puts the parts together, goes its rounds and sums up.
///
/// A round runs every lap once, so that whatever else the machine does meanwhile falls on all of
/// them alike.
final class Bench {

  /// Held, because the log manager forgets loggers nobody holds.
  private static final Logger OURS = Logger.getLogger("io.heimdall");

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /// Acquisitions run one after another; the last may still be ending.
  private static final int PLACES = 10;

  private final BenchPlan plan;
  private final ServerConfig config;
  private final Dialer dialer = new Dialer(CONNECT_TIMEOUT, InetAddress::isLoopbackAddress);
  private final HttpReceiver driver = new HttpReceiver("", dialer, InstantSource.system());

  /// Prepares a run.
  ///
  /// @param plan what to measure
  /// @param config which database and store, and a data directory for this run alone
  Bench(BenchPlan plan, ServerConfig config) {
    this.plan = plan;
    this.config = config;
  }

  /// Measures.
  ///
  /// @return the figures, all of results that were right
  BenchReport run() throws Exception {
    OURS.setLevel(Level.WARNING);
    Machine machine = Machine.here();
    try (var opened = new Opened()) {
      DataDirectory directory = opened.add(DataDirectory.open(config.dataDirectory()));
      Backends backends = opened.add(Backends.open(config, directory));
      var spool = SegmentSpool.open(directory.spool(), config.spoolBytes());
      List<Capture> captures = captures(opened);
      EventBell bell = opened.add(EventBell.open(backends.database()));
      Pipeline pipeline = opened.add(Pipeline.open(plan, captures, needs(backends, spool, bell)));
      pipeline.total().once().run();

      int blockSamples = blockSamples(captures.getFirst().url());
      var signal = new SignalLaps(captures, dialer, blockSamples);
      var storage =
          opened.add(
              new StorageLaps(captures, blockSamples, spool, backends.store(), pipeline.last()));
      var database = new DatabaseLaps(backends.database().transactions(), pipeline.last());
      var laps = new ArrayList<Lap>(List.of(pipeline.total()));
      laps.addAll(signal.laps());
      laps.addAll(storage.laps());
      laps.add(database.insert());
      laps.add(signal.metricsOfOne());
      laps.add(signal.rawSocket());
      laps.add(storage.rawFiles(directory.path()));
      laps.add(storage.sequentialPuts());
      laps.add(database.commit());
      List<BenchReport.Line> lines = measure(laps);
      pipeline.checkStored(backends.store());
      String databaseName = backends.database().description();
      return new BenchReport(plan, version(), machine, databaseName, storeOf(backends), lines);
    }
  }

  /// For acquisitions no time passes: the receivers' samples do not depend on when they are asked,
  /// so on a busy machine nobody may come too late for the common start.
  private Acquisitions.Needs needs(Backends backends, SegmentSpool spool, EventBell bell) {
    return new Acquisitions.Needs(
        backends.database().transactions(),
        new Drivers(List.of(driver)),
        spool,
        backends.store(),
        new NodeLink(
            new Schedule(backends.database(), TaskTable.ACQUISITIONS, "bench", PLACES), bell),
        InstantSource.fixed(Instant.now()));
  }

  private String storeOf(Backends backends) {
    String embedded = config.store().isPresent() ? "" : ", embedded";
    return "S3 at " + backends.storeConfig().endpoint() + embedded;
  }

  private List<BenchReport.Line> measure(List<Lap> laps) throws Exception {
    Cost[][] costs = new Cost[laps.size()][plan.repeat()];
    for (int round = -plan.warmup(); round < plan.repeat(); round++) {
      for (int lap = 0; lap < laps.size(); lap++) {
        Cost cost = laps.get(lap).once().run();
        if (round >= 0) {
          costs[lap][round] = cost;
        }
      }
    }
    var lines = new ArrayList<BenchReport.Line>();
    for (Lap lap : laps) {
      lines.add(BenchReport.Line.of(lap, List.of(costs[lines.size()])));
    }
    return lines;
  }

  private List<Capture> captures(Opened opened) throws IOException {
    List<byte[]> bodies = plan.tones().map(tone -> tone.int16(plan.samples())).toList();
    List<URI> urls = opened.add(InstantReceivers.start(bodies)).urls();
    return plan.tones()
        .map(tone -> new Capture(tone, urls.get(tone.index()), bodies.get(tone.index())))
        .toList();
  }

  /// Asks the driver for the size of its blocks.
  private int blockSamples(URI url) throws ReceiverFailure {
    var target = new ReceiverTarget(1, url, 0, Optional.empty(), CONNECT_TIMEOUT);
    try (IqStream stream = driver.open(target, Tuning.to(BenchPlan.CENTER_FREQUENCY_HZ))) {
      return stream.blockCapacity();
    }
  }

  private static String version() {
    return Objects.requireNonNullElse(
        Bench.class.getPackage().getImplementationVersion(), "development");
  }
}
