package io.heimdall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureTest {

  @Test
  void saysOnWhichSideOfItsGoalItIsGood() {
    assertThat(Figure.Goal.atLeast(100_000).text()).isEqualTo(">= 100,000");
    assertThat(Figure.Goal.atMost(10).text()).isEqualTo("<= 10.00");
  }

  @Test
  void roundsLargeNumbers() {
    assertThat(Figure.number(123_456.7)).isEqualTo("123,457");
    assertThat(Figure.number(0.756)).isEqualTo("0.76");
  }
}
