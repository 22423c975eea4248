package io.heimdall.server.receiver.websocket;

import static io.heimdall.server.receiver.websocket.Upgraded.accept;
import static io.heimdall.server.receiver.websocket.Upgraded.connect;
import static io.heimdall.server.receiver.websocket.Upgraded.open;
import static io.heimdall.server.receiver.websocket.Upgraded.readKey;
import static io.heimdall.server.receiver.websocket.Upgraded.received;
import static io.heimdall.server.receiver.websocket.Upgraded.send;
import static io.heimdall.server.receiver.websocket.Upgraded.upgraded;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.wire.Connection;
import java.io.DataInputStream;
import java.io.EOFException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class WebSocketIT {

  private static final int LONGEST = 100_000;

  private final Message message = new Message(LONGEST);

  @Test
  void readsMessagesOfEveryLengthForm() throws Exception {
    byte[] middle = new byte[300];
    byte[] large = new byte[70_000];
    large[69_999] = 9;
    try (var server =
            upgraded(socket -> {
              send(socket, "8200");
              send(socket, "810568656c6c6f");
              send(socket, "827e012c");
              socket.getOutputStream().write(middle);
              send(socket, "827f0000000000011170");
              socket.getOutputStream().write(large);
            });
        WebSocket socket = open(server)) {
      socket.read(message);
      assertThat(message.length()).isZero();
      socket.read(message);
      assertThat(new String(message.bytes(), 0, message.length(), UTF_8)).isEqualTo("hello");
      socket.read(message);
      assertThat(message.length()).isEqualTo(300);
      socket.read(message);
      assertThat(message.length()).isEqualTo(70_000);
      assertThat(message.bytes()[69_999]).isEqualTo((byte) 9);
    }
  }

  @Test
  void joinsFragmentsAndAnswersPingsBetweenThem() throws Exception {
    var pong = new CompletableFuture<String>();
    try (var server =
            upgraded(socket -> {
              send(socket, "0103414243" + "8904deadbeef" + "8a00" + "0001" + "44" + "80024546");
              pong.complete(received(socket, 10));
            });
        WebSocket socket = open(server)) {
      socket.read(message);

      assertThat(new String(message.bytes(), 0, message.length(), US_ASCII)).isEqualTo("ABCDEF");
      assertThat(pong.get(5, TimeUnit.SECONDS)).isEqualTo("8a deadbeef");
    }
  }

  @Test
  void sendsMaskedText() throws Exception {
    String text = "SET " + "x".repeat(200);
    var got = new CompletableFuture<String>();
    try (var server =
            upgraded(socket -> {
              var in = new DataInputStream(socket.getInputStream());
              int first = in.readUnsignedByte();
              int second = in.readUnsignedByte();
              int length = in.readUnsignedShort();
              byte[] mask = in.readNBytes(4);
              byte[] payload = in.readNBytes(length);
              for (int n = 0; n < length; n++) {
                payload[n] ^= mask[n & 3];
              }
              got.complete(first + " " + second + " " + new String(payload, UTF_8));
            });
        WebSocket socket = open(server)) {
      socket.send(text);

      assertThat(got.get(5, TimeUnit.SECONDS)).isEqualTo(0x81 + " " + 0xfe + " " + text);
      assertThatThrownBy(() -> socket.send("y".repeat(70_000)))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c200", // compressed
        "8280", // masked by a server
        "8001", // continues nothing
        "010141" + "8141", // text within text
        "8300", // unknown opcode
        "0900", // fragmented ping
        "897e007f", // long ping
        "827f8000000000000000", // negative length
        "827f00000000000186a1" // longer than allowed
      })
  void refusesBrokenFrames(String frames) throws Exception {
    try (var server = upgraded(socket -> send(socket, frames + "00".repeat(20)));
        WebSocket socket = open(server)) {
      assertThatThrownBy(() -> socket.read(message)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void bearsNoFloodOfPings() throws Exception {
    try (var server =
            upgraded(socket -> {
              send(socket, "8900".repeat(2_000));
              ScriptedServer.awaitClose(socket);
            });
        WebSocket socket = open(server)) {
      assertThatThrownBy(() -> socket.read(message)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void noticesAFrameThatIsCutShort() throws Exception {
    try (var server = upgraded(socket -> send(socket, "82050102"));
        WebSocket socket = open(server)) {
      assertThatThrownBy(() -> socket.read(message)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void givesDripsNoMoreTimeThanSilence() throws Exception {
    try (var server =
            upgraded(socket -> {
              send(socket, "827e1000");
              while (true) {
                socket.getOutputStream().write(1);
                LockSupport.parkNanos(20_000_000);
              }
            });
        Connection connection = connect(server);
        WebSocket socket = WebSocket.open(connection, "/1/SND", "test")) {
      connection.allow(Duration.ofMillis(200));

      assertThatThrownBy(() -> socket.read(message)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: websocket\r\nSec-WebSocket-Accept: wrong\r\n",
        "Upgrade: h2c\r\n",
        "Upgrade: websocket\r\nSec-WebSocket-Accept: KEY\r\nSec-WebSocket-Extensions: x\r\n"
      })
  void refusesAnUpgradeThatIsNotConfirmed(String headers) throws Exception {
    try (var server =
            new ScriptedServer(socket -> {
              String key = readKey(socket);
              ScriptedServer.write(
                  socket,
                  "HTTP/1.1 101 Switching Protocols\r\n"
                      + headers.replace("KEY", accept(key))
                      + "\r\n");
            });
        Connection connection = connect(server)) {
      assertThatThrownBy(() -> WebSocket.open(connection, "/1/SND", "test"))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void handsOutAnHttpAnswerToTheUpgrade() throws Exception {
    try (var server =
            new ScriptedServer(socket -> {
              ScriptedServer.readRequest(socket);
              ScriptedServer.write(socket, "HTTP/1.1 503 Full\r\nRetry-After: 5\r\n\r\n");
            });
        Connection connection = connect(server)) {
      assertThatThrownBy(() -> WebSocket.open(connection, "/1/SND", "test"))
          .isInstanceOfSatisfying(
              UpgradeRefusedException.class,
              e -> {
                assertThat(e.head().status()).isEqualTo(503);
                assertThat(e.head().header("retry-after")).contains("5");
              });
    }
  }
}
