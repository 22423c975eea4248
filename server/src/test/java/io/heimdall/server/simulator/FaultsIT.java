package io.heimdall.server.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.simulator.KiwiProbe.Sound;
import io.heimdall.server.simulator.wire.Fault;
import io.heimdall.server.simulator.wire.Faults;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each fault does on the wire of the KiwiSDR protocol.
class FaultsIT {

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
  void busySaysTooBusy() throws Exception {
    try (Simulator simulator = with(Fault.BUSY);
        KiwiProbe probe = connect(simulator)) {
      assertThat(probe.awaitMessage("too_busy")).isEqualTo("4");
      assertThat(probe.awaitEnd()).isTrue();
      assertThat(page(simulator, "/status")).contains("users=4\nusers_max=4\n");
      assertThat(simulator.receiver(1).counters().refused()).isEqualTo(1);
    }
  }

  @Test
  void passwordLetsOnlyThoseInWhoKnowIt() throws Exception {
    try (Simulator simulator = with(Fault.PASSWORD)) {
      try (KiwiProbe stranger = connect(simulator)) {
        stranger.send("SET auth t=kiwi p=");
        assertThat(stranger.awaitMessage("badp")).isEqualTo("1");
      }
      try (KiwiProbe wrong = connect(simulator)) {
        wrong.send("SET auth t=kiwi p=# ipl=sesame");
        assertThat(wrong.awaitMessage("badp")).isEqualTo("1");
      }
      try (KiwiProbe friend = KiwiProbe.connect(simulator.receiver(1).url(), "/2/SND")) {
        friend.send("SET auth t=kiwi p=" + Faults.PASSWORD);
        assertThat(friend.awaitMessage("badp")).isEqualTo("0");
      }
      assertThat(page(simulator, "/status")).contains("auth=password\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "3"})
  void downGivesItsReason(int reason) throws Exception {
    try (Simulator simulator = with(Fault.DOWN, reason);
        KiwiProbe probe = connect(simulator)) {
      assertThat(probe.awaitMessage("down")).isEqualTo("" + reason);
      assertThat(probe.messages()).contains("reason_disabled=maintenance");
      assertThat(probe.awaitEnd()).isTrue();
      assertThat(page(simulator, "/status")).contains("status=offline\noffline=yes\n");
    }
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
  void disconnectBreaksOffAfterItsFrames() throws Exception {
    try (Simulator simulator = with(Fault.DISCONNECT, 7);
        KiwiProbe probe = listening(simulator)) {
      assertThat(probe.sounds(7)).hasSize(7);
      assertThat(probe.awaitEnd()).isFalse();
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
  void htmlAnswersEverythingWithAPage() throws Exception {
    try (Simulator simulator = with(Fault.HTML)) {
      assertThatThrownBy(() -> connect(simulator)).hasMessageContaining("HTTP/1.1 200 OK");
      assertThat(page(simulator, "/status")).startsWith("<!DOCTYPE html>");
      assertThat(page(simulator, "/iq?tune=7040000&rate=12000")).startsWith("<!DOCTYPE html>");
      assertThat(page(simulator, "/truth")).startsWith("{");
    }
  }

  @Test
  void silentNeverAnswers() throws Exception {
    try (Simulator simulator = with(Fault.SILENT);
        KiwiProbe probe = connect(simulator)) {
      probe.send("SET auth t=kiwi p=");
      probe.timeout(300);

      assertThatThrownBy(probe::frame).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void silentMayBeginLater() throws Exception {
    try (Simulator simulator = with(Fault.SILENT, 4);
        KiwiProbe probe = listening(simulator)) {
      probe.sounds(4);
      probe.timeout(300);

      assertThatThrownBy(probe::frame).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void ipLimitTellsTheQuotaAndThenNothingMore() throws Exception {
    try (Simulator simulator = with(Fault.IP_LIMIT, 30)) {
      for (int attempt = 1; attempt <= 6; attempt++) {
        try (KiwiProbe probe = connect(simulator)) {
          probe.send("SET auth t=kiwi p=");
          assertThat(probe.awaitMessage("ip_limit")).isEqualTo("30,127.0.0.1");
          assertThat(probe.awaitEnd()).isTrue();
        }
      }
      try (KiwiProbe blacklisted = connect(simulator)) {
        assertThat(blacklisted.awaitEnd()).isFalse();
        assertThat(blacklisted.messages()).isEmpty();
      }
      assertThat(simulator.receiver(1).counters().attempts()).isEqualTo(7);
      assertThat(page(simulator, "/status")).contains("⏳");
    }
  }

  @Test
  void noApiClosesWithoutAWord() throws Exception {
    try (Simulator simulator = with(Fault.NO_API);
        KiwiProbe probe = connect(simulator)) {
      assertThat(probe.awaitEnd()).isFalse();
      assertThat(probe.messages()).isEmpty();
      assertThat(page(simulator, "/status")).contains("ext_api=0\n");
    }
  }

  @Test
  void lateBusyComesInTheMiddle() throws Exception {
    try (Simulator simulator = with(Fault.LATE_BUSY, 20);
        KiwiProbe probe = listening(simulator)) {
      probe.sounds(20);

      assertThat(probe.awaitMessage("too_busy")).isEqualTo("4");
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

  @Test
  void onePerIpRefusesTheSecond() throws Exception {
    try (Simulator simulator = with(Fault.ONE_PER_IP);
        KiwiProbe first = listening(simulator);
        KiwiProbe second = KiwiProbe.connect(simulator.receiver(1).url(), "/2/SND")) {
      first.sound();
      second.send("SET auth t=kiwi p=");

      assertThat(second.awaitMessage("badp")).isEqualTo("5");
    }
  }

  @Test
  void earlyRateComesBeforeTheLogin() throws Exception {
    try (Simulator simulator = with(Fault.EARLY_RATE);
        KiwiProbe probe = connect(simulator)) {
      probe.awaitMessage("sample_rate");
      assertThat(probe.messages()).hasSize(1);

      probe.send("SET auth t=kiwi p=");
      probe.awaitMessage("audio_rate");
      probe.setUp(KILOHERTZ);
      assertThat(probe.sounds(2)).hasSize(2);
    }
  }

  @Test
  void faultsOfOneReceiverLeaveTheOthersAlone() throws Exception {
    var options =
        SimulatorOptions.synthetic(2).withFault(1, Fault.MASKED).withFault(1, Fault.NO_GPS);
    try (Simulator simulator = Simulator.start(options);
        KiwiProbe good = KiwiProbe.listening(simulator.receiver(2), "1", KILOHERTZ);
        KiwiProbe bad = KiwiProbe.listening(simulator.receiver(1), "1", KILOHERTZ)) {
      assertThat(good.sounds(2).getLast().stampSeconds()).isPositive();
      assertThat(bad.sounds(2).getLast().iq()).containsOnly(1);
    }
  }

  @Test
  void aFaultOfAnUnknownReceiverIsRefused() {
    var options = SimulatorOptions.synthetic(2).withFault(3, Fault.BUSY);

    assertThatThrownBy(() -> Simulator.start(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a fault is set for receiver [3], but there are only 1 to 2");
  }
}
