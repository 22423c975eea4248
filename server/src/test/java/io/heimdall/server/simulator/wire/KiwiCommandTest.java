package io.heimdall.server.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KiwiCommandTest {

  @Test
  void readsTheLogin() {
    assertThat(KiwiCommand.parse("SET auth t=kiwi p=")).isEqualTo(new KiwiCommand.Auth("kiwi", ""));
    assertThat(KiwiCommand.parse("SET auth t=kiwi p=abc"))
        .isEqualTo(new KiwiCommand.Auth("kiwi", "abc"));
    assertThat(KiwiCommand.parse("SET auth t=kiwi p=# ipl=x"))
        .isEqualTo(new KiwiCommand.Auth("kiwi", ""));
    assertThat(KiwiCommand.parse("SET auth t=admin")).isEqualTo(new KiwiCommand.Auth("admin", ""));
  }

  @Test
  void takesTheNextWordForAnEmptyPassword() {
    assertThat(KiwiCommand.parse("SET auth t=kiwi p= ipl=x"))
        .isEqualTo(new KiwiCommand.Auth("kiwi", "ipl=x"));
  }

  @Test
  void readsATuning() {
    assertThat(KiwiCommand.parse("SET mod=iq low_cut=-5000 high_cut=5000 freq=77.500"))
        .isEqualTo(new KiwiCommand.Tune("iq", -5_000, 5_000, 77_500));
  }

  @Test
  void readsTheGain() {
    assertThat(KiwiCommand.parse("SET agc=0 hang=0 thresh=-100 slope=6 decay=1000 manGain=50"))
        .isEqualTo(new KiwiCommand.Gain(false, 50));
    assertThat(KiwiCommand.parse("SET agc=1 hang=0 thresh=-100 slope=6 decay=1000 manGain=30\n"))
        .isEqualTo(new KiwiCommand.Gain(true, 30));
  }

  @Test
  void readsTheSmallOnes() {
    assertThat(KiwiCommand.parse("SET keepalive")).isEqualTo(new KiwiCommand.KeepAlive());
    assertThat(KiwiCommand.parse("SET options=1")).isEqualTo(new KiwiCommand.Options());
    assertThat(KiwiCommand.parse("SET little-endian")).isEqualTo(new KiwiCommand.LittleEndian());
    assertThat(KiwiCommand.parse("SET AR OK in=12000 out=44100"))
        .isEqualTo(new KiwiCommand.AudioRate(44_100));
    assertThat(KiwiCommand.parse("SET ident_user=heimdall"))
        .isEqualTo(new KiwiCommand.Identity("heimdall"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET agc=on hang=0 thresh=-100 slope=6 decay=1000 manGain=50",
        "SET agc=0 hang=0 thresh=-100 slope=6 manGain=50",
        "SET agc=0 manGain=50",
        "SET mod=iq freq=77.500",
        "SET mod=iq high_cut=5000 low_cut=-5000 freq=77.500",
        "SET AR OK in=12000",
        "SET keepalive ",
        "SET gen=0 mix=-1",
        "little-endian",
        ""
      })
  void countsForNothingWhatDoesNotParse(String text) {
    assertThat(KiwiCommand.parse(text)).isEqualTo(new KiwiCommand.Other());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SET keepalive", "SET options=1", "SET auth t=kiwi p="})
  void allowsThreeCommandsBeforeTheLogin(String text) {
    assertThat(KiwiCommand.allowedBeforeLogin(text)).isTrue();
    assertThat(KiwiCommand.allowedBeforeLogin("SET squelch=0 max=0")).isFalse();
  }
}
