package io.heimdall.server.receiver.kiwi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.AddressPolicy;
import io.heimdall.server.receiver.wire.Dialer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every way a receiver turns a listener away or misbehaves, and the typed reason it gets.
@Timeout(20)
class KiwiRefusalIT {

  @ParameterizedTest
  @CsvSource({
    "too_busy=4,BUSY,true",
    "redirect=http%3A%2F%2Fother.example%3A8073,BUSY,true",
    "exclusive_use,BUSY,true",
    "camp_disconnect,BUSY,true",
    "badp=1,PASSWORD,false",
    "badp=2,BUSY,true",
    "badp=3,REFUSED,false",
    "badp=4,REFUSED,false",
    "badp=5,REFUSED,false",
    "badp=6,BUSY,true",
    "badp=7,REFUSED,false",
    "reason_disabled=holiday%20time down=0,DOWN,false",
    "reason_disabled= down=1,DOWN,true",
    "reason_disabled= down=2,DOWN,true",
    "reason_disabled= down=3,DOWN,false",
    "'ip_limit=60%2C192.0.2.7',QUOTA,false",
    "inactivity_timeout=30,REFUSED,false",
    "password_timeout,REFUSED,false",
    "wb_only,REFUSED,false",
    "sample_rate=nonsense,BAD_DATA,false",
    "sample_rate=0,BAD_DATA,false"
  })
  void givesEveryRefusalItsReason(String items, FailureReason reason, boolean passing)
      throws IOException {
    try (var kiwi =
        new FakeKiwi(channel -> {
          channel.command();
          channel.items("unknown_item=%zz rx_chans=4");
          channel.items(items);
          channel.awaitClose();
        })) {
      ReceiverFailure failure = Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77);

      assertThat(failure.reason()).isEqualTo(reason);
      assertThat(failure.passing()).isEqualTo(passing);
      assertThat(failure).hasMessageContaining("receiver 1");
    }
  }

  @Test
  void tellsWhyTheOperatorSwitchedTheReceiverOff() throws IOException {
    try (var kiwi =
        new FakeKiwi(channel -> channel.items("reason_disabled=antenna%20work down=0"))) {
      assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77))
          .hasMessageContaining("antenna work");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ext_api=4,ext_api=0,REFUSED",
    "offline=no,offline=yes,DOWN",
    "status=active,status=offline,DOWN",
    "users=1,users=4,BUSY",
    "bands=0-30000000,bands=1000000-30000000,OUT_OF_BAND",
    "freq_offset=0.000,freq_offset=116000.000,OUT_OF_BAND",
    "name=Test,auth=password\\nname=Test,PASSWORD",
  })
  void believesTheStatusPage(String line, String changed, FailureReason reason) throws IOException {
    try (var kiwi = new FakeKiwi(_ -> {})) {
      kiwi.status = FakeKiwi.STATUS.replace(line, changed.replace("\\n", "\n"));

      assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason()).isEqualTo(reason);
      assertThat(kiwi.paths).containsExactly("/status");
    }
  }

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
  void takesAWebPageForBadData() throws Exception {
    try (var server =
        new ScriptedServer(socket -> {
          ScriptedServer.readRequest(socket);
          ScriptedServer.write(
              socket,
              "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Welcome to WebSDR</html>");
        })) {
      assertThat(Fixture.refusal(Fixture.target(server.url(), 0), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.BAD_DATA);
    }
  }

  @Test
  void takesACloseWithoutAWordForARefusal() throws IOException {
    try (var kiwi = new FakeKiwi(_ -> {})) {
      assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.REFUSED);
    }
    try (var kiwi = new FakeKiwi(channel -> channel.frame(0x88, new byte[] {3, (byte) 0xe8}))) {
      assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.REFUSED);
    }
  }

  @Test
  void takesACloseAfterGreetingsForADisconnection() throws IOException {
    try (var kiwi = new FakeKiwi(FakeKiwi.Channel::greet)) {
      assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.DISCONNECTED);
    }
  }

  @Test
  void refusesAudioInPlaceOfIq() throws IOException {
    try (var kiwi =
        new FakeKiwi(channel -> {
          channel.greet();
          // The short header of a program that imitates the receiver.
          channel.sound(new byte[] {'S', 'N', 'D', 0, 1, 0, 0, 0, 1, 14, 1, 2, 3, 4});
          channel.awaitClose();
        })) {
      assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.NO_IQ);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x08, 0x88})
  void refusesAMaskedFrequency(int flags) throws IOException {
    try (var kiwi =
        new FakeKiwi(channel -> {
          channel.greet();
          for (long sequence = 1; sequence <= 4; sequence++) {
            SoundFrames frame = FakeKiwi.frameAt(sequence, 0);
            frame.flags = flags;
            channel.sound(frame.constantBytes(1, 1));
          }
          channel.awaitClose();
        })) {
      assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.MASKED);
    }
  }

  @Test
  void refusesARateTheReceiverDoesNotHave() throws IOException {
    try (var kiwi = delivering()) {
      var tuning = new Tuning(77_500, 48_000, Double.NaN, Double.NaN, OptionalDouble.empty());

      assertThat(Fixture.refusal(Fixture.target(kiwi), tuning))
          .hasMessageContaining("12001")
          .hasMessageContaining("48000")
          .extracting(ReceiverFailure::reason)
          .isEqualTo(FailureReason.RATE);
    }
  }

  @Test
  void refusesAPassbandThatIsNone() throws IOException {
    try (var kiwi = delivering()) {
      var tuning = new Tuning(77_500, 0, 0, 0, OptionalDouble.empty());

      assertThat(Fixture.refusal(Fixture.target(kiwi), tuning).reason())
          .isEqualTo(FailureReason.RATE);
    }
  }

  @Test
  void refusesAFrequencyAboveTheBandwidth() throws IOException {
    try (var kiwi =
        new FakeKiwi(channel -> {
          channel.command();
          channel.items("bandwidth=30000000 audio_rate=12000 sample_rate=12001.135");
          channel.awaitClose();
        })) {
      kiwi.status = FakeKiwi.STATUS.replace("bands=0-30000000\n", "");

      assertThat(Fixture.refusal(Fixture.target(kiwi), Tuning.to(31_000_000)).reason())
          .isEqualTo(FailureReason.OUT_OF_BAND);
    }
  }

  @Test
  void tunesBelowAConverter() throws Exception {
    try (var kiwi = delivering();
        IqStream _ =
            Fixture.receiver()
                .open(Fixture.target(kiwi.url(), 116_000_000), Tuning.to(145_500_000))) {
      assertThat(kiwi.commands).contains("SET mod=iq low_cut=-5000 high_cut=5000 freq=29500.000");
    }
  }

  @Test
  void doesNotSubtractAConverterTwice() throws Exception {
    try (var kiwi =
        new FakeKiwi(channel -> {
          channel.command();
          channel.items("freq_offset=116000.000 audio_rate=12000 sample_rate=12001.135");
          while (!channel.command().equals("SET keepalive")) {}
          channel.sounds(1, 3);
          channel.awaitClose();
        })) {
      kiwi.status =
          FakeKiwi.STATUS
              .replace("freq_offset=0.000", "freq_offset=116000.000")
              .replace("bands=0-30000000", "bands=144000000-146000000");
      Fixture.receiver()
          .open(Fixture.target(kiwi.url(), 116_000_000), Tuning.to(145_500_000))
          .close();

      assertThat(kiwi.commands).contains("SET mod=iq low_cut=-5000 high_cut=5000 freq=29500.000");
    }
  }

  @Test
  void sendsThePasswordEncoded() throws Exception {
    try (var kiwi = delivering()) {
      kiwi.status = FakeKiwi.STATUS.replace("users=1", "auth=password\nusers=4");
      var target =
          new ReceiverTarget(
              1, kiwi.url(), 0, Optional.of("open sesame+1%"), Duration.ofSeconds(5));

      Fixture.receiver().open(target, Fixture.DCF77).close();

      assertThat(kiwi.commands).contains("SET auth t=kiwi p=open%20sesame%2B1%25");
    }
  }

  @Test
  void endsWhenTheReceiverIsFullInTheMiddle() throws Exception {
    try (var kiwi =
            new FakeKiwi(channel -> {
              channel.greet();
              channel.sounds(1, 4);
              channel.items("too_busy=2");
              channel.awaitClose();
            });
        IqStream stream = Fixture.receiver().open(Fixture.target(kiwi), Fixture.DCF77)) {
      var block = new IqBlock(stream.blockCapacity());
      stream.next(block);
      stream.next(block);

      assertThatThrownBy(() -> stream.next(block))
          .isInstanceOfSatisfying(
              ReceiverFailure.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.BUSY));
    }
  }

  @Test
  void deliversTheLastFrameBeforeTheConnectionBreaks() throws Exception {
    try (var kiwi =
            new FakeKiwi(channel -> {
              channel.greet();
              channel.sounds(1, 20);
              channel.sound(FakeKiwi.frameAt(21, 900).bytes());
            });
        IqStream stream = Fixture.receiver().open(Fixture.target(kiwi), Fixture.DCF77)) {
      var block = new IqBlock(stream.blockCapacity());
      for (long sequence = 3; sequence <= 21; sequence++) {
        stream.next(block);
        assertThat(block.firstSample()).isEqualTo((sequence - 3) * 512);
      }
      for (int again = 0; again < 2; again++) {
        assertThatThrownBy(() -> stream.next(block))
            .isInstanceOfSatisfying(
                ReceiverFailure.class,
                e -> assertThat(e.reason()).isEqualTo(FailureReason.DISCONNECTED));
      }
    }
  }

  @Test
  void doesNotWaitForASilentReceiver() throws IOException {
    try (var server = new ScriptedServer(ScriptedServer::awaitClose)) {
      assertThat(Fixture.refusal(Fixture.impatient(server.url()), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.TIMEOUT);
    }
    try (var kiwi = new FakeKiwi(FakeKiwi.Channel::awaitClose)) {
      assertThat(Fixture.refusal(Fixture.impatient(kiwi.url()), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.TIMEOUT);
    }
  }

  @Test
  void doesNotWaitForAReceiverThatOnlyChats() throws IOException {
    try (var kiwi =
        new FakeKiwi(channel -> {
          while (true) {
            channel.items("cpu_stats=1");
          }
        })) {
      assertThat(Fixture.refusal(Fixture.impatient(kiwi.url()), Fixture.DCF77).reason())
          .isEqualTo(FailureReason.TIMEOUT);
    }
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
        var proxy =
            new ScriptedServer(socket -> {
              String path = ScriptedServer.readRequest(socket).split(" ", 3)[1];
              ScriptedServer.write(
                  socket,
                  "HTTP/1.1 307 Temporary Redirect\r\nLocation: " + kiwi.url() + path + "\r\n\r\n");
            });
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
  void makesNoSamplesOfRandomMessages() throws IOException {
    var random = new Random(42);
    for (int round = 0; round < 30; round++) {
      try (var kiwi =
          new FakeKiwi(channel -> {
            channel.greet();
            byte[] noise = new byte[random.nextInt(3_000)];
            random.nextBytes(noise);
            channel.sound(noise);
          })) {
        assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
            .isEqualTo(FailureReason.BAD_DATA);
      }
    }
  }

  @Test
  void makesNoSamplesOfRandomBytes() throws IOException {
    var random = new Random(43);
    for (int round = 0; round < 30; round++) {
      try (var kiwi =
          new FakeKiwi(channel -> {
            channel.greet();
            byte[] noise = new byte[random.nextInt(20_000)];
            random.nextBytes(noise);
            channel.socket.getOutputStream().write(noise);
          })) {
        assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
            .isIn(
                FailureReason.BAD_DATA,
                FailureReason.DISCONNECTED,
                FailureReason.REFUSED,
                FailureReason.TIMEOUT);
      }
    }
  }

  @Test
  void refusesTruncatedFramesAndCountersThatGoBack() throws IOException {
    byte[] truncated = Arrays.copyOf(FakeKiwi.frameAt(2, 0).bytes(), 1_001);
    byte[] headerOnly = Arrays.copyOf(FakeKiwi.frameAt(2, 0).bytes(), 20);
    byte[] repeated = FakeKiwi.frameAt(1, 0).bytes();
    byte[] farAhead = FakeKiwi.frameAt(1_000_000_000, 0).bytes();
    byte[] noTag = "SN".getBytes(US_ASCII);
    for (byte[] bad : new byte[][] {truncated, headerOnly, repeated, farAhead, noTag}) {
      try (var kiwi =
          new FakeKiwi(channel -> {
            channel.greet();
            channel.sound(1);
            channel.sound(bad);
            channel.awaitClose();
          })) {
        assertThat(Fixture.refusal(Fixture.target(kiwi), Fixture.DCF77).reason())
            .isEqualTo(FailureReason.BAD_DATA);
      }
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
