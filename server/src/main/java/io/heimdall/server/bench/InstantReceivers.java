package io.heimdall.server.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Receivers on loopback that answer `GET /iq` at once with samples made beforehand.
///
/// Each has a port and a platform thread of its own, which serves one request at a time: receivers
/// are other machines, and must not wait for the virtual threads of the pipeline they feed.
final class InstantReceivers implements AutoCloseable {

  private static final int BACKLOG = 50;

  private final List<ServerSocket> sockets = new ArrayList<>();

  private InstantReceivers() {}

  /// Starts one receiver for each body.
  ///
  /// @param bodies what they answer with; not copied
  /// @return the running receivers
  static InstantReceivers start(List<byte[]> bodies) throws IOException {
    var receivers = new InstantReceivers();
    try {
      for (byte[] body : bodies) {
        var socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        receivers.sockets.add(socket);
        Thread.ofPlatform()
            .daemon()
            .name("receiver-" + socket.getLocalPort())
            .start(() -> serve(socket, body));
      }
      return receivers;
    } catch (IOException e) {
      receivers.close();
      throw e;
    }
  }

  /// Where they listen.
  ///
  /// @return one URL for each body, in order
  List<URI> urls() {
    return sockets.stream()
        .map(socket -> URI.create("http://127.0.0.1:" + socket.getLocalPort()))
        .toList();
  }

  /// Stops listening; the threads end.
  @Override
  public void close() throws IOException {
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }

  private static void serve(ServerSocket socket, byte[] body) {
    byte[] head =
        ("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: "
                + body.length
                + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    while (!socket.isClosed()) {
      try (Socket caller = socket.accept()) {
        caller.setTcpNoDelay(true);
        answer(caller, head, body);
      } catch (IOException _) {
        // Closed, or the caller has hung up: it has what it wanted and asks again when it needs.
      }
    }
  }

  private static void answer(Socket caller, byte[] head, byte[] body) throws IOException {
    var request =
        new BufferedReader(
            new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
    String line = request.readLine();
    while (line != null && !line.isEmpty()) {
      line = request.readLine();
    }
    OutputStream out = caller.getOutputStream();
    out.write(head);
    out.write(body);
  }
}
