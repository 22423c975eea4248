package io.heimdall.server;

import io.heimdall.db.DueClock;
import io.heimdall.db.Transactions;
import io.heimdall.server.acquisition.EventRetention;
import io.heimdall.server.admin.AuditRetention;
import io.heimdall.server.artifact.upload.UploadHousekeeping;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.server.grpc.GrpcServices;
import io.heimdall.server.measurement.MeasurementRetention;
import io.heimdall.server.measurement.MeasurementSumming;
import io.heimdall.server.node.Nodes;
import io.heimdall.server.receiver.courtesy.Courtesy;
import io.heimdall.server.receiver.registry.CheckHistory;
import io.heimdall.server.receiver.registry.ReceiverChecks;
import io.heimdall.server.receiver.registry.RecurringChecks;
import io.heimdall.server.request.Requests;
import io.heimdall.server.schedule.Schedule;
import io.heimdall.server.storage.ObjectStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What is done in the background, once in the installation at a time, and for no caller. What is
/// old is told by the earlier of the host's and the database's time.
final class Chores {
  private static final Duration PAUSE = Duration.ofHours(1);
  private static final Duration UPLOADS_PAUSE = Duration.ofMinutes(10);
  private static final Duration SUMMING_PAUSE = Duration.ofMinutes(1);

  /// A copy can take hours.
  private static final Duration LONGEST_COPY = Duration.ofDays(1);

  private final ServerConfig config;
  private final Schedule housekeeping;
  private final Transactions transactions;
  private final InstantSource clock;
  private final InstantSource due;

  /// @param housekeeping a schedule that has not started
  /// @param clock the host's UTC
  Chores(
      ServerConfig config, Schedule housekeeping, Transactions transactions, InstantSource clock) {
    this.config = config;
    this.housekeeping = housekeeping;
    this.transactions = transactions;
    this.clock = clock;
    this.due = new DueClock(transactions, clock);
  }

  /// What is kept of what has happened, and of what was measured.
  void history() {
    var retention = new EventRetention(transactions, due, config.events().retention());
    housekeeping.every("event-retention", PAUSE, retention::run);
    var requests = new Requests();
    housekeeping.every(
        "request-retention", PAUSE, () -> requests.forget(transactions, due.instant()));
    var summing = new MeasurementSumming(transactions, clock);
    housekeeping.every("measurement-sums", SUMMING_PAUSE, summing::run);
    var measurements =
        new MeasurementRetention(transactions, due, config.retention().measurements(), summing);
    housekeeping.every("measurement-retention", PAUSE, measurements::run);
    config
        .retention()
        .audit()
        .map(age -> new AuditRetention(transactions, due, age))
        .ifPresent(audit -> housekeeping.every("audit-retention", PAUSE, audit::run));
  }

  /// What is kept of nodes and receivers, and checks of these.
  void receivers(Nodes nodes, Courtesy courtesy, ReceiverChecks checks) {
    housekeeping.every("node-retention", PAUSE, nodes::forget);
    housekeeping.every("courtesy-retention", PAUSE, courtesy::forget);
    var history = new CheckHistory(transactions, due, config.checks().retention());
    housekeeping.every("check-retention", PAUSE, history::forget);
    config
        .checks()
        .every()
        .map(every ->
            new RecurringChecks(transactions, checks, clock, every, RandomGenerator.getDefault()))
        .ifPresent(recurring -> housekeeping.again("receiver-checks", recurring::run));
  }

  /// What artifacts leave behind, and what is remembered of how their store was used.
  void artifacts(ObjectStore store, GrpcServices.Kept kept) {
    kept.catalogue().schedule(housekeeping);
    var left = new UploadHousekeeping(transactions, store, clock);
    housekeeping.every("upload-housekeeping", UPLOADS_PAUSE, left::run);
    housekeeping.every(
        "url-housekeeping",
        UPLOADS_PAUSE,
        () -> kept.urls().reads().removeLeft(due.instant().minus(LONGEST_COPY)));
    housekeeping.every(
        "artifact-event-retention",
        PAUSE,
        () -> kept.events().forget(due.instant().minus(config.events().retention())));
    housekeeping.every(
        "webhook-retention",
        PAUSE,
        () ->
            kept.webhooks()
                .deliveries()
                .forget(due.instant().minus(config.webhooks().retention())));
    housekeeping.every("artifact-usage-retention", PAUSE, kept.usage().counts()::forget);
  }
}
