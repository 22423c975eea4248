package io.heimdall.server.storage;

import static io.heimdall.server.storage.StorageFailure.Kind.CORRUPT;
import static io.heimdall.server.storage.StorageFailure.Kind.DENIED;
import static io.heimdall.server.storage.StorageFailure.Kind.EXISTS;
import static io.heimdall.server.storage.StorageFailure.Kind.NOT_FOUND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.security.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every object store must do; each implementation and each server extends it.
abstract class ObjectStoreContract extends PartsContract {

  private static final byte[] HELLO = "hello".getBytes(UTF_8);

  @Test
  void returnsTheBytesItWasGiven() throws IOException {
    byte[] content = random(3 << 20);

    store().put(PutRequest.replace(key("a"), ObjectBody.of(content), "application/octet-stream"));

    try (InputStream in = store().open(key("a"))) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
  }

  @Test
  void writesFiles(@TempDir Path directory) throws IOException {
    byte[] content = random(9 << 20);
    Path path = Files.write(directory.resolve("file"), content);
    ObjectBody known = ObjectBody.of(content);
    var body = new ObjectBody.File(path, content.length, known.sha256(), known.crc32c());

    StoredObject stored = store().put(PutRequest.create(key("a"), body, "x/y", Map.of()));

    assertThat(stored.sizeBytes()).isEqualTo(content.length);
    byte[] back = new byte[content.length];
    store().read(key("a"), 0, back, back.length);
    assertThat(back).isEqualTo(content);
  }

  @Test
  void refusesBytesThatDoNotFitTheirChecksum(@TempDir Path directory) throws IOException {
    Path path = Files.write(directory.resolve("file"), random(1000));
    ObjectBody other = ObjectBody.of(random(1000));
    var body = new ObjectBody.File(path, 1000, other.sha256(), other.crc32c() + 1);

    assertKind(CORRUPT, () -> store().put(PutRequest.create(key("a"), body, "x/y", Map.of())));
    assertThat(store().head(key("a"))).isEmpty();
  }

  @Test
  void keepsMetadataTypeAndHash() {
    var body = ObjectBody.of(HELLO);

    StoredObject stored =
        store().put(PutRequest.create(key("a"), body, "x/y", Map.of("frequency_mhz", "0.0775")));

    StoredObject found = store().head(key("a")).orElseThrow();
    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("modifiedAt", "metadata")
        .isEqualTo(stored);
    assertThat(metadata(found)).isEqualTo(stored.metadata());
    assertThat(stored.sha256()).contains(body.sha256());
    assertThat(stored.contentType()).contains("x/y");
    assertThat(stored.metadata()).containsEntry("frequency_mhz", "0.0775");
  }

  @Test
  void replacesADocument() {
    store().put(PutRequest.replace(key("a"), ObjectBody.of(HELLO), "x/y"));
    store().put(PutRequest.replace(key("a"), ObjectBody.of("hi".getBytes(UTF_8)), "x/y"));

    assertThat(store().head(key("a")).map(StoredObject::sizeBytes)).contains(2L);
  }

  @Test
  void createsAnObjectOnce() {
    var first = PutRequest.create(key("a"), ObjectBody.of(HELLO), "x/y", Map.of());
    var second = PutRequest.create(key("a"), ObjectBody.of("hi".getBytes(UTF_8)), "x/y", Map.of());

    store().put(first);

    assertKind(EXISTS, () -> store().put(second));
    assertThat(store().head(key("a")).map(StoredObject::sizeBytes)).contains(5L);
  }

  @Test
  void letsOneOfManyWritersCreateAnObject() throws InterruptedException, ExecutionException {
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> outcomes = new ArrayList<>();
      for (int k = 0; k < 8; k++) {
        var request =
            PutRequest.create(key("a"), ObjectBody.of(new byte[] {(byte) k}), "x/y", Map.of());
        outcomes.add(writers.submit(() -> created(request)));
      }

      int winners = 0;
      for (Future<Boolean> outcome : outcomes) {
        winners += outcome.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    }
  }

  @Test
  void readsRanges() {
    byte[] content = random(100_000);
    store().put(PutRequest.replace(key("a"), ObjectBody.of(content), "x/y"));
    byte[] part = new byte[5000];

    store().read(key("a"), 95_000, part, 5000);

    assertThat(part).isEqualTo(Arrays.copyOfRange(content, 95_000, 100_000));
  }

  @Test
  void refusesRangesBeyondTheEnd() {
    store().put(PutRequest.replace(key("a"), ObjectBody.of(HELLO), "x/y"));

    assertKind(CORRUPT, () -> store().read(key("a"), 3, new byte[10], 10));
    assertKind(CORRUPT, () -> store().read(key("a"), 10, new byte[10], 10));
  }

  @Test
  void saysThatAnObjectIsNotThere() {
    assertThat(store().head(key("none"))).isEmpty();
    assertKind(NOT_FOUND, () -> store().read(key("none"), 0, new byte[1], 1));
    assertKind(NOT_FOUND, () -> store().open(key("none")).close());
  }

  @Test
  void listsByPrefixInOrderPageByPage() {
    for (String name : List.of("c", "a", "e", "b", "d")) {
      store().put(PutRequest.replace(key("x/" + name), ObjectBody.of(HELLO), "x/y"));
    }
    store().put(PutRequest.replace(key("y"), ObjectBody.of(HELLO), "x/y"));

    ObjectPage first = store().list(prefix() + "x/", "", 2);
    ObjectPage second = store().list(prefix() + "x/", key("x/b"), 2);
    ObjectPage third = store().list(prefix() + "x/", key("x/d"), 2);

    assertThat(first.objects())
        .extracting(StoredObject::key)
        .containsExactly(key("x/a"), key("x/b"));
    assertThat(first.more()).isTrue();
    assertThat(second.objects())
        .extracting(StoredObject::key)
        .containsExactly(key("x/c"), key("x/d"));
    assertThat(third.objects()).extracting(StoredObject::sizeBytes).containsExactly(5L);
    assertThat(third.more()).isFalse();
    assertThat(store().list(prefix() + "z/", "", 10).objects()).isEmpty();
  }

  @Test
  void deletesManyAndIgnoresWhatIsNotThere() {
    List<String> keys = IntStream.range(0, 20).mapToObj(k -> key("many/" + k)).toList();
    keys.forEach(key -> store().put(PutRequest.replace(key, ObjectBody.of(HELLO), "x/y")));

    List<String> doomed = new ArrayList<>(keys);
    doomed.add(key("many/none"));
    store().delete(doomed);

    assertThat(store().list(prefix() + "many/", "", 1000).objects()).isEmpty();
    store().delete(List.of());
  }

  @Test
  void findsItselfWell() {
    StoreStatus status = store().check();

    assertThat(status.problem()).isEmpty();
    assertThat(status.reachable()).isTrue();
    assertThat(status.bucketPresent()).isTrue();
    assertThat(status.writable()).isTrue();
    assertThat(status.roundTrip()).hasValueSatisfying(t -> assertThat(t).isPositive());
    assertThat(status.versioned()).isNotEqualTo(Optional.of(true));
    assertThat(store().address().bucket()).isEqualTo(config().bucket());
    assertThat(store().list("temp/probe-", "", 10).objects()).isEmpty();
  }

  @Test
  void createsAMissingBucketOnce() {
    StoreConfig other = config("heimdall-test-" + UUID.randomUUID());
    try (ObjectStore fresh = S3ObjectStore.open(other)) {
      fresh.ensureBucket();

      assertThat(fresh.check().bucketPresent()).isTrue();
    }
  }

  @Test
  void deniesAWrongKey() {
    StoreConfig config = config();
    StoreConfig wrong =
        new StoreConfig(
            config.endpoint(),
            config.accessKey(),
            new Secret("wrong"),
            config.bucket(),
            config.caFile(),
            Optional.empty());

    assertKind(DENIED, () -> S3ObjectStore.open(wrong).close());
  }

  private StoreConfig config(String bucket) {
    StoreConfig config = config();
    return new StoreConfig(
        config.endpoint(),
        config.accessKey(),
        config.secretKey(),
        bucket,
        config.caFile(),
        config.localDirectory());
  }

  private boolean created(PutRequest request) {
    try {
      store().put(request);
      return true;
    } catch (StorageFailure e) {
      assertThat(e.kind()).isEqualTo(EXISTS);
      return false;
    }
  }
}
