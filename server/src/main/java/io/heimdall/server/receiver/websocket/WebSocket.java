package io.heimdall.server.receiver.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.server.receiver.wire.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// The client's side of a WebSocket (RFC 6455, version 13, no extension, no sub-protocol).
///
/// Reads put whole messages into the caller's buffer, joining fragments and answering pings on the
/// way. One thread reads; any may send or close. How long a read may take is the connection's
/// deadline.
///
/// A socket is closed by a handshake: the other side has let go of the connection, as far as it
/// says so in time, when [#close()] returns.
public final class WebSocket implements AutoCloseable {

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
  private static final int UNREAD_BYTES = 4096;

  /// Pings between two messages before the other side counts as mad.
  private static final int MOST_PINGS = 1_000;

  /// How long the other side may take to let go.
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private final Connection connection;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock sending = new ReentrantLock();
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Whether reading has shown that nobody answers any more.
  private volatile boolean dead;

  private final byte[] control = new byte[LONGEST_CONTROL];

  private WebSocket(Connection connection) {
    this.connection = connection;
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
    Upgrade.of(connection, path, userAgent);
    return new WebSocket(connection);
  }

  /// Waits for the next message, text or binary.
  ///
  /// @param message the buffer to fill
  /// @throws ClosedByPeerException where the other side closed in good order
  /// @throws IOException where it breaks the protocol, the deadline passes or the connection breaks
  public void read(Message message) throws IOException {
    reading.lock();
    try {
      if (closing.get()) {
        throw new SocketException("the WebSocket is closed");
      }
      readMessage(message);
    } catch (EOFException | SocketException | SocketTimeoutException e) {
      dead = !closing.get();
      throw e;
    } finally {
      reading.unlock();
    }
  }

  private void readMessage(Message message) throws IOException {
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

  /// Says goodbye where that can be done at once, waits for the other side to end the connection, a
  /// second at most, and ends it. Idempotent: whoever comes second waits for the first. A blocked
  /// read ends with an `IOException`, and an interrupt ends the wait.
  @Override
  public void close() {
    try {
      if (closing.getAndSet(true)) {
        boolean _ = closed.await(2 * GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        return;
      }
      if (!dead && saysGoodbye()) {
        awaitEnd();
      }
    } catch (IOException _) {
      // The other side has gone already; there is nobody to say goodbye to.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      connection.close();
      closed.countDown();
    }
  }

  private boolean saysGoodbye() throws IOException {
    if (!sending.tryLock()) {
      return false;
    }
    try {
      send(CLOSE, new byte[] {GOING_AWAY >> 8, (byte) GOING_AWAY}, 2);
      connection.endOutput();
      return true;
    } finally {
      sending.unlock();
    }
  }

  /// What still comes is thrown away: bytes left unread would break the connection, and with it the
  /// goodbye. Who reads at the moment gets the other side's answer, and ends.
  private void awaitEnd() throws IOException, InterruptedException {
    if (!reading.tryLock(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    try {
      connection.allow(GOODBYE);
      byte[] unread = new byte[UNREAD_BYTES];
      int count = 0;
      while (count >= 0) {
        count = connection.readSome(unread, 0, unread.length);
      }
    } finally {
      reading.unlock();
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
    if (opcode == PING && !closing.get()) {
      send(PONG, control, count);
    } else if (opcode == CLOSE) {
      if (closing.get()) {
        throw new SocketException("the WebSocket is closed");
      }
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
}
