package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.wire.AddressPolicy;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.security.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How a receiver is reached, through proxies and passwords, and how it is checked.
@Timeout(20)
class KiwiReachIT {
  @Test
  void goesOnWithoutAStatusPage() throws Exception {
    try (var server =
        new ScriptedServer(socket -> {
          ScriptedServer.readRequest(socket);
          ScriptedServer.write(socket, "HTTP/1.1 404 Not Found\r\n\r\n");
        })) {
      // The upgrade gets the same answer, so this is no KiwiSDR; but it was asked.
      assertThat(Fixture.refusal(Fixture.target(server.url(), 0), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.NO_IQ);
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401 Unauthorized,PASSWORD",
    "403 Forbidden,REFUSED",
    "429 Too Many Requests,BUSY",
    "503 Service Unavailable,BUSY",
    "500 Internal Server Error,DOWN"
  })
  void readsHttpStatuses(String status, FailureReason reason) throws Exception {
    try (var server =
        new ScriptedServer(socket -> {
          ScriptedServer.readRequest(socket);
          ScriptedServer.write(socket, "HTTP/1.1 " + status + "\r\n\r\n");
        })) {
      assertThat(Fixture.refusal(Fixture.target(server.url(), 0), Fixture.DCF77).reason())
          .isEqualTo(reason);
    }
  }

  @Test
  void sendsThePasswordEncoded() throws Exception {
    try (var kiwi = delivering()) {
      kiwi.status = FakeKiwi.STATUS.replace("users=1", "auth=password\nusers=4");
      var target =
          new ReceiverTarget(
              1, kiwi.url(), 0, Optional.of(new Secret("open sesame+1%")), Duration.ofSeconds(5));

      Fixture.receiver().open(target, Fixture.DCF77).close();

      assertThat(kiwi.commands).contains("SET auth t=kiwi p=open%20sesame%2B1%25");
    }
  }

  @Test
  void tellsThePasswordToNoOtherHostThatItIsRedirectedTo() throws Exception {
    try (var kiwi = delivering();
        var same = redirecting(kiwi.url());
        var other = redirecting(URI.create("http://localhost:" + kiwi.url().getPort()))) {
      Fixture.receiver().open(secretive(same.url()), Fixture.DCF77).close();
      assertThat(kiwi.commands).contains("SET auth t=kiwi p=sesame");
      kiwi.commands.clear();

      Fixture.receiver().open(secretive(other.url()), Fixture.DCF77).close();
      assertThat(kiwi.commands).contains("SET auth t=kiwi p=#");

      kiwi.status = FakeKiwi.STATUS.replace("users=1", "auth=password\nusers=1");
      var refused = Fixture.refusal(secretive(other.url()), Fixture.DCF77);
      assertThat(refused.reason()).isEqualTo(FailureReason.PASSWORD);
      assertThat(refused).hasMessageContaining("localhost").hasMessageContaining("is not told");
      assertThat(kiwi.commands).noneMatch(command -> command.contains("sesame"));
    }
  }

  private static ReceiverTarget secretive(URI url) {
    return new ReceiverTarget(1, url, 0, Optional.of(new Secret("sesame")), Duration.ofSeconds(5));
  }

  private static ScriptedServer redirecting(URI to) {
    return new ScriptedServer(socket -> {
      String path = ScriptedServer.readRequest(socket).split(" ", 3)[1];
      ScriptedServer.write(
          socket, "HTTP/1.1 307 Temporary Redirect\r\nLocation: " + to + path + "\r\n\r\n");
    });
  }

  @ParameterizedTest
  @CsvSource({
    "kiwi.example.org, KIWI.example.org., true",
    "kiwi.example.org, kiwi.example.com, false",
    "1234.proxy.kiwisdr.com, 5678.proxy.kiwisdr.com, true",
    "kiwi.example.org, 5678.proxy.kiwisdr.com, false",
    "1234.proxy.kiwisdr.com, kiwi.example.org, false",
  })
  void trustsTheSameHostAndTheProxyAmongItself(String one, String other, boolean same) {
    assertThat(
            KiwiPage.sameHouse(
                URI.create("http://" + one + ":8073"), URI.create("http://" + other + ":80")))
        .isEqualTo(same);
  }

  @Test
  void reportsWhatCannotBeReached() throws IOException {
    int port;
    try (var closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    assertThat(
            Fixture.refusal(
                    Fixture.target(URI.create("http://127.0.0.1:" + port), 0), Fixture.DCF77)
                .reason())
        .isEqualTo(FailureReason.UNREACHABLE);
    assertThat(
            Fixture.refusal(
                    Fixture.target(URI.create("http://no-such-host.invalid:8073"), 0),
                    Fixture.DCF77)
                .reason())
        .isEqualTo(FailureReason.UNREACHABLE);
  }

  @Test
  void contactsNoAddressOfTheHostUnlessAllowed() throws IOException {
    try (var kiwi = delivering()) {
      var receiver =
          new KiwiReceiver(
              KiwiOptions.DEFAULTS,
              new Dialer(Duration.ofSeconds(2), AddressPolicy.publicOnly()),
              Fixture.CLOCK);

      ReceiverHealth health = receiver.check(Fixture.target(kiwi), Fixture.DCF77);

      assertThat(health.failure()).contains(FailureReason.REFUSED);
      assertThat(kiwi.paths).isEmpty();
    }
  }

  @Test
  void followsAProxy() throws Exception {
    try (var kiwi = delivering();
        var proxy = redirecting(kiwi.url());
        IqStream stream = Fixture.receiver().open(Fixture.target(proxy.url(), 0), Fixture.DCF77)) {
      assertThat(stream.next(new IqBlock(stream.blockCapacity()))).isTrue();
    }
  }

  @Test
  void followsAProxyOfTheSoundChannelOnly() throws Exception {
    try (var kiwi = delivering();
        var proxy =
            new ScriptedServer(socket -> {
              String path = ScriptedServer.readRequest(socket).split(" ", 3)[1];
              ScriptedServer.write(
                  socket,
                  path.equals("/status")
                      ? "HTTP/1.1 404 Not Found\r\n\r\n"
                      : "HTTP/1.1 301 Moved\r\nLocation: " + kiwi.url() + path + "\r\n\r\n");
            });
        IqStream stream = Fixture.receiver().open(Fixture.target(proxy.url(), 0), Fixture.DCF77)) {
      assertThat(stream.next(new IqBlock(stream.blockCapacity()))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:1/status", "https://127.0.0.1/status", "ftp://x/", "::"})
  void followsNoEndlessOrForeignRedirect(String location) throws IOException {
    try (var server =
        new ScriptedServer(socket -> {
          ScriptedServer.readRequest(socket);
          String to = location.replace("127.0.0.1:1/", "127.0.0.1:" + socket.getLocalPort() + "/");
          ScriptedServer.write(socket, "HTTP/1.1 301 Moved\r\nLocation: " + to + "\r\n\r\n");
        })) {
      assertThat(Fixture.refusal(Fixture.target(server.url(), 0), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.BAD_DATA);
      assertThat(server.accepted()).isLessThanOrEqualTo(6);
    }
  }

  @Test
  void checksByReceivingSamples() throws IOException {
    try (var kiwi = delivering()) {
      ReceiverHealth health = Fixture.receiver().check(Fixture.target(kiwi), Fixture.DCF77);

      assertThat(health.reachable()).isTrue();
      assertThat(health.deliversIq()).isTrue();
      assertThat(health.failure()).isEmpty();
      assertThat(health.message()).isEmpty();
      assertThat(health.latency()).isPresent();
      assertThat(health.freeSlots()).isEqualTo(OptionalInt.of(3));
      assertThat(health.totalSlots()).isEqualTo(OptionalInt.of(4));
      assertThat(health.gpsGood()).isTrue();
      assertThat(health.position()).contains(new ReceiverHealth.Position(53.665337, 7.282766));
      assertThat(health.software()).contains("KiwiSDR_v1.843");
      assertThat(health.sampleRateHz()).hasValue(FakeKiwi.RATE_HZ);
      // The sixth frame is the last one received; this server's clock stands still.
      long clockNanos = Fixture.CLOCK.instant().getEpochSecond() * 1_000_000_000L;
      long endNanos = FakeKiwi.stampOf(7, 0) - clockNanos;
      assertThat(health.clockOffset().orElseThrow().toNanos())
          .isBetween(endNanos - 1_000, endNanos + 1_000);
      assertThat(health.asked()).isTrue();
      assertThat(kiwi.paths).as("the page is asked for once").hasSize(2);
    }
  }

  @Test
  void countsASoundThatEndsAtOnceAsNone() throws IOException {
    try (var kiwi =
        new FakeKiwi(channel -> {
          channel.greet();
          channel.sounds(1, 3);
          channel.frame(0x88, new byte[] {0x03, (byte) 0xe8});
        })) {
      ReceiverHealth health = Fixture.receiver().check(Fixture.target(kiwi), Fixture.DCF77);

      assertThat(health.deliversIq()).isFalse();
      assertThat(health.failure()).contains(FailureReason.SHORT);
    }
  }

  @Test
  void reportsAReceiverThatAnswersButDeliversNothing() throws IOException {
    try (var kiwi = new FakeKiwi(channel -> channel.items("too_busy=4"))) {
      ReceiverHealth health = Fixture.receiver().check(Fixture.target(kiwi), Fixture.DCF77);

      assertThat(health.reachable()).isTrue();
      assertThat(health.deliversIq()).isFalse();
      assertThat(health.failure()).contains(FailureReason.BUSY);
      assertThat(health.message()).contains("channels taken");
      assertThat(health.position()).isPresent();
    }
  }

  private static FakeKiwi delivering() {
    return new FakeKiwi(channel -> {
      channel.greet();
      channel.sounds(1, 10);
      channel.awaitClose();
    });
  }
}
