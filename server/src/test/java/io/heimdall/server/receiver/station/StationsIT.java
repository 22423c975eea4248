package io.heimdall.server.receiver.station;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Dialer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// Stations on real sockets, and others that must not be taken for one.
class StationsIT {

  private static final String OPENWEBRX =
      """
      {"receiver": {"name": "Club", "admin": "a@example.org", "gps": {"lat": 1, "lon": 2},
       "asl": 3, "location": "Here"}, "max_clients": 20, "version": "v1.2.2",
       "sdrs": [{"name": "RTL", "type": "RtlSdrSource", "profiles": []}]}
      """;
  private static final String KIWI = "status=active\noffline=no\nname=A\nsw_version=%s\n";

  private final Dialer dialer = new Dialer(Duration.ofSeconds(2), _ -> true);
  private final Stations stations = new Stations(dialer, "test@example.org");
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private ScriptedServer serving(String head, Map<String, String> pages) {
    return new ScriptedServer(socket -> {
      String path = ScriptedServer.readRequest(socket).split(" ", 3)[1];
      asked.add(path);
      byte[] page = pages.getOrDefault(path, "nothing here").getBytes(UTF_8);
      ScriptedServer.write(
          socket,
          "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n"
              .formatted(pages.containsKey(path) ? "200 OK" : "404 Not Found", head, page.length));
      socket.getOutputStream().write(page);
    });
  }

  private Optional<StationKind> at(Map<String, String> pages) throws IOException {
    try (ScriptedServer server = serving("", pages)) {
      return stations.recognize(server.url());
    }
  }

  @Test
  void knowsOpenWebRxByItsStatus() throws IOException {
    assertThat(at(Map.of("/status.json", OPENWEBRX))).contains(StationKind.OPENWEBRX);
    try (ScriptedServer server = serving("", Map.of("/club/status.json", OPENWEBRX))) {
      assertThat(stations.recognize(URI.create(server.url() + "/club/")))
          .contains(StationKind.OPENWEBRX);
    }
    assertThat(at(Map.of("/status.json", "{\"receiver\": \"A\", \"sdrs\": []}"))).isEmpty();
    assertThat(at(Map.of("/status.json", "no JSON"))).isEmpty();
  }

  @Test
  void knowsOpenWebRxByItsName() throws IOException {
    try (ScriptedServer server = serving("Server: OpenWebRX/1.2\r\n", Map.of())) {
      assertThat(stations.recognize(server.url())).contains(StationKind.OPENWEBRX);
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void knowsAWebSdrByWhatItTellsItsDirectoryOrItsPage() throws IOException {
    String listed =
        """
        Mobile: m.html
        Description: A WebSDR
        Qth: JO32KF
        Band: 0 7100.000000 192.000000 dipole
        """;

    assertThat(at(Map.of("/~~orgstatus", listed))).contains(StationKind.WEBSDR);
    assertThat(at(Map.of("/tmp/bandinfo.js", "var nbands=1;\nvar bandinfo= [\n{centerfreq: 7")))
        .contains(StationKind.WEBSDR);
    assertThat(at(Map.of("/~~orgstatus", "Description: something else"))).isEmpty();
  }

  @Test
  void tellsAKiwiFromProgramsThatImitateOne() throws IOException {
    assertThat(at(Map.of("/status", KIWI.formatted("UberSDR_0.1.73"))))
        .contains(StationKind.UBERSDR);
    asked.clear();

    assertThat(at(Map.of("/status", KIWI.formatted("KiwiSDR_v1.843"), "/status.json", OPENWEBRX)))
        .isEmpty();
    assertThat(asked).as("a KiwiSDR is asked nothing more").containsExactly("/status");
  }

  @Test
  void knowsNothingOfWhoIsSilentAbsentOrForbidden() throws IOException {
    int closedPort;
    try (var closed = new ServerSocket(0)) {
      closedPort = closed.getLocalPort();
    }

    assertThat(stations.recognize(URI.create("http://127.0.0.1:" + closedPort))).isEmpty();
    try (var silent = new ScriptedServer(ScriptedServer::awaitClose)) {
      long begun = System.nanoTime();
      assertThat(stations.recognize(silent.url())).isEmpty();
      // Not before its time, and not long after: the rest of its patience is not waited for.
      assertThat(System.nanoTime() - begun)
          .isBetween(
              Stations.TIME.toNanos() / 2, Stations.TIME.plus(Duration.ofSeconds(10)).toNanos());
    }
    try (ScriptedServer station = serving("Server: OpenWebRX\r\n", Map.of())) {
      var strict = new Stations(new Dialer(Duration.ofSeconds(2), _ -> false), "");
      assertThat(strict.recognize(station.url())).isEmpty();
      assertThat(station.accepted()).isZero();
    }
  }

  @Test
  void givesUpOnWhoDripsItsAnswer() throws IOException {
    try (var dripping =
        new ScriptedServer(socket -> {
          ScriptedServer.readRequest(socket);
          ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nstat");
          ScriptedServer.awaitClose(socket);
        })) {
      assertThat(stations.recognize(dripping.url())).isEmpty();
    }
  }

  @Test
  void saysOfAListenOnlyStationThatItAnswersAndGivesNoIq() throws IOException {
    var driver = new ListenOnlyReceiver("test@example.org", dialer);
    try (ScriptedServer server = serving("", Map.of())) {
      var target = new ReceiverTarget(9, server.url(), 0, Optional.empty(), Duration.ofSeconds(5));

      ReceiverHealth health = driver.check(target, Tuning.to(7_000_000));

      assertThat(health.reachable()).isTrue();
      assertThat(health.deliversIq()).isFalse();
      assertThat(health.failure()).contains(FailureReason.NO_IQ);
      assertThat(health.message()).contains("gives no IQ");
      assertThat(health.latency()).isPresent();
      assertThatThrownBy(() -> driver.open(target, Tuning.to(7_000_000)))
          .isInstanceOfSatisfying(
              ReceiverFailure.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.NO_IQ));
    }
    int closedPort;
    try (var closed = new ServerSocket(0)) {
      closedPort = closed.getLocalPort();
    }
    var gone =
        new ReceiverTarget(
            9,
            URI.create("http://127.0.0.1:" + closedPort),
            0,
            Optional.empty(),
            Duration.ofSeconds(5));
    assertThat(driver.check(gone, Tuning.to(7_000_000)))
        .matches(health -> !health.reachable())
        .matches(health -> health.failure().equals(Optional.of(FailureReason.UNREACHABLE)));
  }
}
