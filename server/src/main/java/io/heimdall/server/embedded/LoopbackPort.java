package io.heimdall.server.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/// The port of an embedded server: the one of the last start while it is free, else another.
///
/// Ports are chosen below those that operating systems hand out by themselves (Linux from 32768,
/// others from 49152), so that no connection that begins meanwhile gets a port between its choice
/// and its use, nor while the server is stopped.
final class LoopbackPort {

  static final String HOST = "127.0.0.1";

  private static final int FIRST = 20_000;
  private static final int END = 32_000;
  private static final int ATTEMPTS = 1_000;

  private LoopbackPort() {}

  /// Chooses a port and remembers it in a file.
  static int choose(Path memory) throws IOException {
    int last = remembered(memory);
    int port = last > 0 && free(last) ? last : any();
    if (port != last) {
      Files.writeString(memory, port + "\n");
    }
    return port;
  }

  private static int remembered(Path memory) throws IOException {
    if (!Files.exists(memory)) {
      return 0;
    }
    String text = Files.readString(memory).strip();
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) & 0xffff : 0;
  }

  private static boolean free(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static int any() throws IOException {
    var random = ThreadLocalRandom.current();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = random.nextInt(FIRST, END);
      if (free(port)) {
        return port;
      }
    }
    throw new IOException("no free port between %d and %d".formatted(FIRST, END - 1));
  }
}
