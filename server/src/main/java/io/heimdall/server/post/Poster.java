package io.heimdall.server.post;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.receiver.wire.ForbiddenAddressException;
import io.heimdall.server.receiver.wire.HttpReply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/// Sends messages by POST. Every address behind a name is looked at before one of them is dialled,
/// redirects are not followed, and all of it, names and encryption included, has one bound. Safe
/// for any number of threads.
///
/// `http` leads to this machine only, unless plain text is allowed.
public final class Poster {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final Dialer encrypted;
  private final Dialer plain;
  private final Duration timeout;
  private final int mostBytes;

  /// Makes one.
  ///
  /// @param allowed which addresses may be sent to
  /// @param plainText whether what is not encrypted may leave this machine
  /// @param timeout the longest that an answer may take, all in all
  /// @param mostBytes how much of an answer's body is wanted
  public Poster(
      Predicate<InetAddress> allowed, PlainText plainText, Duration timeout, int mostBytes) {
    this.encrypted = new Dialer(CONNECT_TIMEOUT, allowed);
    this.plain =
        plainText == PlainText.ANYWHERE
            ? encrypted
            : new Dialer(CONNECT_TIMEOUT, allowed.and(InetAddress::isLoopbackAddress));
    this.timeout = timeout;
    this.mostBytes = mostBytes;
  }

  /// Where what is not encrypted may go.
  public enum PlainText {
    /// Nowhere else.
    THIS_MACHINE,
    /// Wherever the rest may.
    ANYWHERE
  }

  /// Refuses a URL that leads where nothing may be sent. One whose name is not known now may lead
  /// anywhere, which is looked at when something is sent.
  ///
  /// @param url an `http` or `https` URL
  /// @throws PostFailure where it does
  public void verify(URI url) throws PostFailure {
    try {
      var _ = dialer(url).resolve(url);
    } catch (UnknownHostException _) {
      return;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// Sends a message, and waits for the answer.
  ///
  /// @param url where to
  /// @param message what
  /// @return the answer, whatever it is
  /// @throws PostFailure where there is none
  /// @throws InterruptedException when the thread is interrupted
  public Answer post(URI url, Message message) throws PostFailure, InterruptedException {
    var exchange = new FutureTask<>(() -> exchange(url, message));
    // An interrupt closes the connection of a virtual thread, whatever it waits for.
    Thread.ofVirtual().name("post").start(exchange);
    try {
      return exchange.get(timeout.toNanos(), NANOSECONDS);
    } catch (TimeoutException e) {
      throw new PostFailure(noAnswer(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException broken) {
        throw failure(broken);
      }
      throw new IllegalStateException("cannot post", e.getCause());
    } finally {
      var _ = exchange.cancel(true);
    }
  }

  private Answer exchange(URI url, Message message) throws IOException {
    try (Connection connection = dialer(url).connect(url)) {
      connection.allow(timeout);
      byte[] content = message.body().getBytes(UTF_8);
      HttpReply reply = HttpReply.post(connection, target(url), headers(message), content);
      String body = new String(reply.body().readNBytes(mostBytes), UTF_8);
      return new Answer(reply.head().status(), reply.head().header("retry-after"), body);
    }
  }

  private Dialer dialer(URI url) {
    return url.getScheme().equalsIgnoreCase("https") ? encrypted : plain;
  }

  private static String target(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  private static Map<String, String> headers(Message message) {
    long seconds = message.at().getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("User-Agent", "Heimdall");
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json");
    headers.put("webhook-id", message.id());
    headers.put("webhook-timestamp", Long.toString(seconds));
    if (!message.secrets().isEmpty()) {
      headers.put(
          "webhook-signature",
          message.secrets().stream()
              .map(secret -> secret.sign(message.id(), seconds, message.body()))
              .collect(Collectors.joining(" ")));
    }
    return headers;
  }

  private PostFailure failure(IOException e) {
    String why =
        switch (e) {
          case UnknownHostException _ -> "its host is not known";
          case ForbiddenAddressException _ -> "it leads to an address this server may not send to";
          case ConnectException _ -> "it takes no connection";
          case NoRouteToHostException _ -> "it takes no connection";
          case SocketTimeoutException _ -> noAnswer();
          case SSLException _ -> "no encrypted connection comes about";
          case ProtocolException _ -> "its answer is no HTTP";
          default -> "the connection broke";
        };
    return new PostFailure(why, e);
  }

  /// The exchange and what waits for it end by the same time, and either may be the first to
  /// notice.
  private String noAnswer() {
    return "no answer within %d s".formatted(timeout.toSeconds());
  }
}
