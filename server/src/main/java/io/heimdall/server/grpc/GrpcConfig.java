package io.heimdall.server.grpc;

import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/// Where the gRPC server listens, and how much it takes at a time.
///
/// @param host the address or host name to listen on
/// @param port the port; 0 takes a free one
/// @param maxCalls how many calls are answered at a time, streams included
/// @param maxCallsPerConnection how many of them one connection may have
/// @param advertised `host:port` at which other servers reach this one; empty for where it listens
public record GrpcConfig(
    String host, int port, int maxCalls, int maxCallsPerConnection, String advertised) {
  /// Where the server listens unless told otherwise: this machine only.
  public static final String DEFAULT_HOST = "127.0.0.1";

  /// The port unless told otherwise.
  public static final int DEFAULT_PORT = 50051;

  /// Room for a thousand idle watches and as many short calls; each costs a few KiB.
  public static final int DEFAULT_MAX_CALLS = 2000;

  /// One connection cannot take all the room.
  public static final int DEFAULT_MAX_CALLS_PER_CONNECTION = 500;

  private static final Pattern ADVERTISED =
      Pattern.compile("([^\\s:/\\[\\]]+|\\[[0-9A-Fa-f:.%]+]):[0-9]{1,5}");

  /// Refuses numbers nothing can listen on, and addresses nothing can reach.
  public GrpcConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
    if (!advertised.isEmpty()) {
      var _ = reachable(advertised);
    }
    if (maxCalls < 1 || maxCallsPerConnection < 1) {
      throw new IllegalArgumentException(
          "at least one call must be possible, not " + Math.min(maxCalls, maxCallsPerConnection));
    }
  }

  /// Checks that a text says where a server is reached.
  ///
  /// @param text `host:port`
  /// @return the text
  /// @throws IllegalArgumentException when it does not
  public static String reachable(String text) {
    if (!ADVERTISED.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an address such as iq1.example.org:50051 is expected, not '%s'".formatted(text));
    }
    return text;
  }

  /// The address as a socket takes it.
  ///
  /// @return host and port, resolved
  InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }
}
