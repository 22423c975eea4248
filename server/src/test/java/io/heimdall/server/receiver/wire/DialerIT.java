package io.heimdall.server.receiver.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.receiver.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class DialerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String PASSWORD = "for this test only";

  private final Dialer dialer = new Dialer(PATIENCE, _ -> true);

  @Test
  void speaksTlsToAServerItTrusts(@TempDir Path directory) throws Exception {
    SSLContext tls = tls(directory);
    ServerSocket listener =
        tls.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    try (var server = new ScriptedServer(listener, DialerIT::answer)) {
      var trusting = new Dialer(PATIENCE, _ -> true, tls.getSocketFactory());
      URI url = URI.create("https://localhost:" + server.port());

      try (Connection connection = trusting.connect(url)) {
        connection.allow(PATIENCE);
        HttpReply reply = HttpReply.get(connection, "/", "test");

        assertThat(reply.head().status()).isEqualTo(200);
        assertThat(new String(reply.body().readAllBytes(), US_ASCII)).isEqualTo("hello");
      }
      assertThatThrownBy(() -> dialer.connect(url)).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void takesAPlainServerForNoTlsServer() throws Exception {
    try (var server =
        new ScriptedServer(socket -> {
          ScriptedServer.write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
          ScriptedServer.awaitClose(socket);
        })) {
      assertThatThrownBy(() -> dialer.connect(URI.create("https://127.0.0.1:" + server.port())))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void triesTheNextAddressOfAName() throws Exception {
    // localhost is often ::1 as well, where nothing listens.
    try (var server = new ScriptedServer(DialerIT::answer);
        Connection connection =
            dialer.connect(URI.create("ws://localhost:" + server.port() + "/x"))) {
      assertThat(connection.endpoint().encrypted()).isFalse();
      assertThat(connection.endpoint().authority()).isEqualTo("localhost:" + server.port());
    }
  }

  @Test
  void givesUpWhereNothingListens() throws IOException {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    assertThatThrownBy(() -> dialer.connect(URI.create("http://127.0.0.1:" + port)))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void refusesAForbiddenAddressBeforeDialling() throws IOException {
    var careful = new Dialer(PATIENCE, AddressPolicy.publicOnly());
    try (var server = new ScriptedServer(DialerIT::answer)) {
      assertThatThrownBy(() -> careful.connect(server.url()))
          .isInstanceOf(ForbiddenAddressException.class)
          .hasMessageContaining("127.0.0.1");
      assertThat(server.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host/", "host", "http:///path", "mailto:x@y"})
  void refusesUrlsItCannotDial(String url) {
    assertThatThrownBy(() -> dialer.resolve(URI.create(url))).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1/,80,127.0.0.1",
    "https://127.0.0.1/,443,127.0.0.1",
    "wss://127.0.0.1:8443/,8443,127.0.0.1:8443"
  })
  void knowsTheUsualPorts(String url, int port, String authority) throws IOException {
    Endpoint endpoint = dialer.resolve(URI.create(url)).getFirst();

    assertThat(endpoint.address().getPort()).isEqualTo(port);
    assertThat(endpoint.authority()).isEqualTo(authority);
  }

  private static void answer(Socket socket) throws IOException {
    ScriptedServer.readRequest(socket);
    ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  }

  /// A context with a fresh key that trusts itself.
  private static SSLContext tls(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = directory.resolve("key.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(15, TimeUnit.SECONDS)).isTrue();
    var keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    var context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
