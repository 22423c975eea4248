package io.heimdall.server.simulator.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The server's end of a WebSocket (RFC 6455): binary frames out, short text or binary commands in.
/// One thread reads; any thread may send.
final class WebSocketChannel {

  /// Room in front of a payload for its frame's header.
  static final int HEADER_BYTES = 4;

  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int MOST_COMMAND_BYTES = 4_096;
  private static final int SHORT_LENGTH = 125;
  private static final int TWO_BYTE_LENGTH = 126;
  private static final int EIGHT_BYTE_LENGTH = 127;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int CONTINUATION = 0;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final InputStream in;
  private final OutputStream out;
  private final ReentrantLock sending = new ReentrantLock();

  WebSocketChannel(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /// Answers the upgrade request.
  static void accept(HttpRequest request, OutputStream out) throws IOException {
    String key = request.headers().getOrDefault("sec-websocket-key", "");
    String head =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + acceptKey(key)
            + "\r\n\r\n";
    out.write(head.getBytes(US_ASCII));
    out.flush();
  }

  static String acceptKey(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /// Sends a payload that has [#HEADER_BYTES] of room in front of it in the same array.
  ///
  /// @param frame the room, then the payload
  /// @param length bytes of payload
  void sendFrame(byte[] frame, int length) throws IOException {
    int start;
    if (length <= SHORT_LENGTH) {
      start = HEADER_BYTES - 2;
      frame[start + 1] = (byte) length;
    } else {
      start = 0;
      frame[1] = (byte) TWO_BYTE_LENGTH;
      frame[2] = (byte) (length >>> 8);
      frame[3] = (byte) length;
    }
    frame[start] = (byte) (FINAL | BINARY);
    write(frame, start, HEADER_BYTES - start + length);
  }

  /// Sends a `MSG` with its items.
  void sendMessage(String items) throws IOException {
    byte[] text = ("MSG " + items).getBytes(UTF_8);
    byte[] frame = new byte[HEADER_BYTES + text.length];
    System.arraycopy(text, 0, frame, HEADER_BYTES, text.length);
    sendFrame(frame, text.length);
  }

  /// Says goodbye.
  void sendClose() throws IOException {
    write(new byte[] {(byte) (FINAL | CLOSE), 2, 1000 >>> 8, (byte) 1000}, 0, 4);
  }

  private void write(byte[] bytes, int offset, int length) throws IOException {
    sending.lock();
    try {
      out.write(bytes, offset, length);
    } finally {
      sending.unlock();
    }
  }

  /// Waits for the next command.
  ///
  /// @return its text, or null when the client has closed
  @Nullable String receive() throws IOException {
    var command = new StringBuilder();
    while (true) {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      byte[] payload = payload();
      int opcode = first & 0x0F;
      switch (opcode) {
        case CLOSE -> {
          control(CLOSE, payload);
          return null;
        }
        case PING -> control(PONG, payload);
        case PONG -> {}
        case CONTINUATION, 1, BINARY -> {
          command.append(new String(payload, ISO_8859_1));
          if (command.length() > MOST_COMMAND_BYTES) {
            throw new IOException("a command is longer than " + MOST_COMMAND_BYTES + " bytes");
          }
          if ((first & FINAL) != 0) {
            return command.toString();
          }
        }
        default -> throw new IOException("unknown WebSocket opcode " + opcode);
      }
    }
  }

  private void control(int opcode, byte[] payload) throws IOException {
    byte[] frame = new byte[2 + payload.length];
    frame[0] = (byte) (FINAL | opcode);
    frame[1] = (byte) payload.length;
    System.arraycopy(payload, 0, frame, 2, payload.length);
    write(frame, 0, frame.length);
  }

  private byte[] payload() throws IOException {
    int second = need();
    if ((second & MASKED) == 0) {
      throw new IOException("a client must mask its frames");
    }
    int length = second & 0x7F;
    if (length == EIGHT_BYTE_LENGTH) {
      throw new IOException("a command is longer than 65535 bytes");
    }
    if (length == TWO_BYTE_LENGTH) {
      length = need() << 8 | need();
    }
    if (length > MOST_COMMAND_BYTES) {
      throw new IOException("a command is longer than " + MOST_COMMAND_BYTES + " bytes");
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    if (mask.length < 4 || payload.length < length) {
      throw new EOFException("the client closed inside a frame");
    }
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return payload;
  }

  private int need() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the client closed inside a frame");
    }
    return b;
  }
}
