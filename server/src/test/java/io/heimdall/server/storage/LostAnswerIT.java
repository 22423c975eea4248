package io.heimdall.server.storage;

import static io.heimdall.server.storage.LosingProxy.Act.LOSE;
import static io.heimdall.server.storage.LosingProxy.Act.PASS;
import static io.heimdall.server.storage.LosingProxy.Act.REFUSE;
import static io.heimdall.server.storage.StorageFailure.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.embedded.EmbeddedObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Parts of which a store makes an object without anybody hearing of it.
@Timeout(60)
class LostAnswerIT extends StoreUnderTest {

  private static final int PART_BYTES = 5 << 20;

  private static EmbeddedObjectStore server;
  private static LosingProxy proxy;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    server = EmbeddedObjectStore.start(directory);
    proxy = new LosingProxy(server.config(StoreConfig.DEFAULT_BUCKET).endpoint());
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Override
  StoreConfig config() {
    proxy.then(PASS);
    StoreConfig direct = server.config(StoreConfig.DEFAULT_BUCKET);
    return StoreConfig.of(proxy.address(), direct.accessKey(), direct.secretKey(), direct.bucket());
  }

  @Test
  void saysThatTheStoreIsAwayUntilAnAnswerComes() throws IOException {
    byte[] bytes = random(100);
    String upload = begin();
    List<StoredPart> parts = List.of(put(upload, 1, bytes));

    proxy.then(LOSE);
    assertKind(UNAVAILABLE, () -> store().completeParts(key("a"), upload, parts));

    proxy.then(PASS);
    store().completeParts(key("a"), upload, parts);
    assertThat(content()).isEqualTo(bytes);
  }

  @Test
  void leavesOutWhatIsNotNamedWhereEachAnswerIsLostOnce() throws IOException {
    byte[] first = random(PART_BYTES);
    byte[] last = random(7);
    String upload = begin();
    StoredPart a = put(upload, 1, first);
    put(upload, 2, random(3));
    StoredPart b = put(upload, 3, last);

    proxy.then(REFUSE, LOSE, PASS, LOSE, PASS);
    store().completeParts(key("a"), upload, List.of(a, b));

    byte[] whole = ByteBuffer.allocate(PART_BYTES + 7).put(first).put(last).array();
    assertThat(content()).isEqualTo(whole);
  }

  private String begin() {
    return store().beginParts(key("a"), "x/y", Map.of());
  }

  private StoredPart put(String upload, int number, byte[] bytes) {
    ObjectBody body = ObjectBody.of(ByteBuffer.wrap(bytes));
    return new StoredPart(number, store().putPart(key("a"), upload, number, body));
  }

  private byte[] content() throws IOException {
    try (InputStream in = store().open(key("a"))) {
      return in.readAllBytes();
    }
  }
}
