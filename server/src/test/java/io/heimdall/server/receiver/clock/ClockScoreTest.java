package io.heimdall.server.receiver.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.receiver.clock.ClockScore.MarkOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClockScoreTest {

  @ParameterizedTest
  @CsvSource({
    "0, 100",
    "0.1, 100",
    "-0.1, 100",
    "1, 66.667",
    "-10, 33.333",
    "31.6228, 16.667",
    "100, 0",
    "-5000, 0"
  })
  void losesAThirdWithEveryDecade(double errorPpm, double score) {
    assertThat(ClockScore.of(errorPpm, null)).isCloseTo(score, within(0.001));
  }

  @Test
  void isHalvedWhereMarksContradictTheStamps() {
    assertThat(ClockScore.of(0.05, new MarkOffset(1_029, 10))).isEqualTo(100);
    assertThat(ClockScore.of(0.05, new MarkOffset(1_031, 10))).isEqualTo(50);
    assertThat(ClockScore.of(0.05, new MarkOffset(-1_031, 10))).isEqualTo(50);
    assertThat(ClockScore.of(1, new MarkOffset(400_000, 1_000))).isCloseTo(33.333, within(0.001));
    assertThat(ClockScore.of(200, new MarkOffset(400_000, 1_000))).isZero();
  }
}
