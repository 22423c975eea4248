package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.Tuning;
import java.io.IOException;
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
      var tuning = new Tuning(77_500, 48_000, Double.NaN, Double.NaN, Gain.DRIVERS_DEFAULT);

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
      var tuning = new Tuning(77_500, 0, 0, 0, Gain.DRIVERS_DEFAULT);

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

  /// Whatever else the registry says.
  @ParameterizedTest
  @ValueSource(longs = {116_000_000, 116_002_000, 28_000_000, 0})
  void believesAReceiverThatStatesItsConverter(long registeredHz) throws Exception {
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
          .open(Fixture.target(kiwi.url(), registeredHz), Tuning.to(145_500_000))
          .close();

      assertThat(kiwi.commands).contains("SET mod=iq low_cut=-5000 high_cut=5000 freq=29500.000");
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
