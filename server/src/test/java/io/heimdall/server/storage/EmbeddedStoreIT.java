package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.embedded.EmbeddedObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        new S3ObjectStore(S3Clients.open(config()), config(), StoreTraits.MODEST)) {
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
}
