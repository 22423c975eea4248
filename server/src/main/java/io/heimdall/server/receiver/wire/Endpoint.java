package io.heimdall.server.receiver.wire;

import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.URI;
import java.util.Locale;

/// One reachable end of a receiver's URL: the name it was asked for by, and a resolved address.
///
/// @param host the name in the URL, for certificates and the `Host` line
/// @param address the resolved address and port
/// @param encrypted whether TLS is spoken
public record Endpoint(String host, InetSocketAddress address, boolean encrypted) {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /// The value of the `Host` line.
  ///
  /// @return name and port
  public String authority() {
    int port = address.getPort();
    return port == (encrypted ? HTTPS_PORT : HTTP_PORT) ? host : host + ":" + port;
  }

  /// Names the port of a URL that leaves it to the protocol.
  ///
  /// @param url a `tcp` URL, which has no default of its own
  /// @param port what its protocol listens on
  /// @return the URL with a port
  public static URI withPort(URI url, int port) {
    return url.getPort() == -1
        ? URI.create(url.getScheme() + "://" + url.getHost() + ":" + port)
        : url;
  }

  static boolean isEncrypted(URI url) throws ProtocolException {
    String scheme = url.getScheme();
    return switch (scheme == null ? "" : scheme.toLowerCase(Locale.ROOT)) {
      case "http", "ws", "tcp" -> false;
      case "https", "wss" -> true;
      default -> throw new ProtocolException("cannot connect to " + url + ": unknown scheme");
    };
  }

  static String host(URI url) throws ProtocolException {
    String host = url.getHost();
    if (host == null || host.isEmpty()) {
      throw new ProtocolException("cannot connect to " + url + ": it names no host");
    }
    return host;
  }

  static int port(URI url) throws ProtocolException {
    if (url.getPort() != -1) {
      return url.getPort();
    }
    if (url.getScheme().equalsIgnoreCase("tcp")) {
      throw new ProtocolException("cannot connect to " + url + ": it names no port");
    }
    return isEncrypted(url) ? HTTPS_PORT : HTTP_PORT;
  }
}
