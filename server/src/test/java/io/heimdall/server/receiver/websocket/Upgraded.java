package io.heimdall.server.receiver.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Dialer;
import java.io.IOException;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;

/// A server whose script begins once the connection is a WebSocket, and what is said on it.
final class Upgraded {

  private Upgraded() {}

  static WebSocket open(ScriptedServer server) throws IOException {
    return WebSocket.open(connect(server), "/1/SND", "test");
  }

  static Connection connect(ScriptedServer server) throws IOException {
    Connection connection = new Dialer(Duration.ofSeconds(2), _ -> true).connect(server.url());
    connection.allow(Duration.ofSeconds(5));
    return connection;
  }

  static ScriptedServer upgraded(ScriptedServer.Script script) {
    return new ScriptedServer(socket -> {
      String key = readKey(socket);
      ScriptedServer.write(
          socket,
          "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: "
              + accept(key)
              + "\r\n\r\n");
      script.play(socket);
    });
  }

  static String readKey(Socket socket) throws IOException {
    String key = "";
    for (String line = ScriptedServer.readLine(socket.getInputStream());
        !line.isEmpty();
        line = ScriptedServer.readLine(socket.getInputStream())) {
      if (line.startsWith("Sec-WebSocket-Key: ")) {
        key = line.substring("Sec-WebSocket-Key: ".length());
      }
    }
    return key;
  }

  static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static void send(Socket socket, String hex) throws IOException {
    socket.getOutputStream().write(HexFormat.of().parseHex(hex));
  }

  /// A short frame of the client: its first byte and its payload, unmasked.
  static String received(Socket socket, int length) throws IOException {
    byte[] frame = socket.getInputStream().readNBytes(length);
    for (int n = 6; n < frame.length; n++) {
      frame[n] ^= frame[2 + (n - 6) % 4];
    }
    return HexFormat.of().formatHex(frame, 0, 1)
        + " "
        + HexFormat.of().formatHex(frame, 6, frame.length);
  }
}
