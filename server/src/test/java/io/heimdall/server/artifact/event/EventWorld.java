package io.heimdall.server.artifact.event;

import io.heimdall.db.Database;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.content.StoredArtifacts;
import io.heimdall.server.artifact.event.ArtifactWatch.Item;
import io.heimdall.server.storage.MemoryObjectStore;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Artifacts in a real database to which something happens.
final class EventWorld implements AutoCloseable {

  private static final ArtifactJournal JOURNAL = new ArtifactJournal(InstantSource.system());

  final Transactions transactions;
  private final FreshDatabase postgres;
  private final Database database;
  private final StoredArtifacts artifacts;

  private EventWorld() {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
    transactions = database.transactions();
    artifacts = new StoredArtifacts(transactions, new MemoryObjectStore());
  }

  static EventWorld start() {
    return new EventWorld();
  }

  /// The events of a server.
  ArtifactEvents events(InstantSource clock) {
    var limits = new ArtifactWatch.Limits(Duration.ofMillis(100), Duration.ofHours(1));
    return ArtifactEvents.open(transactions, new Rights(clock), limits);
  }

  Artifact create(String owner, Visibility visibility) {
    return artifacts.create(owner, visibility, new byte[10]);
  }

  void say(Artifact artifact, String change) {
    transactions.runInTransaction(tx -> say(tx, artifact, change));
  }

  void say(Tx tx, Artifact artifact, String change) {
    Artifact now = new ArtifactRepository().lock(tx, artifact.id()).orElseThrow();
    ArtifactSpec spec = now.spec();
    var changed =
        new ArtifactSpec(
            spec.name(),
            change,
            spec.description(),
            spec.labelsJson(),
            spec.tags(),
            spec.derivedFrom(),
            spec.visibility(),
            spec.retention());
    JOURNAL.say(tx, now.owner(), now, changed, change);
  }

  void remove(Artifact artifact) throws SQLException {
    for (String table : List.of("artifact_versions", "artifact_files", "artifact_revisions")) {
      execute("delete from %s where artifact_id = '%s'".formatted(table, artifact.id()));
    }
    execute("delete from artifacts where id = '%s'".formatted(artifact.id()));
  }

  void execute(String sql) throws SQLException {
    try (var connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static Item.Event nextEvent(ArtifactWatch watch) throws InterruptedException {
    return events(watch, 1).getFirst();
  }

  static List<Item.Event> events(ArtifactWatch watch, int count) throws InterruptedException {
    List<Item.Event> found = new ArrayList<>();
    while (found.size() < count) {
      if (watch.next() instanceof Item.Event event) {
        found.add(event);
      }
    }
    return found;
  }

  static Item.Event eventOf(ArtifactWatch watch, Artifact artifact) throws InterruptedException {
    Item.Event event = nextEvent(watch);
    while (!event.event().artifactId().equals(artifact.id())) {
      event = nextEvent(watch);
    }
    return event;
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    database.close();
    postgres.close();
  }
}
