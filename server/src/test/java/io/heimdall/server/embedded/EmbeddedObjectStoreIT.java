package io.heimdall.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.S3ObjectStore;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.server.storage.StoredObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedObjectStoreIT {

  private static final String BUCKET = "heimdall-raw-iq";
  private static final PutRequest HELLO =
      PutRequest.replace("temp/hello", ObjectBody.of(new byte[] {1, 2, 3}), "x/y");

  @TempDir private Path directory;

  @Test
  void keepsObjectsKeysAndPortAcrossARestart() throws IOException {
    URI endpoint;
    String keys;
    try (var server = EmbeddedObjectStore.start(directory);
        ObjectStore store = S3ObjectStore.open(server.config(BUCKET))) {
      store.put(HELLO);
      endpoint = server.endpoint();
      keys = Files.readString(server.keysFile());
    }

    try (var server = EmbeddedObjectStore.start(directory);
        ObjectStore store = S3ObjectStore.open(server.config(BUCKET))) {
      assertThat(store.head("temp/hello").flatMap(StoredObject::sha256))
          .contains(HELLO.body().sha256());
      assertThat(server.endpoint()).isEqualTo(endpoint);
      assertThat(Files.readString(server.keysFile())).isEqualTo(keys);
    }
  }

  @Test
  void listensOnLoopbackOnlyWithKeysForItsOwner() throws IOException {
    try (var server = EmbeddedObjectStore.start(directory)) {
      assertThat(server.endpoint().getHost()).isEqualTo("127.0.0.1");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.keysFile())))
          .isEqualTo("rw-------");
      assertThat(Files.readString(server.keysFile()))
          .startsWith("[default]\naws_access_key_id = heimdall\naws_secret_access_key = ");
      assertThat(server.config(BUCKET).toString())
          .doesNotContain(server.config(BUCKET).secretKey().reveal());
    }
  }

  @Test
  void takesAnotherPortWhenItsOwnIsTaken() throws IOException {
    URI before;
    try (var server = EmbeddedObjectStore.start(directory)) {
      before = server.endpoint();
    }

    try (var _ = new ServerSocket(before.getPort(), 1, InetAddress.ofLiteral("127.0.0.1"));
        var server = EmbeddedObjectStore.start(directory);
        ObjectStore store = S3ObjectStore.open(server.config(BUCKET))) {
      assertThat(server.endpoint()).isNotEqualTo(before);
      assertThat(store.check().problem()).isEmpty();
    }
  }

  @Test
  void isUnavailableOnceClosed() throws IOException {
    ObjectStore store;
    try (var server = EmbeddedObjectStore.start(directory)) {
      store = S3ObjectStore.open(server.config(BUCKET));
    }

    try (store) {
      assertThatThrownBy(() -> store.head("temp/hello"))
          .isInstanceOfSatisfying(
              StorageFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(StorageFailure.Kind.UNAVAILABLE));
      assertThat(store.check().reachable()).isFalse();
      assertThat(store.check().problem()).isPresent();
    }
  }

  @Test
  void removesWhatAnUploadLeftBehindWhenItWasKilled() throws IOException {
    Path objects = directory.resolve("objects").resolve(BUCKET);
    Path finished;
    try (var server = EmbeddedObjectStore.start(directory);
        ObjectStore store = S3ObjectStore.open(server.config(BUCKET))) {
      String key = "temp/named-like-one-" + UUID.randomUUID();
      store.put(PutRequest.replace(key, HELLO.body(), "x/y"));
      finished = objects.resolve(key);
    }
    Path halfWritten = objects.resolve("temp/hello-" + UUID.randomUUID());
    Files.write(halfWritten, new byte[100]);
    Files.createFile(directory.resolve("running"));

    EmbeddedObjectStore.start(directory).close();

    assertThat(halfWritten).doesNotExist();
    assertThat(finished).exists();
    assertThat(directory.resolve("running")).doesNotExist();
  }

  @Test
  void removesItWhereObjectsAreKeptElsewhere() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path store = Files.createDirectory(directory.resolve("store"));
    Files.createSymbolicLink(store.resolve("objects"), elsewhere);
    Path bucket = Files.createDirectory(elsewhere.resolve(BUCKET));
    Path halfWritten = Files.write(bucket.resolve("hello-" + UUID.randomUUID()), new byte[100]);
    Files.createFile(store.resolve("running"));

    EmbeddedObjectStore.start(store).close();

    assertThat(halfWritten).doesNotExist();
  }

  @Test
  void saysWhenItsKeysFileHoldsNoKey() throws IOException {
    EmbeddedObjectStore.start(directory).close();
    Files.writeString(directory.resolve("credentials"), "nothing");

    assertThatThrownBy(() -> EmbeddedObjectStore.start(directory))
        .hasMessageContaining("holds no aws_secret_access_key");
  }
}
