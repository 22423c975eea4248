package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.wire.Dialer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/// Finds out which addresses a connection to a URL may go to, so that two names of one receiver are
/// the same receiver.
final class Doors {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /// Stands for the port that a driver takes where a URL names none.
  private static final int DRIVERS_OWN_PORT = 1;

  /// A name with more addresses than that is no receiver's.
  private static final int MOST = 16;

  private final Dialer dialer;

  Doors(Dialer dialer) {
    this.dialer = dialer;
  }

  /// The addresses behind a URL, all of which count as taken by one connection.
  ///
  /// @param url where a receiver listens
  /// @param branch what tells it from others behind the same address and port; may be empty
  /// @return the addresses; empty where the URL names no host, so that nobody is bothered
  /// @throws IOException where the name is unknown or leads to an address that is not allowed
  List<ReceiverAddress> of(URI url, String branch) throws IOException {
    String host = url.getHost();
    if (host == null || host.isEmpty()) {
      return List.of();
    }
    int port = port(url);
    return dialer.addresses(host).stream()
        .map(address -> new ReceiverAddress(written(address, branch), port))
        .distinct()
        .limit(MOST)
        .toList();
  }

  /// Without the zone of a link, whose name is this machine's own.
  private static String written(InetAddress address, String branch) {
    String numeric = address.getHostAddress().replaceFirst("%.*", "");
    return branch.isEmpty() ? numeric : numeric + "/" + branch;
  }

  private static int port(URI url) {
    if (url.getPort() > 0) {
      return url.getPort();
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "http", "ws" -> HTTP_PORT;
      case "https", "wss" -> HTTPS_PORT;
      default -> DRIVERS_OWN_PORT;
    };
  }
}
