package io.heimdall.server.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.simulator.wire.Fault;
import io.heimdall.server.simulator.wire.Faults;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How each fault refuses or ends a connection.
class FaultsIT {

  private static final double KILOHERTZ = 7_040;
  private static final Duration LIMIT = Duration.ofSeconds(10);

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
      try (KiwiProbe wrong = KiwiProbe.connect(simulator.receiver(1).url(), "/2/SND")) {
        wrong.send("SET auth t=kiwi p=# ipl=sesame");
        assertThat(wrong.awaitMessage("badp")).isEqualTo("1");
      }
      try (KiwiProbe friend = KiwiProbe.connect(simulator.receiver(1).url(), "/3/SND")) {
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
  void disconnectBreaksOffAfterItsFrames() throws Exception {
    try (Simulator simulator = with(Fault.DISCONNECT, 7);
        KiwiProbe probe = listening(simulator)) {
      assertThat(probe.sounds(7)).hasSize(7);
      assertThat(probe.awaitEnd()).isFalse();
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
        try (KiwiProbe probe =
            KiwiProbe.connect(simulator.receiver(1).url(), "/%d/SND".formatted(attempt))) {
          probe.send("SET auth t=kiwi p=");
          assertThat(probe.awaitMessage("ip_limit")).isEqualTo("30,127.0.0.1");
          assertThat(probe.awaitEnd()).isTrue();
        }
        assertThat(simulator.receiver(1).await(seen -> seen.open() == 0, LIMIT)).isTrue();
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
