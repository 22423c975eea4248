package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A store that is opened for each test, and what a test does with it.
abstract class StoreUnderTest {

  private final String prefix = "temp/contract-" + UUID.randomUUID() + "/";
  private S3ObjectStore store;

  /// Where the server under test is.
  abstract StoreConfig config();

  @BeforeEach
  void openStore() {
    store = S3ObjectStore.open(config());
  }

  @AfterEach
  void removeObjects() {
    store.delete(store.list(prefix, "", 1000).objects().stream().map(StoredObject::key).toList());
    store.close();
  }

  final ObjectStore store() {
    return store;
  }

  final StoreTraits traits() {
    return store.traits();
  }

  final UrlSigner urls() {
    return store.urls();
  }

  final String prefix() {
    return prefix;
  }

  final String key(String name) {
    return prefix + name;
  }

  /// User metadata; Ceph gives back a hyphen for an underscore in a name.
  static Map<String, String> metadata(StoredObject object) {
    return object.metadata().entrySet().stream()
        .collect(Collectors.toMap(e -> e.getKey().replace('-', '_'), Map.Entry::getValue));
  }

  static void assertKind(StorageFailure.Kind kind, ThrowingCallable call) {
    StorageFailure failure = catchThrowableOfType(StorageFailure.class, call);
    assertThat(failure).isNotNull().extracting(StorageFailure::kind).isEqualTo(kind);
  }

  static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }
}
