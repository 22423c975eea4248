package io.heimdall.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.heimdall.server.security.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is asked of a store that encrypts, by a server that keeps the requests and nothing else.
class StoreEncryptionIT {

  private static final String ALGORITHM = "x-amz-server-side-encryption";
  private static final String KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id";

  /// A request that begins or is a whole object: its path and the headers about encryption.
  private record Written(String path, Optional<String> algorithm, Optional<String> keyId) {}

  private final List<Written> written = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private boolean encrypts = true;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void asksForTheStoresKeyWithEveryObject() {
    try (S3ObjectStore store = open(StoreEncryption.parse("s3"))) {
      store.put(PutRequest.replace("a", ObjectBody.of(new byte[] {1}), "x/y"));
      String upload = store.beginParts("b", "x/y", Map.of());
      String receipt = store.putPart("b", upload, 1, ObjectBody.of(new byte[] {1}));
      store.completeParts("b", upload, List.of(new StoredPart(1, receipt)));
    }

    assertThat(written)
        .contains(
            new Written("/bucket/a", Optional.of("AES256"), Optional.empty()),
            new Written("/bucket/b?uploads", Optional.of("AES256"), Optional.empty()))
        .allSatisfy(one -> assertThat(one.algorithm()).contains("AES256"));
  }

  @Test
  void asksForAManagedKeyByItsId() {
    try (S3ObjectStore store = open(StoreEncryption.parse("kms:key-7"))) {
      store.put(PutRequest.replace("a", ObjectBody.of(new byte[] {1}), "x/y"));
      store.beginParts("b", "x/y", Map.of());
    }

    assertThat(written)
        .allSatisfy(one -> {
          assertThat(one.algorithm()).contains("aws:kms");
          assertThat(one.keyId()).contains("key-7");
        })
        .extracting(Written::path)
        .contains("/bucket/a", "/bucket/b?uploads");
  }

  @Test
  void asksForTheBucketsManagedKey() {
    try (S3ObjectStore store = open(StoreEncryption.parse("kms"))) {
      store.put(PutRequest.replace("a", ObjectBody.of(new byte[] {1}), "x/y"));
    }

    assertThat(written)
        .contains(new Written("/bucket/a", Optional.of("aws:kms"), Optional.empty()));
  }

  @Test
  void tellsWhoWritesByUrlWhatToAskFor() {
    try (S3ObjectStore store = open(StoreEncryption.parse("kms:key-7"))) {
      SignedUrl url =
          store
              .urls()
              .sign(new UrlRequest.Put("a", Duration.ofMinutes(1), "x/y", 1, Optional.empty()));

      assertThat(url.headers()).containsEntry(ALGORITHM, "aws:kms").containsEntry(KEY_ID, "key-7");
      assertThat(url.url().getQuery()).contains(ALGORITHM).contains(KEY_ID);
    }
  }

  @Test
  void asksForNothingUnlessTold() {
    encrypts = false;
    try (S3ObjectStore store = open(StoreEncryption.parse("none"))) {
      store.put(PutRequest.replace("a", ObjectBody.of(new byte[] {1}), "x/y"));
      store.beginParts("b", "x/y", Map.of());
    }

    assertThat(written).isNotEmpty().allSatisfy(one -> assertThat(one.algorithm()).isEmpty());
  }

  @Test
  void opensNoStoreThatDoesNotEncrypt() {
    encrypts = false;

    assertThatThrownBy(() -> open(StoreEncryption.parse("s3")).close())
        .isInstanceOf(StorageFailure.class)
        .hasMessageContaining("does not encrypt it");
  }

  private S3ObjectStore open(StoreEncryption encryption) {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return S3ObjectStore.open(
        StoreConfig.of(endpoint, "key", new Secret("secret"), "bucket"),
        new StoreOptions(Optional.empty(), encryption));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream in = exchange.getRequestBody()) {
      in.readAllBytes();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      boolean begins = query.startsWith("uploads");
      boolean whole = exchange.getRequestMethod().equals("PUT") && !query.contains("partNumber");
      if (begins || whole) {
        note(exchange, begins ? "?uploads" : "");
      }
      exchange.getResponseHeaders().set("ETag", "\"0\"");
      byte[] body = body(exchange.getRequestMethod(), begins).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private void note(HttpExchange exchange, String query) {
    Optional<String> algorithm =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst(ALGORITHM));
    written.add(
        new Written(
            exchange.getRequestURI().getPath() + query,
            algorithm,
            Optional.ofNullable(exchange.getRequestHeaders().getFirst(KEY_ID))));
    if (encrypts) {
      algorithm.ifPresent(value -> exchange.getResponseHeaders().set(ALGORITHM, value));
    }
  }

  private static String body(String method, boolean begins) {
    if (!method.equals("POST")) {
      return "";
    }
    return begins
        ? "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
        : "<CompleteMultipartUploadResult><Key>b</Key></CompleteMultipartUploadResult>";
  }
}
