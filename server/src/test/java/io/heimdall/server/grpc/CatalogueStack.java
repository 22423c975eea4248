package io.heimdall.server.grpc;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.heimdall.db.Database;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.artifact.Catalogue;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.content.CheckedCopies;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.server.artifact.content.StoredArtifacts;
import io.heimdall.server.artifact.event.ArtifactEvents;
import io.heimdall.server.artifact.event.ArtifactWatch;
import io.heimdall.server.artifact.signed.SignedUrls;
import io.heimdall.server.artifact.upload.UploadConfig;
import io.heimdall.server.artifact.upload.UploadGate;
import io.heimdall.server.artifact.upload.UploadHousekeeping;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.artifact.usage.Usage;
import io.heimdall.server.artifact.usage.UsageCounts;
import io.heimdall.server.artifact.webhook.WebhookConfig;
import io.heimdall.server.artifact.webhook.WebhookPace;
import io.heimdall.server.artifact.webhook.Webhooks;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.security.SealingKey;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.StoreConfig;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.GetArtifactRequest;
import io.heimdall.v1.UpdateArtifactRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/// The service of artifacts behind all interceptors, on a real database and a real store, with a
/// clock that can be put forward.
final class CatalogueStack implements AutoCloseable {

  static final Duration TRASH = Duration.ofDays(30);

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final FreshDatabase postgres;
  private final EmbeddedObjectStore server;
  private final Uploads uploads;
  private final UploadHousekeeping housekeeping;
  private final InProcessEdge edge;
  final BindableService service;
  final Database database;
  final ObjectStore store;
  final StoredArtifacts stored;
  final Catalogue catalogue;
  private final ArtifactEvents events;
  private final Webhooks webhooks;
  final UsageCounts counts;

  private CatalogueStack(Path directory, InstantSource base, FreshDatabase postgres)
      throws IOException {
    InstantSource clock = () -> base.instant().plus(ahead.get());
    this.postgres = postgres;
    database = Database.open(postgres.config());
    server = EmbeddedObjectStore.start(directory);
    S3ObjectStore s3 = S3ObjectStore.open(server.config(StoreConfig.DEFAULT_BUCKET));
    store = s3;
    var transactions = database.transactions();
    stored = new StoredArtifacts(transactions, store);
    catalogue =
        Catalogue.open(transactions, store, new CheckedCopies(transactions, store), clock, TRASH);
    uploads =
        new Uploads(
            transactions,
            store,
            new UploadConfig(
                1 << 30, 64 << 20, List.of(), List.of("image/gif"), Duration.ofDays(7)),
            UploadGate.OPEN,
            clock);
    housekeeping = new UploadHousekeeping(transactions, store, clock);
    var downloads = new Downloads(transactions, store, clock);
    var urls = SignedUrls.over(transactions, store, s3.urls(), uploads, downloads, clock);
    events =
        ArtifactEvents.open(
            transactions,
            new Rights(clock),
            new ArtifactWatch.Limits(Duration.ofMillis(100), Duration.ofHours(1)));
    webhooks =
        Webhooks.open(
            new Webhooks.Needs(transactions, events, SealingKey.fresh(), clock),
            new WebhookConfig(List.of("127.0.0.0/8"), false, Duration.ofDays(1)),
            WebhookPace.USUAL);
    counts = UsageCounts.open(transactions, clock);
    var usage = Usage.of(transactions, counts, clock);
    service =
        new ArtifactGrpc(
            new GrpcServices.Kept(uploads, downloads, urls, catalogue, events, webhooks, usage),
            new ResponseStreams());
    edge = InProcessEdge.counting(counts::called, service);
  }

  static CatalogueStack in(Path directory) throws IOException {
    return in(directory, InstantSource.system(), FreshDatabase.create());
  }

  /// The same by another clock than the host's, which is put forward like that.
  ///
  /// @param postgres the database, which is closed with the stack
  static CatalogueStack in(Path directory, InstantSource base, FreshDatabase postgres)
      throws IOException {
    return new CatalogueStack(directory, base, postgres);
  }

  @Override
  public void close() throws IOException {
    edge.close();
    uploads.close();
    webhooks.close();
    events.close();
    counts.close();
    store.close();
    server.close();
    database.close();
    postgres.close();
  }

  /// Calls as somebody.
  ArtifactServiceBlockingStub as(String name, String... groups) {
    return ArtifactServiceGrpc.newBlockingStub(
        edge.as(new Caller(name, Role.OPERATOR, Set.copyOf(Arrays.asList(groups)))));
  }

  /// A channel of somebody.
  Channel channel(String name, Role role) {
    return edge.as(new Caller(name, role));
  }

  /// A channel of whom nobody knows.
  Channel stranger() {
    return edge.stranger();
  }

  /// Calls as an administrator.
  ArtifactServiceBlockingStub asAdmin() {
    return ArtifactServiceGrpc.newBlockingStub(edge.as(new Caller("root", Role.ADMIN)));
  }

  void putForward(Duration by) {
    ahead.updateAndGet(by::plus);
  }

  /// Lets time pass for what is due to be removed.
  void age(Duration by) {
    var _ =
        read(
            """
            with garbage as (
              update artifact_garbage set remove_at = remove_at - passed
              from (select interval '%1$d seconds' as passed) as time
            ), trash as (
              update artifacts set purge_at = purge_at - interval '%1$d seconds'
            )
            update artifact_versions set created_at = created_at - interval '%1$d seconds'
            returning 1
            """
                .formatted(by.toSeconds()));
  }

  /// Removes objects that nothing needs.
  void removeGarbage() {
    housekeeping.run();
  }

  /// Makes a private artifact of a few bytes.
  Artifact create(String owner) {
    return create(owner, new byte[] {1, 2, 3});
  }

  Artifact create(String owner, byte[] content) {
    UUID id = stored.create(owner, Visibility.PRIVATE, content).id();
    return get(owner, id.toString());
  }

  /// Makes an artifact of which something is said.
  Artifact create(String owner, ArtifactSpec spec) {
    Artifact made = create(owner);
    return update(
        owner,
        made,
        spec,
        spec.getAllFields().keySet().stream().map(field -> field.getName()).toArray(String[]::new));
  }

  Artifact update(String caller, Artifact artifact, ArtifactSpec spec, String... fields) {
    var request =
        UpdateArtifactRequest.newBuilder().setArtifactId(artifact.getId()).setArtifact(spec);
    request.getUpdateMaskBuilder().addAllPaths(List.of(fields));
    return as(caller).updateArtifact(request.build()).getArtifact();
  }

  Artifact addVersion(Artifact artifact, byte[] content) {
    stored.addVersion(UUID.fromString(artifact.getId()), content);
    return get(artifact.getOwner(), artifact.getId());
  }

  Artifact get(String caller, String id) {
    return as(caller)
        .getArtifact(GetArtifactRequest.newBuilder().setArtifactId(id).build())
        .getArtifact();
  }

  /// Keys of all objects under a prefix.
  List<String> objects(String prefix) {
    return store.list(prefix, "", 1000).objects().stream().map(object -> object.key()).toList();
  }

  /// The only value that a query gives.
  String read(String sql) {
    return database
        .transactions()
        .inTransaction(tx -> {
          try (Statement statement = tx.connection().createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  static Struct labels(Map<String, Value> labels) {
    return Struct.newBuilder().putAllFields(labels).build();
  }

  static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  static Value number(double number) {
    return Value.newBuilder().setNumberValue(number).build();
  }
}
