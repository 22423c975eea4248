package io.heimdall.server.receiver.websocket;

import static io.heimdall.server.receiver.websocket.Upgraded.open;
import static io.heimdall.server.receiver.websocket.Upgraded.received;
import static io.heimdall.server.receiver.websocket.Upgraded.send;
import static io.heimdall.server.receiver.websocket.Upgraded.upgraded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How a WebSocket ends.
@Timeout(20)
class WebSocketCloseIT {

  private static final int LONGEST = 100_000;

  private final Message message = new Message(LONGEST);

  @Test
  void answersAClose() throws Exception {
    var answer = new CompletableFuture<String>();
    try (var server =
            upgraded(socket -> {
              send(socket, "880503e9" + "627965");
              answer.complete(received(socket, 8));
            });
        WebSocket socket = open(server)) {
      assertThatThrownBy(() -> socket.read(message))
          .isInstanceOfSatisfying(
              ClosedByPeerException.class, e -> assertThat(e.status()).isEqualTo(1001))
          .hasMessageContaining("bye");
      assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("88 03e9");
    }
    try (var server = upgraded(socket -> send(socket, "8800"));
        WebSocket socket = open(server)) {
      assertThatThrownBy(() -> socket.read(message))
          .isInstanceOfSatisfying(
              ClosedByPeerException.class, e -> assertThat(e.status()).isEqualTo(1005));
    }
  }

  @Test
  void saysGoodbye() throws Exception {
    var goodbye = new CompletableFuture<String>();
    try (var server = upgraded(socket -> goodbye.complete(received(socket, 8)))) {
      WebSocket socket = open(server);

      socket.close();
      socket.close();

      assertThat(goodbye.get(5, TimeUnit.SECONDS)).isEqualTo("88 03e9");
    }
  }

  @Test
  void takesWhatStillComesUntilTheOtherSideHasLetGo() throws Exception {
    var letGo = new AtomicBoolean();
    try (var server =
        upgraded(socket -> {
          send(socket, "8201aa");
          String goodbye = received(socket, 8);
          for (int n = 0; n < 1_000; n++) {
            socket.getOutputStream().write(new byte[1_000]);
          }
          letGo.set(goodbye.equals("88 03e9"));
        })) {
      WebSocket socket = open(server);
      socket.read(message);

      socket.close();

      assertThat(letGo).isTrue();
      assertThatThrownBy(() -> socket.read(message)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void waitsNotForLongForWhoDoesNotAnswer() throws Exception {
    var over = new CountDownLatch(1);
    try (var server = upgraded(_ -> awaitQuietly(over))) {
      WebSocket socket = open(server);
      var read = new CompletableFuture<Throwable>();
      Thread.ofVirtual()
          .start(() -> read.complete(catchThrowable(() -> socket.read(new Message(LONGEST)))));

      socket.close();

      assertThat(read.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
      over.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
