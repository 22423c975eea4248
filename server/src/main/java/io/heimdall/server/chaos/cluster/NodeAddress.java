package io.heimdall.server.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a server serves, and who may call it.
///
/// @param port its port on loopback
/// @param token the token of its owner
public record NodeAddress(int port, String token) {

  static NodeAddress of(int port, Path tokenFile) throws IOException {
    return new NodeAddress(port, Files.readString(tokenFile).strip());
  }

  @Override
  public String toString() {
    return "127.0.0.1:" + port;
  }
}
