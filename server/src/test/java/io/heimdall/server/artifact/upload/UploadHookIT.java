package io.heimdall.server.artifact.upload;

import static io.heimdall.server.artifact.upload.UploadWorld.artifact;
import static io.heimdall.server.artifact.upload.UploadWorld.bytes;
import static io.heimdall.server.artifact.upload.UploadWorld.finish;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.artifact.UploadState;
import io.heimdall.server.artifact.hook.HookConfig;
import io.heimdall.server.artifact.hook.UploadHook;
import io.heimdall.server.artifact.signed.SignedWrites;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.post.Endpoint;
import io.heimdall.server.post.SigningSecret;
import io.heimdall.server.storage.SignedUrl;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Uploads about which a hook is asked, on a real database, a real store and a real HTTP server.
@Timeout(120)
class UploadHookIT extends UploadSteps {

  private static final String LETS_IN = "{\"allow\": true}";

  private final Endpoint endpoint = Endpoint.start();
  private final SigningSecret secret = SigningSecret.fresh();

  @BeforeAll
  @Override
  void open(@TempDir Path directory) throws Exception {
    world = UploadWorld.in(directory);
    uploads = world.server(hook(false), UploadPace.USUAL, 64 << 20);
  }

  @AfterAll
  @Override
  void close() throws Exception {
    super.close();
    endpoint.close();
  }

  private UploadGate hook(boolean open) {
    return new UploadHook(
        new HookConfig(URI.create(endpoint.url()), secret, Duration.ofSeconds(10), open),
        InstantSource.system());
  }

  private void answers(int status, String body) {
    endpoint.answer(new Endpoint.Reply(status, Map.of(), body));
  }

  private JsonNode asked() throws InterruptedException {
    return JsonMapper.shared().readTree(endpoint.next().body());
  }

  private void finishAgain(UUID id, byte[] whole) {
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      int safe = (int) uploads.get(ALICE, id).progress().persistedBytes();
      send(stream, whole, safe, whole.length);
      var _ = stream.finish(finish(whole));
    }
  }

  @Test
  void isToldWhatHasComeAndLetsItIn() throws Exception {
    answers(200, LETS_IN);
    byte[] whole = "%PDF-1.7 and so on".getBytes(US_ASCII);

    UploadStream.Finished finished = upload(artifact(null), whole);

    JsonNode asked = asked();
    assertThat(asked.path("type").asString()).isEqualTo("upload.admit");
    JsonNode data = asked.path("data");
    assertThat(data.path("name").asString()).isEqualTo("x.bin");
    assertThat(data.path("owner").asString()).isEqualTo("alice");
    assertThat(data.path("claimed_type").asString()).isEmpty();
    assertThat(data.path("sniffed_type").asString()).isEqualTo("application/pdf");
    assertThat(data.path("size_bytes").asInt()).isEqualTo(whole.length);
    assertThat(data.path("sha256").asString()).isEqualTo(finish(whole).sha256());
    assertThat(data.path("tags").isArray()).isTrue();
    world.holds(id(finished), 1, whole);

    assertThat(upload(versionOf(finished), whole).unchanged()).isTrue();
    assertThat(endpoint.idle()).isTrue();
  }

  @Test
  void keepsNothingOfWhatItRefuses() throws Exception {
    answers(200, "{\"allow\": false, \"reason\": \"holds\\na virus\"}");
    int before = world.inStore();
    UUID id = begin(uploads);
    byte[] whole = bytes(1, 100);

    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, whole.length);
      assertThatThrownBy(() -> stream.finish(finish(whole)))
          .hasMessageContaining("UPLOAD_REFUSED")
          .hasMessageContaining("does not let 'x.bin' in: holds a virus");
    }

    var _ = asked();
    assertThat(uploads.get(ALICE, id).progress().state()).isEqualTo(UploadState.ENDED);
    assertThat(uploads.get(ALICE, id).progress().endReason()).isEqualTo("UPLOAD_REFUSED");
    assertThat(world.inStore()).isEqualTo(before);
    assertThat(world.number("select count(*) from artifacts where name = '%s'".formatted(id)))
        .isZero();
  }

  @Test
  void hasUploadsInPartsWaitWhileItDoesNotAnswer() throws Exception {
    answers(500, "");
    UUID id = begin(uploads);
    byte[] whole = bytes(2, PART + 1000);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, whole.length);
      assertThatThrownBy(() -> stream.finish(finish(whole)))
          .hasMessageContaining("HOOK_UNAVAILABLE");
    }
    var _ = asked();
    answers(200, "it is fine");
    assertThatThrownBy(() -> finishAgain(id, whole)).hasMessageContaining("HOOK_UNAVAILABLE");
    var _ = asked();

    answers(200, LETS_IN);
    finishAgain(id, whole);

    assertThat(asked().path("data").path("sniffed_type").asString())
        .isEqualTo("application/octet-stream");
    assertThat(uploads.get(ALICE, id).progress().state()).isEqualTo(UploadState.DONE);
    world.holds(uploads.get(ALICE, id).target().artifactId(), 1, whole);
  }

  @Test
  void isPassedByWhereItIsToldSo() throws Exception {
    answers(500, "");

    try (Uploads open = world.server(hook(true), UploadPace.USUAL, 64 << 20)) {
      assertThat(finishOne(open, 3)).isEqualTo("DONE");
    }

    var _ = asked();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403|{\"allow\": false}|UPLOAD_REFUSED",
        "500|{\"allow\": false}|UPLOAD_REFUSED",
        "413||HOOK_UNAVAILABLE",
        "302||HOOK_UNAVAILABLE",
        "400|{\"allow\": true}|HOOK_UNAVAILABLE",
        "200|it is fine|HOOK_UNAVAILABLE"
      })
  void isNotPassedByWhereItAnswers(int status, @Nullable String body, String reason)
      throws Exception {
    answers(status, body == null ? "" : body);

    try (Uploads open = world.server(hook(true), UploadPace.USUAL, 64 << 20)) {
      assertThat(finishOne(open, 4)).contains(reason);
    }

    var _ = asked();
  }

  /// Sends a small file.
  ///
  /// @return its state at the end, or why it is not kept
  private String finishOne(Uploads server, int seed) {
    UUID id = begin(server);
    byte[] whole = bytes(seed, 100);
    try (UploadStream stream = server.write(ALICE, id, new Told())) {
      send(stream, whole, 0, whole.length);
      var _ = stream.finish(finish(whole));
      return server.get(ALICE, id).progress().state().name();
    } catch (FailureException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void saysWhatToSendAgainOfASmallFile() throws Exception {
    answers(500, "");
    UUID id = begin(uploads);
    byte[] whole = bytes(5, 100);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, whole.length);
      assertThatThrownBy(() -> stream.finish(finish(whole)))
          .hasMessageContaining("HOOK_UNAVAILABLE")
          .hasMessageContaining("go on from persisted_size");
    }
    var _ = asked();

    answers(200, LETS_IN);
    finishAgain(id, whole);

    var _ = asked();
    assertThat(uploads.get(ALICE, id).progress().state()).isEqualTo(UploadState.DONE);
  }

  @Test
  void isAskedAboutWhatCameByUrl() throws Exception {
    answers(200, "{\"allow\": false}");
    var writes =
        new SignedWrites(
            world.database().transactions(),
            world.faults().store(),
            world.urls(),
            uploads,
            world.clock());
    SignedWrites.Signed signed = writes.sign(ALICE, artifact(5L), Duration.ofMinutes(5));
    SignedUrl url = signed.url().orElseThrow();
    var put = HttpRequest.newBuilder(url.url()).PUT(HttpRequest.BodyPublishers.ofString("hello"));
    url.headers().forEach(put::header);
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(put.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    }

    assertThatThrownBy(() -> writes.complete(ALICE, signed.upload().id(), null))
        .hasMessageContaining("UPLOAD_REFUSED");

    assertThat(asked().path("data").path("size_bytes").asInt()).isEqualTo(5);
  }
}
