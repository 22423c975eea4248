package io.heimdall.server.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyIT {
  private static final int PATIENCE_MILLIS = 10_000;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ServerSocket echo;
  private TcpProxy proxy;

  @BeforeEach
  void open() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    echo = new ServerSocket(0, 10, loopback);
    threads.execute(this::serveEcho);
    var target = new InetSocketAddress(loopback, echo.getLocalPort());
    proxy = TcpProxy.open(loopback, 0, () -> target);
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
    threads.close();
  }

  @Test
  void passesBothWays() throws IOException {
    try (Socket client = connect()) {
      assertThat(answer(client, 42)).isEqualTo(42);
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  @Test
  void aCutBreaksWhatIsOpenAndWhatIsNew() throws IOException {
    try (Socket client = connect()) {
      assertThat(answer(client, 1)).isEqualTo(1);

      proxy.set(new Traffic.Cut());

      assertThatThrownBy(() -> answer(client, 2)).isInstanceOf(IOException.class);
      assertThatThrownBy(
              () -> {
                try (Socket other = connect()) {
                  answer(other, 3);
                }
              })
          .isInstanceOf(IOException.class);
    }
    proxy.set(Traffic.OPEN);
    try (Socket client = connect()) {
      assertThat(answer(client, 4)).isEqualTo(4);
    }
  }

  @Test
  void aStallHoldsBytesAndLosesNone() throws IOException {
    try (Socket client = connect()) {
      assertThat(answer(client, 1)).isEqualTo(1);
      proxy.set(new Traffic.Stalled());
      client.setSoTimeout(200);

      assertThatThrownBy(() -> answer(client, 7)).isInstanceOf(SocketTimeoutException.class);

      proxy.set(Traffic.OPEN);
      client.setSoTimeout(PATIENCE_MILLIS);
      assertThat(client.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void aDelayCountsEachWay() throws IOException {
    proxy.set(new Traffic.Delayed(Duration.ofMillis(100)));
    try (Socket client = connect()) {
      long before = System.nanoTime();

      assertThat(answer(client, 9)).isEqualTo(9);

      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThan(Duration.ofMillis(190));
    }
  }

  @Test
  void aThrottleLetsOnlySoManyBytesPass() throws IOException {
    proxy.set(new Traffic.Throttled(10_000));
    try (Socket client = connect()) {
      long before = System.nanoTime();
      client.getOutputStream().write(new byte[2_000]);

      assertThat(client.getInputStream().readNBytes(2_000)).hasSize(2_000);

      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThan(Duration.ofMillis(190));
    }
  }

  private Socket connect() throws IOException {
    var client = new Socket();
    client.connect(proxy.address(), PATIENCE_MILLIS);
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }

  private static int answer(Socket client, int octet) throws IOException {
    client.getOutputStream().write(octet);
    int answer = client.getInputStream().read();
    if (answer < 0) {
      throw new IOException("the connection has ended");
    }
    return answer;
  }

  private void serveEcho() {
    try {
      while (!echo.isClosed()) {
        Socket client = echo.accept();
        threads.execute(() -> {
          try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
          } catch (IOException _) {
            // The test has ended the connection.
          }
        });
      }
    } catch (IOException _) {
      // The test has ended.
    }
  }
}
