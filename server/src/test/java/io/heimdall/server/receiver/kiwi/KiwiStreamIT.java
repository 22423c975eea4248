package io.heimdall.server.receiver.kiwi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.Tuning;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What comes out of a receiver that delivers, and how its losses show.
@Timeout(20)
class KiwiStreamIT {

  private final KiwiReceiver receiver = Fixture.receiver();
  private final IqBlock block = new IqBlock(SoundFrame.MOST_SAMPLES);

  @Test
  void deliversExactSamplesWithTheirStamps() throws Exception {
    try (var kiwi = playing(channel -> channel.sounds(1, 20));
        IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
      for (long sequence = 3; sequence <= 20; sequence++) {
        assertThat(stream.next(block)).isTrue();

        assertThat(block.firstSample()).isEqualTo((sequence - 3) * 512);
        assertThat(block.stampUtcNanos()).isEqualTo(FakeKiwi.stampOf(sequence, 0));
        assertThat(block.fixAgeSeconds()).isEqualTo(3);
        assertThat(block.arrivalUtcNanos()).isEqualTo(Fixture.CLOCK.millis() * 1_000_000);
        assertThat(block.levelDbm()).isEqualTo(-100);
        assertThat(block.overloaded()).isFalse();
        assertHolds(sequence);
      }
    }
  }

  @Test
  void readsLittleEndianSamples() throws Exception {
    try (var kiwi =
            playing(channel -> {
              for (long sequence = 1; sequence <= 4; sequence++) {
                SoundFrames frame = FakeKiwi.frameAt(sequence, 0);
                frame.flags |= 0x80;
                channel.sound(frame.bytes());
              }
            });
        IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
      stream.next(block);

      assertHolds(3);
    }
  }

  @Test
  void acceptsTextFramesAndFragments() throws Exception {
    try (var kiwi =
            playing(channel -> {
              channel.sounds(1, 2);
              byte[] sound = FakeKiwi.frameAt(3, 0).bytes();
              channel.frame(0x02, Arrays.copyOf(sound, 700));
              channel.frame(0x89, new byte[] {'p'});
              channel.frame(0x80, Arrays.copyOfRange(sound, 700, sound.length));
              channel.frame(0x81, "MSG isMasked=0".getBytes(US_ASCII));
              channel.sound(4);
            });
        IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
      stream.next(block);
      assertHolds(3);
      stream.next(block);
      assertHolds(4);
    }
  }

  @Test
  void sendsTheCommandsInTheOrderTheReceiverNeeds() throws Exception {
    var tuning = new Tuning(4_996_500, 12_000, -1_500, 2_500, new Gain.Manual(30));
    try (var kiwi = playing(channel -> channel.sounds(1, 3));
        IqStream _ = receiver.open(Fixture.target(kiwi), tuning)) {
      assertThat(kiwi.paths).hasSize(2);
      assertThat(kiwi.paths.getFirst()).isEqualTo("/status");
      assertThat(kiwi.paths.getLast()).matches("/\\d{1,10}/SND");
      assertThat(kiwi.commands)
          .containsExactly(
              "SET auth t=kiwi p=#",
              "SET AR OK in=12000 out=44100",
              "SET squelch=0 max=0",
              "SET ident_user=Heimdall%20%28test%40example.org%29",
              "SET mod=iq low_cut=-1500 high_cut=2500 freq=4996.500",
              "SET agc=0 hang=0 thresh=-100 slope=6 decay=1000 manGain=30",
              "SET compression=0",
              "SET keepalive");
    }
  }

  @Test
  void leavesLevelsUncalibratedWhereTheReceiverSetsItsGain() throws Exception {
    var tuning = new Tuning(77_500, 0, Double.NaN, Double.NaN, Gain.AUTOMATIC);
    try (var kiwi = playing(channel -> channel.sounds(1, 3));
        IqStream stream = receiver.open(Fixture.target(kiwi), tuning)) {
      assertThat(kiwi.commands)
          .contains("SET agc=1 hang=0 thresh=-100 slope=6 decay=1000 manGain=50");
      assertThat(stream.info().dbmOffset()).isEmpty();
      assertThat(stream.info().facts())
          .containsEntry("automatic_gain", "true")
          .doesNotContainKeys("manual_gain", "meter_above_samples_db");
    }
  }

  @Test
  void keepsOfWhatTheReceiverSaysOfItselfTheBeginning() throws Exception {
    try (var kiwi =
        new FakeKiwi(channel -> {
          channel.items("rf_attn=" + "9".repeat(100_000));
          channel.greet();
          channel.sounds(1, 10);
          channel.awaitClose();
        })) {
      kiwi.status = FakeKiwi.STATUS.replace("Mini-Whip", "long wire ".repeat(1_000));
      try (IqStream stream = Fixture.receiver().open(Fixture.target(kiwi), Fixture.DCF77)) {
        assertThat(stream.info().facts().get("antenna")).startsWith("long wire long").hasSize(500);
        assertThat(stream.info().facts().get("rf_attenuation_db")).hasSize(20);
      }
    }
  }

  @Test
  void knowsTheLevelCalibration() throws Exception {
    try (var kiwi =
            playing(channel -> {
              for (long sequence = 1; sequence <= 40; sequence++) {
                channel.sound(FakeKiwi.frameAt(sequence, 0).constantBytes(16_384, -16_384));
              }
            });
        IqStream stream =
            Fixture.receiver(Duration.ofSeconds(1)).open(Fixture.target(kiwi), Fixture.DCF77)) {
      // (100 − 50) − 78.27 − 13
      assertThat(stream.info().dbmOffset().orElseThrow()).isCloseTo(-41.27, within(1e-9));
      assertThat(stream.info().sampleRateHz()).isEqualTo(FakeKiwi.RATE_HZ);
      assertThat(stream.info().bandLowHz()).isEqualTo(-5_000);
      assertThat(stream.info().bandHighHz()).isEqualTo(5_000);
      assertThat(stream.info().facts())
          .containsEntry("software", "KiwiSDR_v1.843")
          .containsEntry("antenna", "Mini-Whip")
          .containsEntry("automatic_gain", "false")
          .containsEntry("manual_gain", "50");
      // |z|² = 1/2 is −3.01 dBFS, −44.28 dBm; the meter says −100.
      assertThat(Double.parseDouble(stream.info().facts().get("meter_above_samples_db")))
          .isCloseTo(-55.72, within(0.01));
    }
  }

  @Test
  void takesTheCalibrationFromTheConfigurationWhereTheStatusHasNone() throws Exception {
    try (var kiwi =
        new FakeKiwi(channel -> {
          channel.command();
          channel.items("load_cfg=%7B%22S_meter_cal%22:-17,%22rx_gps%22:%22(1,%202)%22%7D");
          channel.items("audio_init=0 audio_rate=12000 sample_rate=12001.135 rf_attn=10.0");
          while (!channel.command().equals("SET keepalive")) {}
          channel.sounds(1, 3);
          channel.awaitClose();
        })) {
      kiwi.status = FakeKiwi.STATUS.replace("sm_cal=-13\n", "");

      try (IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
        assertThat(stream.info().dbmOffset().orElseThrow()).isCloseTo(-45.27, within(1e-9));
        assertThat(stream.info().facts()).containsEntry("rf_attenuation_db", "10.0");
      }
    }
  }

  @Test
  void throwsTheSettlingTimeAway() throws Exception {
    try (var kiwi = playing(channel -> channel.sounds(1, 60));
        IqStream stream =
            Fixture.receiver(Duration.ofSeconds(2)).open(Fixture.target(kiwi), Fixture.DCF77)) {
      stream.next(block);

      // 2 s are 24,002 samples, which end in frame 47.
      assertThat(block.firstSample()).isZero();
      assertThat(block.stampUtcNanos()).isEqualTo(FakeKiwi.stampOf(48, 0));
      assertHolds(48);
    }
  }

  @Test
  void marksOverload() throws Exception {
    try (var kiwi =
            playing(channel -> {
              channel.sounds(1, 2);
              SoundFrames frame = FakeKiwi.frameAt(3, 0);
              frame.flags |= 0x02;
              channel.sound(frame.bytes());
            });
        IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
      stream.next(block);

      assertThat(block.overloaded()).isTrue();
    }
  }

  @Test
  void keepsTheChannelAlive() throws Exception {
    var kept = new CountDownLatch(1);
    try (var kiwi =
            new FakeKiwi(channel -> {
              channel.greet();
              Thread.ofVirtual().start(() -> countKeepalive(channel, kept));
              for (long sequence = 1; kept.getCount() > 0; sequence++) {
                channel.sound(sequence);
              }
            });
        IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
      while (kept.getCount() > 0 && stream.next(block)) {}
    } catch (ReceiverFailure e) {
      assertThat(e.reason()).isEqualTo(FailureReason.DISCONNECTED);
    }
    assertThat(kept.await(1, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void endsABlockedReadWhenClosedByAnotherThread() throws Exception {
    try (var kiwi = playing(channel -> channel.sounds(1, 3))) {
      IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77);
      stream.next(block);
      var ended = new CompletableFuture<Throwable>();
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  stream.next(block);
                } catch (ReceiverFailure e) {
                  ended.complete(e);
                }
              });

      stream.close();

      assertThat(ended.get(5, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              ReceiverFailure.class,
              e -> assertThat(e.reason()).isEqualTo(FailureReason.DISCONNECTED));
      reader.join();
    }
  }

  private static FakeKiwi playing(FakeKiwi.Script sounds) {
    return new FakeKiwi(channel -> {
      channel.greet();
      sounds.play(channel);
      channel.awaitClose();
    });
  }

  private static void countKeepalive(FakeKiwi.Channel channel, CountDownLatch kept) {
    try {
      while (!channel.command().equals("SET keepalive")) {}
      kept.countDown();
    } catch (IOException _) {
      // The test fails for want of the keepalive.
    }
  }

  private void assertHolds(long sequence) {
    assertThat(block.count()).isEqualTo(512);
    for (int n = 0; n < 512; n++) {
      assertThat(block.i()[n]).isEqualTo(SoundFrames.sampleI(sequence, n) / 32768f);
      assertThat(block.q()[n]).isEqualTo(SoundFrames.sampleQ(sequence, n) / 32768f);
    }
  }
}
