package io.heimdall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void takesTheMiddleOfAnOddNumber() {
    assertThat(Spread.of(9_000_000, 1_000_000, 4_500_000)).isEqualTo(new Spread(4.5, 1, 9));
  }

  @Test
  void takesTheMeanOfTheTwoInTheMiddleOfAnEvenNumber() {
    assertThat(Spread.of(8_000_000, 1_000_000, 2_000_000, 3_000_000))
        .isEqualTo(new Spread(2.5, 1, 8));
  }

  @Test
  void isTheSameForOne() {
    assertThat(Spread.of(250_000)).isEqualTo(new Spread(0.25, 0.25, 0.25));
  }

  @Test
  void leavesItsArgumentsAsTheyAre() {
    long[] nanos = {3, 1, 2};

    Spread.of(nanos);

    assertThat(nanos).containsExactly(3, 1, 2);
  }

  @Test
  void refusesNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of());
  }
}
