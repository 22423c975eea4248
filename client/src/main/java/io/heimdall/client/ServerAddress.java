package io.heimdall.client;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Where a server listens.
///
/// @param host name or address; an IPv6 address without its brackets
/// @param port TCP port
public record ServerAddress(String host, int port) {

  /// The port that is meant where none is given.
  public static final int DEFAULT_PORT = 50051;

  /// Where `heimdall serve` listens unless told otherwise.
  public static final ServerAddress LOCAL = new ServerAddress("127.0.0.1", DEFAULT_PORT);

  /// Checks the parts.
  public ServerAddress {
    if (host.isBlank() || host.contains("/") || host.contains(" ")) {
      throw new IllegalArgumentException("'%s' is not a host name.".formatted(host));
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("%d is not a port; ports are 1 to 65535.".formatted(port));
    }
  }

  /// Reads `host`, `host:port`, `[ipv6]` or `[ipv6]:port`.
  ///
  /// @param text what somebody wrote
  /// @return the address
  /// @throws IllegalArgumentException if it is none
  public static ServerAddress parse(String text) {
    String trimmed = text.strip();
    int end = trimmed.startsWith("[") ? trimmed.indexOf(']') : -1;
    int colon = end >= 0 ? trimmed.indexOf(':', end) : trimmed.lastIndexOf(':');
    boolean bareIpv6 = end < 0 && trimmed.indexOf(':') != colon;
    if (colon < 0 || bareIpv6) {
      return new ServerAddress(unbracketed(trimmed), DEFAULT_PORT);
    }
    String port = trimmed.substring(colon + 1);
    try {
      return new ServerAddress(unbracketed(trimmed.substring(0, colon)), Integer.parseInt(port));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not an address; write host:port, for example 127.0.0.1:50051.".formatted(text),
          e);
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /// Whether only this machine can be meant, so that what is sent does not leave it.
  ///
  /// @return whether the host is a loopback address
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
