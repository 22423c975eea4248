package io.heimdall.server.simulator.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussianNoiseTest {

  private static final int COUNT = 2_000_000;

  @Test
  void hasTheMomentsOfANormalDistribution() {
    var noise = new GaussianNoise(11);
    double[] moments = new double[5];
    double product = 0;
    double previous = 0;
    for (int n = 0; n < COUNT; n++) {
      double x = noise.next();
      for (int k = 1; k <= 4; k++) {
        moments[k] += Math.pow(x, k) / COUNT;
      }
      product += x * previous / COUNT;
      previous = x;
    }

    // Five standard errors: √(1, 2, 15, 96)/√n.
    assertThat(moments[1]).isCloseTo(0, within(3.6e-3));
    assertThat(moments[2]).isCloseTo(1, within(5e-3));
    assertThat(moments[3]).isCloseTo(0, within(1.4e-2));
    assertThat(moments[4]).isCloseTo(3, within(3.5e-2));
    assertThat(product).isCloseTo(0, within(3.6e-3));
  }

  @Test
  void isAsOftenInEachPlaceAsItShouldBe() {
    var noise = new GaussianNoise(12);
    double[] limits = {0.5, 1, 2, 3, 3.5, 4};
    double[] beyond = new double[limits.length];
    for (int n = 0; n < COUNT; n++) {
      double x = Math.abs(noise.next());
      for (int k = 0; k < limits.length; k++) {
        beyond[k] += x > limits[k] ? 1 : 0;
      }
    }

    // Twice the upper tail of the normal distribution.
    double[] expected = {0.617075, 0.317311, 0.0455003, 0.00269980, 0.000465258, 0.0000633425};
    for (int k = 0; k < limits.length; k++) {
      double error = 5 * Math.sqrt(expected[k] * (1 - expected[k]) * COUNT);
      assertThat(beyond[k])
          .as("beyond %s", limits[k])
          .isCloseTo(expected[k] * COUNT, within(error));
    }
  }

  @Test
  void repeatsWithItsSeedAndOnlyThen() {
    var one = new GaussianNoise(5);
    var same = new GaussianNoise(5);
    var other = new GaussianNoise(6);

    for (int n = 0; n < 100; n++) {
      double x = one.next();
      assertThat(same.next()).isEqualTo(x);
      assertThat(other.next()).isNotEqualTo(x);
    }
  }
}
