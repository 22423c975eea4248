package io.heimdall.server.artifact.signed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.db.Database;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Share;
import io.heimdall.db.artifact.ShareRepository;
import io.heimdall.db.audit.AuditFilter;
import io.heimdall.db.audit.AuditLine;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.server.artifact.content.StoredArtifacts;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.storage.FaultyStore;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.StoreConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Artifacts that are read by URL, on a real database and a real store.
final class SignedWorld implements AutoCloseable {

  final Database database;
  final S3ObjectStore store;
  final StoredArtifacts artifacts;
  final SignedReads reads;
  final Downloads downloads;
  final FaultyStore faults;
  private volatile Duration ahead = Duration.ZERO;
  private final FreshDatabase postgres;
  private final EmbeddedObjectStore server;

  private SignedWorld(Path directory) throws IOException {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
    server = EmbeddedObjectStore.start(directory);
    store = S3ObjectStore.open(server.config(StoreConfig.DEFAULT_BUCKET));
    artifacts = new StoredArtifacts(database.transactions(), store);
    faults = new FaultyStore(store);
    InstantSource clock = () -> Instant.now().plus(ahead);
    downloads = new Downloads(database.transactions(), store, clock);
    reads =
        new SignedReads(database.transactions(), faults.store(), store.urls(), downloads, clock);
  }

  static SignedWorld in(Path directory) throws IOException {
    return new SignedWorld(directory);
  }

  @Override
  public void close() throws IOException {
    store.close();
    server.close();
    database.close();
    postgres.close();
  }

  void goAhead(Duration by) {
    ahead = ahead.plus(by);
  }

  void share(UUID id, @Nullable Instant ends) {
    var grantee = new Share.Grantee(Share.Type.USER, "bob");
    var share = new Share(grantee, Access.READ, ends, Instant.now(), "alice");
    database.transactions().runInTransaction(tx -> new ShareRepository().put(tx, id, share));
  }

  void unshare(UUID id) {
    var grantee = new Share.Grantee(Share.Type.USER, "bob");
    database.transactions().runInTransaction(tx -> new ShareRepository().remove(tx, id, grantee));
  }

  List<AuditLine> lines(UUID id) {
    var filter = new AuditFilter(null, "artifact", id.toString(), null, null);
    return database
        .transactions()
        .inTransaction(tx -> new AuditLog().list(tx, filter, null, 100))
        .rows()
        .stream()
        .filter(line -> line.entry().action().equals("artifact.sign"))
        .toList();
  }

  static HttpResponse<byte[]> get(SignedReads.Signed signed)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(signed.url().url()).build(), BodyHandlers.ofByteArray());
    }
  }

  boolean removedWithin(String path, Duration time) {
    return execute(
            "update artifact_garbage set object_key = object_key where '%s' like '%%' || object_key and remove_at <= now() + interval '%d seconds'"
                .formatted(path, time.toSeconds()))
        == 1;
  }

  int execute(String sql) {
    return database
        .transactions()
        .inTransaction(tx -> {
          try (var statement = tx.connection().createStatement()) {
            return statement.executeUpdate(sql);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  static byte[] text(int bytes) {
    return "the quick brown fox; ".repeat(bytes / 21 + 1).substring(0, bytes).getBytes(UTF_8);
  }

  static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }
}
