package io.heimdall.server.artifact.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Database;
import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.db.artifact.VersionRetention;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.storage.FaultyStore;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.Sha256;
import io.heimdall.server.storage.StoreConfig;
import io.heimdall.server.storage.StoredObject;
import io.heimdall.server.storage.UrlSigner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A real database and a real store, which can be made to fail, with any number of servers' uploads
/// on them.
public final class UploadWorld implements AutoCloseable {

  /// Where the store keeps the files of parts.
  private final Path parts;

  private final FreshDatabase postgres;
  private final EmbeddedObjectStore s3;
  private final Database database;
  private final S3ObjectStore store;
  private final FaultyStore faults;
  private volatile Duration ahead = Duration.ZERO;

  private UploadWorld(Path directory) throws IOException {
    parts = directory.resolve("s3/objects").resolve(StoreConfig.DEFAULT_BUCKET);
    postgres = FreshDatabase.create();
    s3 = EmbeddedObjectStore.start(directory.resolve("s3"));
    database = Database.open(postgres.config());
    store = S3ObjectStore.open(s3.config(StoreConfig.DEFAULT_BUCKET));
    faults = new FaultyStore(store);
  }

  /// Starts database and store.
  ///
  /// @param directory where the store keeps its files
  /// @return the running world
  /// @throws IOException when one does not start
  public static UploadWorld in(Path directory) throws IOException {
    return new UploadWorld(directory);
  }

  /// The uploads of a server.
  ///
  /// @return uploads with the usual limits
  public Uploads server() {
    return server(UploadPace.USUAL, 64 << 20);
  }

  Uploads server(UploadPace pace, long memoryBytes) {
    return server(UploadGate.OPEN, pace, memoryBytes);
  }

  Uploads server(UploadGate gate, UploadPace pace, long memoryBytes) {
    return new Uploads(
        database.transactions(),
        faults.store(),
        new UploadConfig(
            1L << 30, memoryBytes, List.of(), List.of("image/gif"), Duration.ofDays(7)),
        gate,
        pace,
        clock());
  }

  UploadHousekeeping housekeeping() {
    return new UploadHousekeeping(database.transactions(), faults.store(), clock());
  }

  /// The clock of all servers.
  ///
  /// @return the host's, as far ahead as was said
  public InstantSource clock() {
    return () -> Instant.now().plus(ahead);
  }

  /// Lets time pass for what is due to be removed.
  void age(Duration by) throws IOException {
    PassingTime.pass(database.transactions(), parts, by);
  }

  void goAhead(Duration by) {
    ahead = ahead.plus(by);
  }

  /// What can go wrong in the store.
  ///
  /// @return the faults
  public FaultyStore faults() {
    return faults;
  }

  /// Makes URLs to the store.
  ///
  /// @return the signer
  public UrlSigner urls() {
    return store.urls();
  }

  /// The database.
  ///
  /// @return the database
  public Database database() {
    return database;
  }

  /// Bytes that no compression and no mix-up survives.
  ///
  /// @param seed which bytes
  /// @param size how many
  /// @return the bytes
  public static byte[] bytes(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static NewUpload artifact(@Nullable Long size) {
    var spec =
        new ArtifactSpec(
            "x.bin", "", "", "{}", List.of(), List.of(), Visibility.PRIVATE, VersionRetention.ALL);
    return new NewUpload("", new NewUpload.Target.NewArtifact(spec, ""), size, null);
  }

  static Upload.Finish finish(byte[] whole) {
    return new Upload.Finish(whole.length, Sha256.over(ByteBuffer.wrap(whole)).hex());
  }

  /// Verifies that a version has these bytes, in the store and by the checksums of its blocks.
  ///
  /// @param artifactId the artifact
  /// @param version the version
  /// @param whole its bytes
  /// @throws IOException when they cannot be read
  public void holds(UUID artifactId, int version, byte[] whole) throws IOException {
    ArtifactVersion found =
        database
            .transactions()
            .inTransaction(tx -> new VersionRepository().find(tx, artifactId, version))
            .orElseThrow();
    assertThat(found.file().sha256()).isEqualTo(finish(whole).sha256());
    assertThat(found.file().sizeBytes()).isEqualTo(whole.length);
    try (InputStream object = store.open(found.file().objectKey())) {
      assertThat(object.readAllBytes()).isEqualTo(whole);
    }
    assertThat(
            number(
                "select coalesce(sum(length(crc32c)) / 4, 0) from artifact_blocks where file_id = '%s'"
                    .formatted(found.file().id())))
        .isEqualTo(Math.ceilDiv(whole.length, 256 << 10));
  }

  /// Objects and parts of artifacts in the store.
  ///
  /// @return how many
  public int inStore() {
    List<StoredObject> objects = store.list("artifacts/", "", 1000).objects();
    return objects.size() + store.unfinished("artifacts/", Instant.MAX).size();
  }

  /// Removes the parts of an upload behind its back.
  void abort(Upload upload) {
    store.abortParts(upload.place().objectKey(), String.valueOf(upload.place().multipartId()));
  }

  /// Begins parts that no upload knows of.
  void beginStrangeParts() {
    var _ = store.beginParts("artifacts/users/nobody/strange", "x/y", Map.of());
  }

  /// Writes an object that no row lists.
  String storeOrphan() {
    String key = "artifacts/users/nobody/orphan";
    var _ = store.put(PutRequest.create(key, ObjectBody.of(new byte[] {1}), "x/y", Map.of()));
    return key;
  }

  /// Changes rows behind everybody's back.
  void execute(String sql) {
    assertThat(update(sql)).isPositive();
  }

  private int update(String sql) {
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

  /// Asks the database for a number.
  ///
  /// @param sql what to ask
  /// @return the number
  public long number(String sql) {
    return database
        .transactions()
        .inTransaction(tx -> {
          try (var statement = tx.connection().createStatement();
              var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Override
  public void close() throws IOException {
    store.close();
    database.close();
    s3.close();
    postgres.close();
  }
}
