package io.heimdall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What URLs to every object store must do, for a client that knows nothing but HTTP.
abstract class UrlContract extends StoreUnderTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void readsByUrlUnderTheNameAndTypeThatItSays() throws IOException, InterruptedException {
    byte[] content = random(70_000);
    store().put(PutRequest.replace(key("a"), ObjectBody.of(content), "x/y"));
    SignedUrl url =
        urls()
            .sign(
                new UrlRequest.Get(
                    key("a"),
                    MINUTE,
                    "text/plain",
                    "attachment; filename=\"a b.txt\"",
                    new UrlRequest.Caching("public, immutable", Optional.of(Instant.EPOCH))));

    HttpResponse<byte[]> answer = get(url.url());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(content);
    assertThat(url.method()).isEqualTo("GET");
    assertThat(url.headers()).isEmpty();
    assertThat(answer.headers().firstValue("content-type")).contains("text/plain");
    assertThat(answer.headers().firstValue("content-disposition"))
        .contains("attachment; filename=\"a b.txt\"");
    assertThat(answer.headers().firstValue("cache-control")).contains("public, immutable");
    assertThat(answer.headers().firstValue("expires")).contains("Thu, 01 Jan 1970 00:00:00 GMT");
  }

  @Test
  void readsRangesByUrl() throws IOException, InterruptedException {
    byte[] content = random(1000);
    store().put(PutRequest.replace(key("a"), ObjectBody.of(content), "x/y"));

    HttpResponse<byte[]> answer =
        send(HttpRequest.newBuilder(get("a", MINUTE).url()).header("range", "bytes=10-19"));

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(content, 10, 20));
  }

  @Test
  void refusesAUrlThatHasExpired() throws IOException, InterruptedException {
    store().put(PutRequest.replace(key("a"), ObjectBody.of(random(10)), "x/y"));
    SignedUrl url = get("a", UrlSigner.SHORTEST);

    long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    int status = get(url.url()).statusCode();
    while (status == 200 && System.nanoTime() < giveUp) {
      status = get(url.url()).statusCode();
    }

    assertThat(status).isEqualTo(403);
  }

  @Test
  void refusesAUrlThatWasChanged() throws IOException, InterruptedException {
    store().put(PutRequest.replace(key("a"), ObjectBody.of(random(10)), "x/y"));
    store().put(PutRequest.replace(key("b"), ObjectBody.of(random(11)), "x/y"));
    String url = get("a", MINUTE).url().toString();

    assertThat(get(URI.create(url.replace(key("a"), key("b")))).statusCode()).isEqualTo(403);
    assertThat(get(URI.create(url.replace("Expires=60", "Expires=6000"))).statusCode())
        .isEqualTo(403);
    assertThat(get(URI.create(url.replace("text%2Fplain", "text%2Fhtml"))).statusCode())
        .isEqualTo(403);
    assertThat(url).contains(key("a"), "Expires=60", "text%2Fplain");
  }

  @Test
  void allowsOneMethodOnly() throws IOException, InterruptedException {
    store().put(PutRequest.replace(key("a"), ObjectBody.of(random(10)), "x/y"));
    URI reading = get("a", MINUTE).url();

    assertThat(put(reading, Map.of(), random(10)).statusCode()).isEqualTo(403);
    assertThat(send(HttpRequest.newBuilder(reading).DELETE()).statusCode()).isEqualTo(403);
    assertThat(get(put("a", random(10)).url()).statusCode()).isEqualTo(403);
    assertThat(store().head(key("a")).map(StoredObject::sizeBytes)).contains(10L);
  }

  @Test
  void writesByUrl() throws IOException, InterruptedException {
    byte[] content = random(70_000);
    SignedUrl url = put("a", content);

    assertThat(url.method()).isEqualTo("PUT");
    assertThat(put(url.url(), url.headers(), content).statusCode()).isEqualTo(200);

    StoredObject object = store().head(key("a")).orElseThrow();
    assertThat(object.contentType()).contains("x/y");
    assertThat(object.sizeBytes()).isEqualTo(content.length);
  }

  @Test
  void writesByUrlNothingOfAnotherTypeLengthOrHash() throws IOException, InterruptedException {
    byte[] content = random(1000);
    SignedUrl url = put("a", content);
    Map<String, String> otherType = new HashMap<>(url.headers());
    otherType.put("content-type", "text/html");
    byte[] otherBytes = content.clone();
    otherBytes[0]++;

    assertThat(put(url.url(), otherType, content).statusCode()).isEqualTo(403);
    assertThat(put(url.url(), url.headers(), random(1001)).statusCode()).isEqualTo(403);
    assertThat(store().head(key("a"))).isEmpty();
    if (traits().verifiesCrc32c()) {
      assertThat(put(url.url(), url.headers(), otherBytes).statusCode()).isEqualTo(400);
      assertThat(store().head(key("a"))).isEmpty();
    }
  }

  @Test
  void signsNoUrlForTooShortOrTooLong() {
    assertThatThrownBy(() -> get("a", Duration.ofMillis(999)))
        .hasMessageContaining("1 s to 7 days");
    assertThatThrownBy(() -> get("a", Duration.ofDays(7).plusSeconds(1)))
        .hasMessageContaining("1 s to 7 days");
    assertThat(get("a", Duration.ofDays(7)).url().getQuery()).contains("X-Amz-Expires=604800");
  }

  private SignedUrl get(String name, Duration validity) {
    return urls()
        .sign(
            new UrlRequest.Get(
                key(name),
                validity,
                "text/plain",
                "attachment",
                new UrlRequest.Caching("private, no-store", Optional.empty())));
  }

  private SignedUrl put(String name, byte[] content) {
    return urls()
        .sign(
            new UrlRequest.Put(
                key(name),
                MINUTE,
                "x/y",
                content.length,
                Optional.of(ObjectBody.of(content).sha256())));
  }

  private static HttpResponse<byte[]> get(URI url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url));
  }

  private static HttpResponse<byte[]> put(URI url, Map<String, String> headers, byte[] content)
      throws IOException, InterruptedException {
    BodyPublisher body = BodyPublishers.ofByteArray(content);
    HttpRequest.Builder request = HttpRequest.newBuilder(url).PUT(body);
    headers.forEach(request::header);
    return send(request);
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    }
  }
}
