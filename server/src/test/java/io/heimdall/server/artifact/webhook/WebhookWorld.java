package io.heimdall.server.artifact.webhook;

import io.heimdall.db.Database;
import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.db.artifact.webhook.Delivery;
import io.heimdall.db.artifact.webhook.DeliveryQueue;
import io.heimdall.db.artifact.webhook.WebhookSpec;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.ArtifactSharing;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.content.StoredArtifacts;
import io.heimdall.server.artifact.event.ArtifactEvents;
import io.heimdall.server.artifact.event.ArtifactWatch;
import io.heimdall.server.artifact.event.SeenEvents;
import io.heimdall.server.post.Endpoint;
import io.heimdall.server.post.Poster;
import io.heimdall.server.receiver.wire.AddressPolicy;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.security.SealingKey;
import io.heimdall.server.storage.MemoryObjectStore;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Webhooks on a real database, whose steps are taken one by one, and a server that they lead to.
final class WebhookWorld implements AutoCloseable {

  static final Caller ANN = new Caller("ann", Role.OPERATOR);
  static final Caller BOB = new Caller("bob", Role.OPERATOR);
  static final int ATTEMPTS = 3;
  static final int PER_WEBHOOK = 2;
  static final Duration LEASE = Duration.ofMinutes(1);
  static final WebhookConfig CONFIG =
      new WebhookConfig(List.of("127.0.0.0/8"), false, Duration.ofDays(1));

  private static final BackOff AT_ONCE = new BackOff(Duration.ZERO, Duration.ZERO, ATTEMPTS);
  private static final WebhookPace QUICK =
      new WebhookPace(Duration.ofMillis(20), LEASE, AT_ONCE, PER_WEBHOOK, 8);

  final Endpoint endpoint = Endpoint.start();
  final Transactions transactions;
  final ArtifactSharing sharing;
  final WebhookRegistry registry;
  final WebhookDeliveries deliveries;
  final WebhookTrial trial;
  final DeliveryAttempt attempt;
  final FanOut fanOut;
  final DeliveryQueue queue = new DeliveryQueue();
  private final FreshDatabase postgres;
  private final Database database;
  private final StoredArtifacts artifacts;
  private final ArtifactEvents events;
  private final SealingKey key = SealingKey.fresh();
  private volatile Duration ahead = Duration.ZERO;

  private WebhookWorld() {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
    transactions = database.transactions();
    artifacts = new StoredArtifacts(transactions, new MemoryObjectStore());
    InstantSource clock = () -> Instant.now().plus(ahead);
    events = events(clock);
    sharing =
        new ArtifactSharing(transactions, new Rights(clock), new ArtifactJournal(clock), clock);
    var poster =
        new Poster(
            AddressPolicy.publicAnd(CONFIG.allowedRanges()),
            Poster.PlainText.THIS_MACHINE,
            Duration.ofSeconds(10),
            0);
    var seal = new WebhookSecretSeal(key);
    var seen = new SeenEvents(new Rights(clock));
    registry = new WebhookRegistry(transactions, poster, seal, clock);
    deliveries = new WebhookDeliveries(transactions, ATTEMPTS);
    trial = new WebhookTrial(registry, poster, seal, clock);
    attempt = new DeliveryAttempt(transactions, seen, poster, seal, AT_ONCE, clock);
    fanOut = new FanOut(transactions, events, seen, ATTEMPTS);
  }

  static WebhookWorld start() {
    return new WebhookWorld();
  }

  private ArtifactEvents events(InstantSource clock) {
    var limits = new ArtifactWatch.Limits(Duration.ofMillis(100), Duration.ofHours(1));
    return ArtifactEvents.open(transactions, new Rights(clock), limits);
  }

  /// A node that does everything by itself.
  Webhooks node(ArtifactEvents own) {
    return Webhooks.open(
        new Webhooks.Needs(transactions, own, key, InstantSource.system()), CONFIG, QUICK);
  }

  ArtifactEvents nodeEvents() {
    return events(InstantSource.system());
  }

  void goAhead(Duration by) {
    ahead = ahead.plus(by);
  }

  WebhookSpec spec() {
    return new WebhookSpec(endpoint.url(), "", "", List.of(), false);
  }

  /// What the webhooks of the endpoint are like that tell of some things only.
  WebhookSpec spec(String filter, String... changes) {
    return new WebhookSpec(endpoint.url(), "", filter, List.of(changes), false);
  }

  Artifact create(Caller owner) {
    return artifacts.create(owner.name(), Visibility.PRIVATE, new byte[10]);
  }

  void addVersion(Artifact artifact) {
    artifacts.addVersion(artifact.id(), new byte[20]);
  }

  /// Takes what is due, of the one webhook whose turn it is.
  List<Delivery> take(Duration lease) {
    return transactions.inTransaction(tx -> queue.take(tx, PER_WEBHOOK, 100, lease));
  }

  /// Makes deliveries of all that has happened, and attempts all that is due, once each.
  int sendDue() throws InterruptedException {
    fanOut.run();
    return attemptDue();
  }

  int attemptDue() throws InterruptedException {
    int sent = 0;
    for (var taken = take(LEASE); !taken.isEmpty() && sent < 100; taken = take(LEASE)) {
      for (Delivery delivery : taken) {
        attempt.run(delivery);
        sent++;
      }
    }
    return sent;
  }

  void execute(String sql) throws SQLException {
    try (var connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long number(String sql) throws SQLException {
    try (var connection = postgres.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() {
    events.close();
    database.close();
    postgres.close();
    endpoint.close();
  }
}
