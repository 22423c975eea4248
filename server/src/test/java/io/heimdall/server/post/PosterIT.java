package io.heimdall.server.post;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.receiver.wire.AddressPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is sent over real sockets, and what is not.
@Timeout(60)
class PosterIT {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final AddressPolicy HERE = AddressPolicy.publicAnd(List.of("127.0.0.0/8"));

  private final Endpoint endpoint = Endpoint.start();
  private final SigningSecret secret = SigningSecret.fresh();
  private final SigningSecret other = SigningSecret.fresh();
  private final Message message =
      new Message("id-1", Instant.ofEpochSecond(1000), "{}", List.of(secret, other));

  @AfterEach
  void close() {
    endpoint.close();
  }

  private static Poster poster(AddressPolicy allowed, Duration timeout) {
    return new Poster(allowed, Poster.PlainText.THIS_MACHINE, timeout, 10);
  }

  @Test
  void sendsSignedJsonAndReadsNoMoreThanItWants() throws Exception {
    endpoint.answer(new Endpoint.Reply(200, Map.of("Retry-After", "7"), "0123456789abcdef"));

    Answer answer = poster(HERE, LONG).post(URI.create(endpoint.url()), message);

    assertThat(answer.taken()).isTrue();
    assertThat(answer.retryAfter()).contains("7");
    assertThat(answer.body()).isEqualTo("0123456789");
    Endpoint.Request request = endpoint.next();
    assertThat(request.target()).isEqualTo("/hook?key=1");
    assertThat(request.body()).isEqualTo("{}");
    assertThat(request.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("webhook-id", "id-1")
        .containsEntry("webhook-timestamp", "1000")
        .containsEntry(
            "webhook-signature",
            secret.sign("id-1", 1000, message.body())
                + " "
                + other.sign("id-1", 1000, message.body()));
  }

  @Test
  void followsNoRedirect() throws Exception {
    endpoint.answer(new Endpoint.Reply(307, Map.of("Location", endpoint.url()), ""));

    Answer answer = poster(HERE, LONG).post(URI.create(endpoint.url()), message);

    assertThat(answer.status()).isEqualTo(307);
    assertThat(answer.taken()).isFalse();
    var _ = endpoint.next();
    assertThat(endpoint.idle()).isTrue();
  }

  @Test
  void waitsForNoSilentServerAndNoSlowReader() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var url = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      // More than the buffers of both ends take.
      var large = new Message("id-1", Instant.EPOCH, "x".repeat(64 << 20), List.of());
      var impatient = poster(HERE, Duration.ofSeconds(1));

      assertThatThrownBy(() -> impatient.post(url, message))
          .isInstanceOf(PostFailure.class)
          .hasMessage("no answer within 1 s");
      assertThatThrownBy(() -> impatient.post(url, large))
          .isInstanceOf(PostFailure.class)
          .hasMessage("no answer within 1 s");
    }
  }

  @Test
  void passesByAnswersThatAreNotTheLast() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering =
          Thread.startVirtualThread(() -> {
            try (var socket = server.accept()) {
              socket.getInputStream().readNBytes(1);
              socket
                  .getOutputStream()
                  .write(
                      ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                              + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                          .getBytes(US_ASCII));
              socket.getInputStream().readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });

      Answer answer =
          poster(HERE, LONG).post(URI.create("http://127.0.0.1:" + server.getLocalPort()), message);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("ok");
      answering.join();
    }
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    assertThatThrownBy(
            () -> poster(HERE, LONG).post(URI.create("http://127.0.0.1:" + port), message))
        .isInstanceOf(PostFailure.class)
        .hasMessage("it takes no connection");
  }

  @Test
  void sendsToThisMachineOnlyWhereItMay() {
    assertThatThrownBy(() ->
            poster(AddressPolicy.publicOnly(), LONG).post(URI.create(endpoint.url()), message))
        .isInstanceOf(PostFailure.class)
        .hasMessage("it leads to an address this server may not send to");
    assertThat(endpoint.idle()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://localhost/",
        "http://8.8.8.8/"
      })
  void refusesUrlsThatLeadInsideOrOutsideInTheOpen(String url) {
    assertThatThrownBy(() -> poster(AddressPolicy.publicOnly(), LONG).verify(URI.create(url)))
        .isInstanceOf(PostFailure.class)
        .hasMessage("it leads to an address this server may not send to");
  }

  @Test
  void takesUrlsThatLeadOutsideAndNamesThatAreNotKnownYet() throws PostFailure {
    poster(AddressPolicy.publicOnly(), LONG).verify(URI.create("https://8.8.8.8/"));
    poster(AddressPolicy.publicOnly(), LONG).verify(URI.create("https://nobody.invalid/"));
    new Poster(AddressPolicy.publicOnly(), Poster.PlainText.ANYWHERE, LONG, 0)
        .verify(URI.create("http://8.8.8.8/"));
  }
}
