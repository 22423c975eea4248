package io.heimdall.server.receiver.spyserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Dialer;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SpyServerReceiverIT {

  private static final long FREQUENCY_HZ = 145_500_000;

  private final SpyServerReceiver receiver =
      new SpyServerReceiver(
          "me@example.org", new Dialer(Duration.ofSeconds(2), _ -> true), InstantSource.system());
  private final FakeSpyServer.Traits traits = new FakeSpyServer.Traits();

  private static ReceiverTarget target(URI url) {
    return new ReceiverTarget(3, url, 0, Optional.empty(), Duration.ofMillis(1_500));
  }

  private static Tuning at(long frequencyHz, double rateHz) {
    return new Tuning(frequencyHz, rateHz, Double.NaN, Double.NaN, new Gain.Manual(14));
  }

  private ReceiverFailure refusal(Tuning tuning) throws Exception {
    try (var server = new FakeSpyServer(traits)) {
      return catchThrowableOfType(
          ReceiverFailure.class, () -> receiver.open(target(server.url()), tuning).close());
    }
  }

  @Test
  void saysWhoItIsAndSetsEverythingBeforeItBegins() throws Exception {
    try (var server = new FakeSpyServer(traits);
        IqStream stream = receiver.open(target(server.url()), at(FREQUENCY_HZ, 156_250))) {
      assertThat(server.applications()).containsExactly("020006a4 Heimdall (me@example.org)");
      assertThat(server.settings())
          .containsEntry(0, 1)
          .containsEntry(100, 2)
          .containsEntry(101, (int) FREQUENCY_HZ)
          .containsEntry(102, 6)
          .containsEntry(103, 18)
          .containsEntry(2, 14)
          .containsEntry(1, 1);
      assertThat(stream.info().sampleRateHz()).isEqualTo(156_250);
      assertThat(stream.info().bandHighHz()).isEqualTo(62_500);
      assertThat(stream.info().zeroIf()).isFalse();
      assertThat(stream.info().facts()).containsEntry("device", "Airspy");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, S16, 32768, 2e-5",
    "1, U8, 128, 5e-3",
    "2, S16, 32768, 2e-5",
    "4, F32, 32768, 1e-9"
  })
  void takesBackTheServersGain(int forced, String format, double fullScale, double rounding)
      throws Exception {
    traits.forcedFormat = forced;
    traits.stages = 3;
    traits.highestRateHz = 2_000_000;
    traits.highestBandwidthHz = 2_000_000;
    // 100 steps of a byte leave no room for gain.
    traits.leastDecimation = forced == 1 ? 0 : 3;
    try (var server = new FakeSpyServer(traits);
        IqStream stream =
            receiver.open(target(server.url()), at(FREQUENCY_HZ, forced == 1 ? 2e6 : 250_000))) {
      assertThat(stream.info().facts())
          .containsEntry("sample_format", format.toLowerCase(Locale.ROOT));
      var block = new IqBlock(stream.blockCapacity());
      long expected = 0;
      for (int n = 0; n < 50; n++) {
        assertThat(stream.next(block)).isTrue();
        assertThat(block.firstSample()).isEqualTo(expected);
        for (int k = 0; k < block.count(); k++) {
          double value = (expected + k) % 100 / fullScale;
          assertThat((double) block.i()[k]).isCloseTo(value, within(rounding));
          assertThat((double) block.q()[k]).isCloseTo(-value, within(rounding));
        }
        expected = block.endSample();
      }
    }
  }

  @Test
  void statesLostMessagesAsGaps() throws Exception {
    traits.skipAt = 100_000;
    traits.skipped = 4;
    try (var server = new FakeSpyServer(traits);
        IqStream stream = receiver.open(target(server.url()), at(FREQUENCY_HZ, 1_250_000))) {
      var block = new IqBlock(stream.blockCapacity());
      long end = 0;
      while (stream.next(block) && block.firstSample() == end) {
        end = block.endSample();
      }

      assertThat(block.lossCause()).isEqualTo(Gap.Cause.SEQUENCE);
      assertThat(block.firstSample() - end).isEqualTo(4L * FakeSpyServer.MESSAGE_SAMPLES);
    }
  }

  @Test
  void endsWhenAnotherListenerTunesItAway() throws Exception {
    traits.retunedAt = 100_000;
    try (var server = new FakeSpyServer(traits);
        IqStream stream = receiver.open(target(server.url()), at(FREQUENCY_HZ, 1_250_000))) {
      ReceiverFailure failure =
          catchThrowableOfType(
              ReceiverFailure.class,
              () -> {
                var block = new IqBlock(stream.blockCapacity());
                while (stream.next(block)) {}
              });

      assertThat(failure)
          .hasMessageContaining("is not at 145500000 Hz but at 155500000")
          .returns(FailureReason.OUT_OF_BAND, ReceiverFailure::reason);
    }
  }

  @Test
  void listensWithoutControlOnlyWhereTheReceiverIs() throws Exception {
    traits.canControl = false;

    assertThat(refusal(at(FREQUENCY_HZ, 0)))
        .hasMessageContaining("lets nobody tune it and gives 96000000 to 104000000 Hz")
        .returns(FailureReason.OUT_OF_BAND, ReceiverFailure::reason);
    try (var server = new FakeSpyServer(traits);
        IqStream stream = receiver.open(target(server.url()), at(101_000_000, 0))) {
      assertThat(stream.next(new IqBlock(stream.blockCapacity()))).isTrue();
      assertThat(server.settings()).doesNotContainKey(2);
      assertThat(stream.info().sampleRateHz()).isEqualTo(156_250);
      assertThat(stream.info().facts()).containsEntry("gain_index", "10");
    }
  }

  @Test
  void refusesWhatTheReceiverDoesNotHave() throws Exception {
    assertThat(refusal(at(FREQUENCY_HZ, 2_500_000)))
        .hasMessageContaining("delivers 1250000, 625000, 312500")
        .returns(FailureReason.RATE, ReceiverFailure::reason);
    assertThat(refusal(at(10_000_000, 0)).reason()).isEqualTo(FailureReason.OUT_OF_BAND);
    traits.forcedFormat = 3;
    assertThat(refusal(at(FREQUENCY_HZ, 0)))
        .hasMessageContaining("format 3")
        .returns(FailureReason.NO_IQ, ReceiverFailure::reason);
    traits.deviceType = 0;
    assertThat(refusal(at(FREQUENCY_HZ, 0)).reason()).isEqualTo(FailureReason.DOWN);
  }

  @Test
  void namesWhatIsWrongWithAServer() throws Exception {
    traits.full = true;
    assertThat(refusal(at(FREQUENCY_HZ, 0)).reason()).isEqualTo(FailureReason.BUSY);
    traits.full = false;
    traits.oddBytes = 3;
    assertThat(endOf()).isEqualTo(FailureReason.BAD_DATA);
    traits.oddBytes = 0;
    traits.silentAt = 0;
    assertThat(refusal(at(FREQUENCY_HZ, 0)).reason()).isEqualTo(FailureReason.TIMEOUT);
    traits.version = 0x01000000;
    assertThat(refusal(at(FREQUENCY_HZ, 0)).reason()).isEqualTo(FailureReason.BAD_DATA);
    try (var page =
        new ScriptedServer(
            socket -> ScriptedServer.write(socket, "HTTP/1.1 400 Bad Request\r\n"))) {
      URI url = URI.create("tcp://127.0.0.1:" + page.port());
      assertThat(receiver.check(target(url), Tuning.to(FREQUENCY_HZ)).failure())
          .contains(FailureReason.BAD_DATA);
    }
  }

  private FailureReason endOf() throws Exception {
    try (var server = new FakeSpyServer(traits);
        IqStream stream = receiver.open(target(server.url()), at(FREQUENCY_HZ, 0))) {
      return catchThrowableOfType(
              ReceiverFailure.class, () -> stream.next(new IqBlock(stream.blockCapacity())))
          .reason();
    }
  }

  @Test
  void provesSamplesInACheck() throws Exception {
    try (var server = new FakeSpyServer(traits)) {
      assertThat(receiver.check(target(server.url()), Tuning.to(FREQUENCY_HZ)))
          .returns(true, health -> health.deliversIq())
          .returns(true, health -> health.latency().isPresent());
    }
  }

  @Test
  void waitsForNoServerForEver() throws Exception {
    traits.repeatsItself = true;
    assertThat(refusal(at(FREQUENCY_HZ, 0)).reason()).isEqualTo(FailureReason.TIMEOUT);
    traits.repeatsItself = false;
    traits.emptyAt = 0;
    assertThat(refusal(at(FREQUENCY_HZ, 0)).reason()).isEqualTo(FailureReason.TIMEOUT);
  }

  @Test
  void endsAStreamThatBringsMessagesButNoSamples() throws Exception {
    traits.emptyAt = 50_000;
    try (var server = new FakeSpyServer(traits);
        IqStream stream = receiver.open(target(server.url()), at(FREQUENCY_HZ, 1_250_000))) {
      assertThat(endOf(stream)).isEqualTo(FailureReason.TIMEOUT);
    }
  }

  @Test
  void settlesThoughTheServerTellsAllTheTimeWhatItDoes() throws Exception {
    traits.talkative = true;
    try (var server = new FakeSpyServer(traits);
        IqStream stream = receiver.open(target(server.url()), at(FREQUENCY_HZ, 0))) {
      assertThat(stream.next(new IqBlock(stream.blockCapacity()))).isTrue();
    }
  }

  @Test
  void refusesSamplesThatAreNoNumbers() throws Exception {
    traits.forcedFormat = 4;
    traits.nonNumberAt = 20_000;
    try (var server = new FakeSpyServer(traits);
        IqStream stream = receiver.open(target(server.url()), at(FREQUENCY_HZ, 1_250_000))) {
      assertThat(endOf(stream)).isEqualTo(FailureReason.BAD_DATA);
    }
  }

  private static FailureReason endOf(IqStream stream) {
    return catchThrowableOfType(
            ReceiverFailure.class,
            () -> {
              var block = new IqBlock(stream.blockCapacity());
              while (stream.next(block)) {}
            })
        .reason();
  }

  @Test
  void countsAServerAsReachedOnceItHasDescribedItself() throws Exception {
    traits.silentAt = 0;
    try (var server = new FakeSpyServer(traits)) {
      assertThat(receiver.check(target(server.url()), Tuning.to(FREQUENCY_HZ)))
          .returns(true, health -> health.reachable())
          .returns(Optional.of(FailureReason.TIMEOUT), health -> health.failure());
    }
  }

  @Test
  void namesTheDatatypeOfSamplesThatAreNotAmplified() throws Exception {
    traits.highestRateHz = 250_000;
    traits.highestBandwidthHz = 250_000;
    traits.leastDecimation = 0;
    assertThat(factsAt(250_000)).containsEntry("datatype", "ci16_le");
    assertThat(factsAt(125_000)).doesNotContainKey("datatype");
  }

  private Map<String, String> factsAt(double rateHz) throws Exception {
    try (var server = new FakeSpyServer(traits);
        IqStream stream = receiver.open(target(server.url()), at(FREQUENCY_HZ, rateHz))) {
      return stream.info().facts();
    }
  }
}
