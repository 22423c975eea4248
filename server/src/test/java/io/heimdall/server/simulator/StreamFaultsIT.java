package io.heimdall.server.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.simulator.KiwiProbe.Sound;
import io.heimdall.server.simulator.wire.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What each fault does to the sound of a KiwiSDR.
class StreamFaultsIT {

  private static final double KILOHERTZ = 7_040;
  private static final int SAMPLES = 512;

  private static Simulator with(Fault fault, int value) throws IOException {
    // Faster than time, so that faults that come late come soon.
    return Simulator.start(SimulatorOptions.synthetic(1).withSpeed(10).withFault(1, fault, value));
  }

  private static Simulator with(Fault fault) throws IOException {
    return with(fault, fault.defaultValue());
  }

  private static KiwiProbe connect(Simulator simulator) throws IOException {
    return KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND");
  }

  private static KiwiProbe listening(Simulator simulator) throws IOException {
    return KiwiProbe.listening(simulator.receiver(1), "1", KILOHERTZ);
  }

  private static String page(Simulator simulator, String path) throws Exception {
    return Pages.get(simulator.receiver(1), path).body();
  }

  @Test
  void maskedSendsOnes() throws Exception {
    try (Simulator simulator = with(Fault.MASKED);
        KiwiProbe probe = listening(simulator)) {
      assertThat(probe.sounds(3)).allSatisfy(sound -> assertThat(sound.iq()).containsOnly(1));
      assertThat(page(simulator, "/status")).contains("🚫");
    }
  }

  @Test
  void noGpsHasZeroStamps() throws Exception {
    try (Simulator simulator = with(Fault.NO_GPS);
        KiwiProbe probe = listening(simulator)) {
      for (Sound sound : probe.sounds(5)) {
        assertThat(sound.stampSeconds()).isZero();
        assertThat(sound.fixAge()).isZero();
      }
      assertThat(page(simulator, "/status")).contains("tdoa_ch=-1\n");
      assertThat(simulator.receiver(1).truth().gps()).isFalse();
      assertThat(page(simulator, "/truth")).contains("\"gps\": false");
    }
  }

  @Test
  void staleStampsAreHoursOld() throws Exception {
    try (Simulator simulator = with(Fault.STALE_STAMPS, 3);
        KiwiProbe probe = listening(simulator)) {
      List<Sound> sounds = probe.sounds(5);

      double step = SAMPLES / simulator.receiver(1).truth().sampleRateHz();
      assertThat(sounds.get(0).stampSeconds()).isZero();
      for (int stale : new int[] {1, 2}) {
        double right = sounds.get(3).stampSeconds() - (3 - stale) * step;
        assertThat((right - sounds.get(stale).stampSeconds() + 604_800) % 604_800)
            .isCloseTo(11_596, within(1e-6));
      }
      assertThat(sounds.get(4).stampSeconds() - sounds.get(3).stampSeconds())
          .isCloseTo(step, within(1e-6));
    }
  }

  @Test
  void oldFixShowsItsAge() throws Exception {
    try (Simulator simulator = with(Fault.OLD_FIX, 240);
        KiwiProbe probe = listening(simulator)) {
      assertThat(probe.sounds(4).subList(1, 4)).allMatch(sound -> sound.fixAge() == 240);
    }
  }

  @Test
  void sequenceGapsShowInSequenceAndStamp() throws Exception {
    try (Simulator simulator = with(Fault.SEQUENCE_GAPS, 5);
        KiwiProbe probe = listening(simulator)) {
      List<Sound> sounds = probe.sounds(7);

      assertThat(sounds).extracting(Sound::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 9L, 10L);
      double step = SAMPLES / simulator.receiver(1).truth().sampleRateHz();
      assertThat(sounds.get(5).stampSeconds() - sounds.get(4).stampSeconds())
          .isCloseTo(4 * step, within(1e-6));
    }
  }

  @Test
  void stampGapsShowInTheStampAlone() throws Exception {
    try (Simulator simulator = with(Fault.STAMP_GAPS, 5);
        KiwiProbe probe = listening(simulator)) {
      List<Sound> sounds = probe.sounds(7);

      assertThat(sounds).extracting(Sound::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
      double rate = simulator.receiver(1).truth().sampleRateHz();
      assertThat(sounds.get(5).stampSeconds() - sounds.get(4).stampSeconds())
          .isCloseTo((SAMPLES + 777) / rate, within(1e-6));
    }
  }

  @Test
  void slowLosesBlocks() throws Exception {
    try (Simulator simulator = with(Fault.SLOW, 20);
        KiwiProbe probe = listening(simulator)) {
      long lost = 0;
      long previous = 0;
      while (lost == 0) {
        long sequence = probe.sound().sequence();
        lost = sequence - previous - 1;
        previous = sequence;
      }
      // While half of the queue's 64 frames drain at a fifth of the pace, five times as many come.
      assertThat(lost).isBetween(100L, 250L);
    }
  }

  @Test
  void garbageIsNoFrame() throws Exception {
    try (Simulator simulator = with(Fault.GARBAGE, 3);
        KiwiProbe probe = listening(simulator)) {
      probe.sounds(3);

      assertThat((probe.frame().length - 20) % 4).isNotZero();
      assertThat(probe.frame()).hasSizeLessThan(20);
      assertThat(new String(probe.frame(), 0, 3, StandardCharsets.ISO_8859_1))
          .isNotIn("SND", "MSG");
    }
  }

  @Test
  void shortBodyEndsInGoodOrder() throws Exception {
    try (Simulator simulator = with(Fault.SHORT_BODY, 2 * SAMPLES + 100);
        KiwiProbe probe = listening(simulator)) {
      List<Sound> sounds = probe.sounds(3);

      assertThat(sounds.get(1).iq()).hasSize(2 * SAMPLES);
      assertThat(sounds.get(2).iq()).hasSize(200);
      assertThat(probe.awaitEnd()).isTrue();
    }
  }

  @Test
  void overloadRaisesTheFlagInEveryNthFrame() throws Exception {
    try (Simulator simulator = with(Fault.OVERLOAD, 4);
        KiwiProbe probe = listening(simulator)) {
      for (Sound sound : probe.sounds(12)) {
        assertThat((sound.flags() & 0x02) != 0).isEqualTo(sound.sequence() % 4 == 0);
      }
      assertThat(page(simulator, "/adc_ov")).isEqualTo("{\"adc_ov\":1234}\n");
    }
  }

  @Test
  void noIqSendsAudio() throws Exception {
    try (Simulator simulator = with(Fault.NO_IQ);
        KiwiProbe probe = listening(simulator)) {
      byte[] frame = probe.frame();

      assertThat(frame[3] & 0x08).isZero();
      assertThat(frame).hasSize(10 + 2 * SAMPLES);
    }
  }

  @Test
  void otherModesSendAudioToo() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1));
        KiwiProbe probe = connect(simulator)) {
      probe.logIn();
      probe.send("SET AR OK in=12000 out=44100");
      probe.send("SET mod=am low_cut=-4900 high_cut=4900 freq=7040.000");
      probe.send("SET agc=1 hang=0 thresh=-100 slope=6 decay=1000 manGain=50");

      assertThat(probe.frame()[3] & 0x08).isZero();
    }
  }
}
