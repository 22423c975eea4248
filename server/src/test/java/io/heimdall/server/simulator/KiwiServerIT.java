package io.heimdall.server.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.simulator.KiwiProbe.Sound;
import io.heimdall.server.simulator.wire.Rules;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KiwiServerIT {

  private static final double KILOHERTZ = 7_040;
  private static final int SAMPLES = 512;

  private static Simulator start() throws IOException {
    return Simulator.start(SimulatorOptions.synthetic(1));
  }

  private static Simulator start(Rules rules) throws IOException {
    return Simulator.start(SimulatorOptions.synthetic(1).withRules(rules));
  }

  @Test
  void greetsInTheOrderOfTheRealServer() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/12345/SND")) {
      probe.logIn();

      assertThat(probe.messages())
          .extracting(item -> item.replaceFirst("=.*", ""))
          .containsSubsequence(
              "client_public_ip",
              "rx_chans",
              "badp",
              "version_maj",
              "version_min",
              "freq_offset",
              "load_cfg",
              "center_freq",
              "bandwidth",
              "audio_init",
              "audio_rate",
              "sample_rate");
      assertThat(probe.messages()).contains("badp=0", "audio_rate=12000", "bandwidth=30000000");
      assertThat(Double.parseDouble(probe.awaitMessage("sample_rate")))
          .isCloseTo(simulator.receiver(1).truth().sampleRateHz(), within(0.02));
    }
  }

  @Test
  void sendsStampedFramesOf512SamplesAtTheTrueRate() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.listening(simulator.receiver(1), "1", KILOHERTZ)) {
      List<Sound> sounds = probe.sounds(40);

      double rate = simulator.receiver(1).truth().sampleRateHz();
      Sound first = sounds.getFirst();
      assertThat(first.sequence()).isEqualTo(1);
      assertThat(first.stampSeconds()).isZero();
      assertThat(first.fixAge()).isZero();
      assertThat(first.flags()).isEqualTo(0x08 | 0x01 | 0x04);
      for (int k = 1; k < sounds.size(); k++) {
        Sound sound = sounds.get(k);
        assertThat(sound.sequence()).isEqualTo(k + 1);
        assertThat(sound.iq()).hasSize(2 * SAMPLES);
        assertThat(sound.flags()).isEqualTo(0x08);
        double expected = sounds.get(1).stampSeconds() + (k - 1) * SAMPLES / rate;
        assertThat(sound.stampSeconds()).isCloseTo(expected, within(0.6e-6));
      }
    }
  }

  @Test
  void stampsWithTheHostsTimeInGpsSeconds() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.listening(simulator.receiver(1), "1", KILOHERTZ)) {
      Sound sound = probe.sounds(5).getLast();

      double gps = System.currentTimeMillis() / 1e3 - 315_964_800 + 18;
      double age = gps % 604_800 - sound.stampSeconds();
      // A frame leaves when its last sample has been taken.
      assertThat(age).isBetween(SAMPLES / 12_002.0 - 0.005, 2.0);
    }
  }

  @Test
  void readsTheCarrierOnItsMeter() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.listening(simulator.receiver(1), "1", KILOHERTZ)) {
      Sound sound = probe.sounds(3).getLast();

      double level = simulator.receiver(1).truth().levels().orElseThrow().signalDbm();
      assertThat(sound.meterDbm()).isCloseTo(level, within(0.3));
    }
  }

  @Test
  void sendsLittleEndianSamplesWhenAsked() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND")) {
      probe.logIn();
      probe.send("SET little-endian");
      probe.setUp(KILOHERTZ);

      Sound sound = probe.sounds(2).getLast();

      assertThat(sound.littleEndian()).isTrue();
      double power = 0;
      for (short value : sound.iq()) {
        power += value * value / (double) SAMPLES / 32_768 / 32_768;
      }
      double level = simulator.receiver(1).truth().levels().orElseThrow().signalDbfs();
      assertThat(10 * Math.log10(power)).isCloseTo(level, within(0.3));
    }
  }

  @Test
  void throwsOutWhoSpeaksBeforeLoggingIn() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND")) {
      probe.send("SET keepalive");
      probe.send("SET options=1");
      probe.send("SET squelch=0 max=0");

      assertThat(probe.awaitEnd()).isTrue();
      assertThat(simulator.receiver(1).counters().kicked()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET agc=on hang=0 thresh=-100 slope=6 decay=1000 manGain=50",
        "SET agc=0 hang=0 thresh=-100 slope=6 decay=1000",
        "SET squelch=0 max=0"
      })
  void staysSilentUntilTheGainIsSetProperly(String gain) throws IOException {
    var rules =
        Rules.DEFAULT.withTimes(
            Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(5));
    try (Simulator simulator = start(rules);
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND")) {
      probe.logIn();
      probe.send("SET AR OK in=12000 out=44100");
      probe.send("SET mod=iq low_cut=-5000 high_cut=5000 freq=7040.000");
      probe.send(gain);

      assertThat(probe.awaitEnd()).isTrue();
      assertThat(simulator.receiver(1).counters().framesSent()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET mod=iq low_cut=0 high_cut=0 freq=7040.000",
        "SET mod=iq low_cut=-5000 high_cut=5000",
        "SET AR OK in=12000 out=0"
      })
  void staysSilentWhenOneSettingIsMissing(String incomplete) throws IOException {
    var rules =
        Rules.DEFAULT.withTimes(
            Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(5));
    try (Simulator simulator = start(rules);
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND")) {
      probe.logIn();
      probe.send("SET agc=0 hang=0 thresh=-100 slope=6 decay=1000 manGain=50");
      probe.send(
          incomplete.contains("AR")
              ? "SET mod=iq low_cut=-5000 high_cut=5000 freq=7040.000"
              : "SET AR OK in=12000 out=44100");
      probe.send(incomplete);

      assertThat(probe.awaitEnd()).isTrue();
      assertThat(simulator.receiver(1).counters().framesSent()).isZero();
    }
  }

  @Test
  void takesManyKeepalivesBeforeTheSettingsForAHungClient() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND")) {
      probe.logIn();
      for (int i = 0; i < 5; i++) {
        probe.send("SET keepalive");
      }

      assertThat(probe.awaitEnd()).isTrue();
      assertThat(simulator.receiver(1).counters().kicked()).isEqualTo(1);
    }
  }

  @Test
  void closesWhenNobodyLogsInOrKeepsAlive() throws IOException {
    var rules =
        Rules.DEFAULT.withTimes(
            Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofMillis(700));
    try (Simulator simulator = start(rules)) {
      try (KiwiProbe mute = KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND")) {
        assertThat(mute.awaitEnd()).isTrue();
        assertThat(mute.messages()).contains("password_timeout");
      }
      try (KiwiProbe probe = KiwiProbe.listening(simulator.receiver(1), "2", KILOHERTZ)) {
        assertThat(probe.awaitEnd()).isTrue();
      }
      assertThat(simulator.receiver(1).counters().framesSent()).isBetween(5L, 25L);
    }
  }

  @Test
  void dropsASecondConnectionOfTheSameNameWithoutAWord() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe first = KiwiProbe.listening(simulator.receiver(1), "77", KILOHERTZ);
        KiwiProbe second = KiwiProbe.connect(simulator.receiver(1).url(), "/77/SND")) {
      assertThat(second.awaitEnd()).isFalse();
      assertThat(second.messages()).isEmpty();
      assertThat(first.sounds(3)).hasSize(3);
    }
  }

  @Test
  void servesAsManyAsItHasChannels() throws IOException {
    try (Simulator simulator = start(Rules.DEFAULT.withChannels(2));
        KiwiProbe first = KiwiProbe.listening(simulator.receiver(1), "1", KILOHERTZ);
        KiwiProbe second = KiwiProbe.listening(simulator.receiver(1), "2", KILOHERTZ)) {
      first.sound();
      second.sound();
      try (KiwiProbe third = KiwiProbe.connect(simulator.receiver(1).url(), "/3/SND")) {
        assertThat(third.awaitMessage("too_busy")).isEqualTo("2");
        assertThat(third.awaitEnd()).isTrue();
      }
      assertThat(simulator.receiver(1).counters().mostOpen()).isEqualTo(2);
    }
  }

  @Test
  void losesABlockForAClientThatDoesNotRead() throws Exception {
    var options = SimulatorOptions.synthetic(1).withSpeed(20);
    try (Simulator simulator = Simulator.start(options);
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND", 4_096)) {
      probe.logIn();
      probe.setUp(KILOHERTZ);
      probe.sound();
      // The queue holds 2.7 s; a server that is blocked in writing shows nothing to wait for.
      assertThat(new CountDownLatch(1).await(3_500, TimeUnit.MILLISECONDS)).isFalse();

      long previous = 1;
      long lost = 0;
      double stampBefore = 0;
      double rate = simulator.receiver(1).truth().sampleRateHz();
      while (lost == 0) {
        Sound sound = probe.sound();
        lost = sound.sequence() - previous - 1;
        if (lost > 0) {
          double elapsed = sound.stampSeconds() - stampBefore;
          assertThat(elapsed).isCloseTo((lost + 1) * SAMPLES / rate, within(1e-6));
        }
        previous = sound.sequence();
        stampBefore = sound.stampSeconds();
      }
      assertThat(simulator.receiver(1).counters().blocksDropped()).isPositive();
    }
  }

  @Test
  void refusesAFrameWithoutAMask() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND")) {
      probe.sendRaw(new byte[] {(byte) 0x81, 1, 'x'});

      assertThat(probe.awaitEnd()).isFalse();
    }
  }

  @Test
  void answersPingAndGoodbye() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND")) {
      probe.sendRaw(new byte[] {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 'p'});
      assertThat(probe.raw(3)).containsExactly(0x8A, 1, 'p');

      probe.sendRaw(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xE9});
      assertThat(probe.awaitEnd()).isTrue();
    }
  }

  @Test
  void countsWhoClaimsToBeABrowser() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/kiwi/5/SND")) {
      probe.logIn();

      assertThat(simulator.receiver(1).counters().browserConnections()).isEqualTo(1);
      assertThat(simulator.receiver(1).counters().commands()).containsExactly("SET auth t=kiwi p=");
    }
  }

  @Test
  void endsEveryConnectionWhenClosed() throws IOException {
    KiwiProbe probe;
    try (Simulator simulator = start()) {
      probe = KiwiProbe.listening(simulator.receiver(1), "1", KILOHERTZ);
      probe.sounds(2);
    }
    try (probe) {
      assertThat(probe.awaitEnd()).isFalse();
    }
  }
}
