package io.heimdall.server.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.simulator.KiwiProbe.Sound;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KiwiServerIT {

  private static final double KILOHERTZ = 7_040;
  private static final int SAMPLES = 512;

  private static Simulator start() throws IOException {
    return Simulator.start(SimulatorOptions.synthetic(1));
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
