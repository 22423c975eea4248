package io.heimdall.server.storage;

import static io.heimdall.server.storage.StorageFailure.Kind.CORRUPT;
import static io.heimdall.server.storage.StorageFailure.Kind.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.embedded.EmbeddedObjectStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// The contract against the embedded S3 server.
class EmbeddedStoreIT extends ObjectStoreContract {

  @TempDir private static Path directory;
  private static EmbeddedObjectStore server;

  @BeforeAll
  static void startServer() throws IOException {
    server = EmbeddedObjectStore.start(directory.resolve("s3"));
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  StoreConfig config() {
    return server.config(StoreConfig.DEFAULT_BUCKET);
  }

  @Test
  void knowsItsFreeSpace() {
    try (ObjectStore store = S3ObjectStore.open(config())) {
      assertThat(store.check().freeBytes()).isPresent();
    }
  }

  @Test
  void servesAStoreThatKnowsNeitherCrc32cNorConditions() {
    try (ObjectStore store =
        new S3ObjectStore(
            S3Clients.open(config()), config(), StoreOptions.NONE, StoreTraits.MODEST)) {
      var request =
          PutRequest.create("temp/modest", ObjectBody.of(new byte[] {1}), "x/y", Map.of());
      store.put(request);

      assertThatThrownBy(() -> store.put(request))
          .isInstanceOfSatisfying(
              StorageFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.EXISTS));
      store.delete(List.of("temp/modest"));
      assertThat(store.head("temp/modest")).isEmpty();
    }
  }

  @Test
  void leavesNoFilesOfParts() throws IOException {
    ObjectBody body = ObjectBody.of(new byte[] {1});
    String completed = store().beginParts(key("a"), "x/y", Map.of());
    String aborted = store().beginParts(key("b"), "x/y", Map.of());
    String receipt = store().putPart(key("a"), completed, 2, body);
    store().putPart(key("a"), completed, 3, body);
    store().putPart(key("b"), aborted, 1, body);
    assertThat(filesOfParts()).isNotEmpty();

    store().completeParts(key("a"), completed, List.of(new StoredPart(2, receipt)));
    store().abortParts(key("b"), aborted);
    assertKind(NOT_FOUND, () -> store().putPart(key("a"), completed, 4, body));
    assertKind(NOT_FOUND, () -> store().putPart(key("b"), aborted, 2, body));

    assertThat(filesOfParts()).isEmpty();
  }

  @Test
  void removesPartsThatAServerKilledMeanwhileForgot() throws IOException {
    String upload = store().beginParts(key("a"), "x/y", Map.of());
    store().putPart(key("a"), upload, 1, ObjectBody.of(new byte[] {1}));
    Files.delete(bucket().resolve(".s3proxy-mpu-stub-" + upload));

    assertThat(store().unfinished(key("a"), Instant.MAX)).hasSize(1);
    store().abortParts(key("a"), upload);

    assertThat(filesOfParts()).isEmpty();
    assertThat(store().unfinished(key("a"), Instant.MAX)).isEmpty();
  }

  @Test
  void completesWhatAServerKilledMeanwhileHadCompleted() throws IOException {
    String upload = store().beginParts(key("a"), "x/y", Map.of());
    byte[] first = random(5 << 20);
    String one = store().putPart(key("a"), upload, 1, ObjectBody.of(first));
    String two = store().putPart(key("a"), upload, 2, ObjectBody.of(new byte[] {1}));
    List<StoredPart> parts = List.of(new StoredPart(1, one), new StoredPart(2, two));
    Path stub = bucket().resolve(".s3proxy-mpu-stub-" + upload);
    Path last = bucket().resolve(".mpus-" + upload + "-" + key("a") + "-2");
    store().completeParts(key("a"), upload, parts);
    Files.createDirectories(last.getParent());
    Files.write(last, new byte[] {1});
    Files.createFile(stub);

    store().completeParts(key("a"), upload, parts);

    assertThat(store().head(key("a")).map(StoredObject::sizeBytes)).contains(first.length + 1L);
    assertThat(filesOfParts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void makesAnObjectAgainThatALossOfPowerSpoiled(boolean keepsItsSize) throws IOException {
    String upload = store().beginParts(key("a"), "x/y", Map.of());
    byte[] bytes = random(5 << 20);
    String one = store().putPart(key("a"), upload, 3, ObjectBody.of(bytes));
    String two = store().putPart(key("a"), upload, 7, ObjectBody.of(new byte[] {1}));
    new LocalParts(bucket()).hold(key("a"), upload, List.of(3, 7));
    try (S3Client client = S3Clients.open(config())) {
      client.completeMultipartUpload(r ->
          r.bucket(config().bucket())
              .key(key("a"))
              .uploadId(upload)
              .multipartUpload(all ->
                  all.parts(
                      CompletedPart.builder().partNumber(3).eTag(etag(one)).build(),
                      CompletedPart.builder().partNumber(7).eTag(etag(two)).build())));
    }
    try (FileChannel object =
        FileChannel.open(bucket().resolve(key("a")), StandardOpenOption.WRITE)) {
      object.truncate(100);
      if (keepsItsSize) {
        object.write(ByteBuffer.allocate(1), bytes.length);
      }
    }

    store()
        .completeParts(key("a"), upload, List.of(new StoredPart(3, one), new StoredPart(7, two)));

    byte[] back = new byte[bytes.length];
    store().read(key("a"), 0, back, back.length);
    assertThat(back).isEqualTo(bytes);
    assertThat(store().head(key("a")).orElseThrow())
        .satisfies(object -> {
          assertThat(object.sizeBytes()).isEqualTo(bytes.length + 1L);
          assertThat(object.contentType()).contains("x/y");
        });
    assertThat(filesOfParts()).isEmpty();
  }

  @Test
  void takesNoLinkForAPart() throws IOException {
    String upload = store().beginParts(key("a"), "x/y", Map.of());
    List<StoredPart> parts = part(upload);
    Path elsewhere = directory.resolve("elsewhere-" + upload);
    Files.move(partFile(upload), elsewhere);
    Files.createSymbolicLink(partFile(upload), elsewhere);

    assertKind(CORRUPT, () -> store().completeParts(key("a"), upload, parts));

    assertThat(store().head(key("a"))).isEmpty();
    store().abortParts(key("a"), upload);
    assertThat(filesOfParts()).isEmpty();
    assertThat(elsewhere).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void takesNoPartFromBehindALinkedDirectory() throws IOException {
    String upload = store().beginParts(key("a"), "x/y", Map.of());
    List<StoredPart> parts = part(upload);
    Path elsewhere = directory.resolve("elsewhere-" + upload);
    Path top = bucket().resolve(bucket().relativize(partFile(upload)).getName(0));
    Files.move(top, elsewhere);
    Files.createSymbolicLink(top, elsewhere);

    assertKind(CORRUPT, () -> store().completeParts(key("a"), upload, parts));

    assertThat(store().head(key("a"))).isEmpty();
    assertThat(elsewhere.resolve(top.relativize(partFile(upload)))).exists();
    Files.delete(top);
    Files.move(elsewhere, top);
    store().completeParts(key("a"), upload, parts);
    assertThat(store().head(key("a"))).isPresent();
  }

  @Test
  void takesNoDirectoryForAPart() throws IOException {
    String upload = store().beginParts(key("a"), "x/y", Map.of());
    List<StoredPart> parts = part(upload);
    Files.delete(partFile(upload));
    Files.createDirectory(partFile(upload));

    assertKind(CORRUPT, () -> store().completeParts(key("a"), upload, parts));

    store().abortParts(key("a"), upload);
    assertThat(filesOfParts()).isEmpty();
  }

  @Test
  void takesNoPartOfAnotherSize() throws IOException {
    String upload = store().beginParts(key("a"), "x/y", Map.of());
    List<StoredPart> parts = part(upload);
    Files.write(partFile(upload), new byte[] {4}, StandardOpenOption.APPEND);

    assertKind(CORRUPT, () -> store().completeParts(key("a"), upload, parts));

    assertThat(store().head(key("a"))).isEmpty();
    store().abortParts(key("a"), upload);
  }

  @Test
  void mendsNothingFromBehindALink() throws IOException {
    String upload = store().beginParts(key("a"), "x/y", Map.of());
    List<StoredPart> parts = part(upload);
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere-" + upload));
    Files.move(partFile(upload), elsewhere.resolve("1"));
    Files.createSymbolicLink(bucket().resolve(".mpus-" + upload + "-held"), elsewhere);

    assertKind(NOT_FOUND, () -> store().completeParts(key("a"), upload, parts));

    assertThat(store().head(key("a"))).isEmpty();
    store().abortParts(key("a"), upload);
    assertThat(filesOfParts()).isEmpty();
    assertThat(elsewhere.resolve("1")).hasBinaryContent(new byte[] {1, 2, 3});
  }

  /// The one part of an object, with bytes 1, 2 and 3.
  private List<StoredPart> part(String upload) {
    var body = ObjectBody.of(new byte[] {1, 2, 3});
    return List.of(new StoredPart(1, store().putPart(key("a"), upload, 1, body)));
  }

  private static String etag(String receipt) {
    return receipt.split(" ", 2)[0];
  }

  private Path partFile(String upload) {
    return bucket().resolve(".mpus-" + upload + "-" + key("a") + "-1");
  }

  private static Path bucket() {
    return directory.resolve("s3/objects").resolve(StoreConfig.DEFAULT_BUCKET);
  }

  private static List<String> filesOfParts() throws IOException {
    try (Stream<Path> files = Files.list(bucket())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(".mpus-") || name.startsWith(".s3proxy-mpu-"))
          .toList();
    }
  }

  @Test
  void signsUrlsForTheAddressThatOthersKnow() throws IOException, InterruptedException {
    URI known = URI.create("http://localhost:" + config().endpoint().getPort());
    var options = new StoreOptions(Optional.of(known), new StoreEncryption.None());
    try (S3ObjectStore store = S3ObjectStore.open(config(), options);
        HttpClient client = HttpClient.newHttpClient()) {
      store.put(PutRequest.replace("temp/known", ObjectBody.of(new byte[] {1}), "x/y"));

      SignedUrl url =
          store
              .urls()
              .sign(
                  new UrlRequest.Get(
                      "temp/known",
                      Duration.ofMinutes(1),
                      "x/y",
                      "inline",
                      new UrlRequest.Caching("no-store", Optional.empty())));

      assertThat(url.url()).hasHost("localhost").hasPort(known.getPort());
      assertThat(
              client
                  .send(HttpRequest.newBuilder(url.url()).build(), BodyHandlers.ofByteArray())
                  .body())
          .containsExactly(1);
      store.delete(List.of("temp/known"));
    }
  }
}
