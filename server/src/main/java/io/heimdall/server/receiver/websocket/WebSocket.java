package io.heimdall.server.receiver.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.HttpHead;
import java.io.IOException;
import java.net.ProtocolException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;

/// The client's side of a WebSocket (RFC 6455, version 13, no extension, no sub-protocol).
///
/// Reads put whole messages into the caller's buffer, joining fragments and answering pings on the
/// way. One thread reads; any may send or close. How long a read may take is the connection's
/// deadline.
public final class WebSocket implements AutoCloseable {

  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int SWITCHING_PROTOCOLS = 101;

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0f;
  private static final int MASKED = 0x80;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;
  private static final int LONGEST_CONTROL = 125;
  private static final int NO_STATUS = 1005;
  private static final int GOING_AWAY = 1001;

  /// Pings between two messages before the other side counts as mad.
  private static final int MOST_PINGS = 1_000;

  private final Connection connection;
  private final SecureRandom random;
  private final ReentrantLock sending = new ReentrantLock();
  private final byte[] control = new byte[LONGEST_CONTROL];

  private WebSocket(Connection connection, SecureRandom random) {
    this.connection = connection;
    this.random = random;
  }

  /// Upgrades a fresh connection.
  ///
  /// @param connection the connection, closed with the socket; the caller closes it where this
  ///   fails
  /// @param path the path to ask for
  /// @param userAgent who asks
  /// @return the open socket
  /// @throws UpgradeRefusedException where the answer is HTTP, a redirect included
  /// @throws IOException where the answer is wrong or the connection breaks
  public static WebSocket open(Connection connection, String path, String userAgent)
      throws IOException {
    var random = new SecureRandom();
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
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
    return new WebSocket(connection, random);
  }

  /// Waits for the next message, text or binary.
  ///
  /// @param message the buffer to fill
  /// @throws ClosedByPeerException where the other side closed in good order
  /// @throws IOException where it breaks the protocol, the deadline passes or the connection breaks
  public void read(Message message) throws IOException {
    message.clear();
    boolean begun = false;
    int pings = 0;
    while (true) {
      int first = connection.read();
      int opcode = first & OPCODE;
      if ((first & RESERVED) != 0) {
        throw new ProtocolException("a WebSocket frame has reserved bits set");
      }
      long length = readLength();
      switch (opcode) {
        case TEXT, BINARY, CONTINUATION -> {
          if (begun == (opcode != CONTINUATION)) {
            throw new ProtocolException("WebSocket fragments come in the wrong order");
          }
          begun = true;
          int start = message.extend(length);
          connection.readFully(message.bytes(), start, (int) length);
          if ((first & FIN) != 0) {
            return;
          }
        }
        case CLOSE, PING, PONG -> {
          if (opcode == PING && ++pings > MOST_PINGS) {
            throw new ProtocolException("more than " + MOST_PINGS + " WebSocket pings in a row");
          }
          onControl(opcode, (first & FIN) != 0, length);
        }
        default -> throw new ProtocolException("unknown WebSocket opcode " + opcode);
      }
    }
  }

  /// Sends a text message in one frame.
  ///
  /// @param text the message
  /// @throws IOException when the connection is broken
  public void send(String text) throws IOException {
    byte[] payload = text.getBytes(UTF_8);
    send(TEXT, payload, payload.length);
  }

  /// Says goodbye where that can be done at once, and ends the connection. Idempotent; a blocked
  /// read ends with an `IOException`.
  @Override
  public void close() {
    try {
      if (sending.tryLock()) {
        try {
          send(CLOSE, new byte[] {GOING_AWAY >> 8, (byte) GOING_AWAY}, 2);
        } finally {
          sending.unlock();
        }
      }
    } catch (IOException _) {
      // The other side has gone already; there is nobody to say goodbye to.
    } finally {
      connection.close();
    }
  }

  private long readLength() throws IOException {
    int second = connection.read();
    if ((second & MASKED) != 0) {
      throw new ProtocolException("a WebSocket server must not mask its frames");
    }
    return switch (second) {
      case SHORT_LENGTH -> readBigEndian(2);
      case LONG_LENGTH -> readBigEndian(8);
      default -> second;
    };
  }

  private long readBigEndian(int bytes) throws IOException {
    long value = 0;
    for (int n = 0; n < bytes; n++) {
      value = (value << 8) | connection.read();
    }
    return value;
  }

  private void onControl(int opcode, boolean complete, long length) throws IOException {
    if (!complete || length > LONGEST_CONTROL) {
      throw new ProtocolException("a WebSocket control frame is fragmented or too long");
    }
    int count = (int) length;
    connection.readFully(control, 0, count);
    if (opcode == PING) {
      send(PONG, control, count);
    } else if (opcode == CLOSE) {
      send(CLOSE, control, Math.min(count, 2));
      int status = count < 2 ? NO_STATUS : ((control[0] & 0xff) << 8) | (control[1] & 0xff);
      String reason = count <= 2 ? "" : new String(control, 2, count - 2, UTF_8);
      throw new ClosedByPeerException(status, reason);
    }
  }

  private void send(int opcode, byte[] payload, int length) throws IOException {
    byte[] mask = new byte[4];
    random.nextBytes(mask);
    int lengthBytes = length <= LONGEST_CONTROL ? 0 : 2;
    if (length > 0xffff) {
      throw new ProtocolException("a message to a receiver has " + length + " bytes");
    }
    byte[] frame = new byte[2 + lengthBytes + mask.length + length];
    frame[0] = (byte) (FIN | opcode);
    if (lengthBytes == 0) {
      frame[1] = (byte) (MASKED | length);
    } else {
      frame[1] = (byte) (MASKED | SHORT_LENGTH);
      frame[2] = (byte) (length >> 8);
      frame[3] = (byte) length;
    }
    int at = 2 + lengthBytes;
    System.arraycopy(mask, 0, frame, at, mask.length);
    at += mask.length;
    for (int n = 0; n < length; n++) {
      frame[at + n] = (byte) (payload[n] ^ mask[n & 3]);
    }
    sending.lock();
    try {
      connection.write(frame, 0, frame.length);
    } finally {
      sending.unlock();
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
