package io.heimdall.server.receiver.kiwi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.receiver.wire.HttpHead;
import io.heimdall.server.receiver.wire.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/// The `/status` page of a receiver as it was fetched.
///
/// @param status what it says
/// @param latency from the request to the answer's head
record KiwiPage(KiwiStatus status, Duration latency) {

  private static final String PATH = "/status";
  private static final String PROXY = ".proxy.kiwisdr.com";
  private static final int LONGEST_BYTES = 64 * 1024;
  private static final int OK = 200;

  /// Asks for the page.
  ///
  /// @throws RedirectedException where another address is to be asked
  /// @throws IOException where the connection breaks
  /// @throws ReceiverFailure where the answer says why the receiver will not deliver
  static KiwiPage fetch(Dialer dialer, URI url, String identity, ReceiverTarget target)
      throws IOException, ReceiverFailure {
    try (Connection connection = dialer.connect(url)) {
      connection.allow(target.timeout());
      long asked = System.nanoTime();
      HttpReply reply = HttpReply.get(connection, pathOf(url) + PATH, identity);
      var latency = Duration.ofNanos(System.nanoTime() - asked);
      if (reply.head().redirects()) {
        throw new RedirectedException(movedTo(reply.head(), url, PATH));
      }
      if (reply.head().status() != OK) {
        refuseHttp(target, url, reply.head().status());
        return new KiwiPage(KiwiStatus.UNKNOWN, latency);
      }
      String page = new String(reply.body().readNBytes(LONGEST_BYTES), UTF_8);
      KiwiStatus status =
          KiwiStatus.parse(page)
              .orElseThrow(() ->
                  new ReceiverFailure(
                      FailureReason.BAD_DATA,
                      target + " has a page of another kind where a KiwiSDR has its status"));
      return new KiwiPage(status, latency);
    }
  }

  /// The path in front of the receiver's own ones, without a slash at its end.
  static String pathOf(URI url) {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /// The receiver's address in a redirection of one of its paths.
  static URI movedTo(HttpHead head, URI url, String path) throws IOException {
    URI to = HttpReply.redirected(head, URI.create(url + "/").resolve(pathOf(url) + path));
    String toPath = pathOf(to);
    String base =
        toPath.endsWith(path) ? toPath.substring(0, toPath.length() - path.length()) : toPath;
    return URI.create(to.getScheme() + "://" + to.getRawAuthority() + base);
  }

  /// Whether the name is one of the public proxy's, where one address stands for many receivers.
  static boolean isProxied(String host) {
    return canonical(host).endsWith(PROXY);
  }

  /// Whether what is told to one host may be told to the other: it is the same, or both are names
  /// of the public proxy.
  static boolean sameHouse(URI one, URI other) {
    String first = canonical(String.valueOf(one.getHost()));
    String second = canonical(String.valueOf(other.getHost()));
    return first.equals(second) || (isProxied(first) && isProxied(second));
  }

  /// The one way to write a host's name: in small letters, and without the dot that may end it.
  static String canonical(String host) {
    String small = host.toLowerCase(Locale.ROOT);
    return small.endsWith(".") ? small.substring(0, small.length() - 1) : small;
  }

  /// Ends the attempt for an HTTP status that says why.
  static void refuseHttp(ReceiverTarget target, URI url, int status) throws ReceiverFailure {
    FailureReason reason =
        switch (status) {
          case 401 -> FailureReason.PASSWORD;
          case 403 -> FailureReason.REFUSED;
          case 404 -> isProxied(String.valueOf(url.getHost())) ? FailureReason.DOWN : null;
          case 429, 503 -> FailureReason.BUSY;
          default -> status >= 500 ? FailureReason.DOWN : null;
        };
    if (reason != null) {
      throw new ReceiverFailure(reason, target + " answered with HTTP status " + status);
    }
  }
}
