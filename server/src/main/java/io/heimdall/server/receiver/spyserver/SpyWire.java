package io.heimdall.server.receiver.spyserver;

import io.heimdall.server.receiver.wire.Connection;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The protocol over one connection: commands out, messages in. Everything is little-endian. The
/// reading thread uses it; any thread may close.
final class SpyWire implements AutoCloseable {

  /// Version 2.0.1700, which the servers in use understand.
  static final int VERSION = 2 << 24 | 1700;

  private static final int HELLO = 0;
  private static final int SET = 2;
  private static final int COMMAND_HEAD_BYTES = 8;
  private static final int MOST_BODY_BYTES = 1 << 20;
  private static final int MAJOR_SHIFT = 24;

  private final Connection connection;
  private final ByteBuffer head =
      ByteBuffer.allocate(SpyMessage.HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private ByteBuffer body = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

  SpyWire(Connection connection) {
    this.connection = connection;
  }

  /// Says who connects.
  void hello(String application) throws IOException {
    byte[] name = application.getBytes(StandardCharsets.UTF_8);
    send(HELLO, ByteBuffer.allocate(Integer.BYTES + name.length), VERSION, name);
  }

  /// Sets one of the server's settings for this client.
  void set(int setting, int value) throws IOException {
    byte[] bytes =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    send(SET, ByteBuffer.allocate(2 * Integer.BYTES), setting, bytes);
  }

  private void send(int type, ByteBuffer content, int number, byte[] rest) throws IOException {
    content.order(ByteOrder.LITTLE_ENDIAN).putInt(number).put(rest).flip();
    ByteBuffer command =
        ByteBuffer.allocate(COMMAND_HEAD_BYTES + content.remaining())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(type)
            .putInt(content.remaining())
            .put(content);
    connection.write(command.array(), 0, command.capacity());
  }

  /// Reads the next message; its body is then in [#body()].
  ///
  /// @param patience how long it may take
  SpyMessage next(Duration patience) throws IOException {
    connection.allow(patience);
    connection.readFully(head.array(), 0, SpyMessage.HEAD_BYTES);
    SpyMessage message = SpyMessage.parse(head.clear());
    if (message.protocol() >>> MAJOR_SHIFT != VERSION >>> MAJOR_SHIFT) {
      throw new ProtocolException(
          "expected a message of SpyServer 2, got one of version %08x"
              .formatted(message.protocol()));
    }
    if (message.bodyBytes() < 0 || message.bodyBytes() > MOST_BODY_BYTES) {
      throw new ProtocolException(
          "expected a body of at most %d bytes, got %d"
              .formatted(MOST_BODY_BYTES, message.bodyBytes() & 0xffff_ffffL));
    }
    if (body.capacity() < message.bodyBytes()) {
      body = ByteBuffer.allocate(message.bodyBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
    connection.readFully(body.array(), 0, message.bodyBytes());
    body.clear().limit(message.bodyBytes());
    return message;
  }

  /// The body of the message last read, valid until the next is.
  ByteBuffer body() {
    return body;
  }

  @Override
  public void close() {
    connection.close();
  }
}
