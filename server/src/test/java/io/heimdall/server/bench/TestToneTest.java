package io.heimdall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class TestToneTest {

  private final TestTone tone = new TestTone(3);

  @Test
  void isTheSameEachTimeAndAnotherForEachReceiver() {
    assertThat(tone.int16(100)).isEqualTo(new TestTone(3).int16(100));
    assertThat(tone.int16(100)).isNotEqualTo(new TestTone(4).int16(100));
    assertThat(tone.offsetHz()).isNotEqualTo(new TestTone(4).offsetHz());
  }

  @Test
  void acceptsWhatItIs() {
    tone.expect(tone.offsetHz(), tone.cn0Dbhz(), tone.powerDbfs());
  }

  @Test
  void refusesTheMetricsOfAnother() {
    assertThatExceptionOfType(WrongResultException.class)
        .isThrownBy(() -> tone.expect(new TestTone(4).offsetHz(), tone.cn0Dbhz(), tone.powerDbfs()))
        .withMessageStartingWith("receiver 3: the frequency offset in Hz is 124.6100, measured");
  }

  @Test
  void refusesWhatWasNotMeasured() {
    assertThatExceptionOfType(WrongResultException.class)
        .isThrownBy(() -> tone.expect(tone.offsetHz(), null, tone.powerDbfs()));
  }
}
