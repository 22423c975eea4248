package io.heimdall.server.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.simulator.wire.Rules;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KiwiRulesIT {

  private static final double KILOHERTZ = 7_040;

  private static Simulator start() throws IOException {
    return Simulator.start(SimulatorOptions.synthetic(1));
  }

  private static Simulator start(Rules rules) throws IOException {
    return Simulator.start(SimulatorOptions.synthetic(1).withRules(rules));
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
  void refusesAFrameWithoutAMask() throws IOException {
    try (Simulator simulator = start();
        KiwiProbe probe = KiwiProbe.connect(simulator.receiver(1).url(), "/1/SND")) {
      probe.sendRaw(new byte[] {(byte) 0x81, 1, 'x'});

      assertThat(probe.awaitEnd()).isFalse();
    }
  }
}
