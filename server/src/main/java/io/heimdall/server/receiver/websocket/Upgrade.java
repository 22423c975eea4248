package io.heimdall.server.receiver.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.HttpHead;
import java.io.IOException;
import java.net.ProtocolException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// The request that makes a WebSocket of an HTTP connection, and its answer.
final class Upgrade {

  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NONCE_BYTES = 16;

  private Upgrade() {}

  /// Asks for it.
  ///
  /// @throws UpgradeRefusedException where the answer is HTTP, a redirect included
  /// @throws IOException where the answer is wrong or the connection breaks
  static void of(Connection connection, String path, String userAgent) throws IOException {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    connection.write(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + connection.endpoint().authority()
            + "\r\nUser-Agent: "
            + userAgent
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
            + "\r\nSec-WebSocket-Key: "
            + key
            + "\r\n\r\n");
    HttpHead head = HttpHead.read(connection);
    if (head.status() != SWITCHING_PROTOCOLS) {
      throw new UpgradeRefusedException(head);
    }
    if (!head.header("upgrade").orElse("").equalsIgnoreCase("websocket")
        || !head.header("sec-websocket-accept").orElse("").equals(acceptFor(key))) {
      throw new ProtocolException("the WebSocket upgrade is not confirmed as RFC 6455 says");
    }
    if (head.header("sec-websocket-extensions").isPresent()) {
      throw new ProtocolException("the other side uses a WebSocket extension nobody asked for");
    }
  }

  private static String acceptFor(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest((key + ACCEPT_SUFFIX).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
