package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GammaQuantileTest {

  /// Values of scipy.special.gammaincinv(a, q) / a, version 1.10.1.
  @ParameterizedTest
  @CsvSource({
    "0.5, 1, 0.6931471805599453",
    "0.2, 1, 0.2231435513142097",
    "0.5, 59.73411371237458, 0.9944252855677987",
    "0.2, 59.73411371237458, 0.8898001051728885",
    "0.5, 649.9446021637382, 0.9994871825641817",
    "0.2, 649.9446021637382, 0.9668468088360638",
    "0.5, 643.313023255814, 0.9994818966838724",
    "0.2, 643.313023255814, 0.9666756868965155"
  })
  void agreesWithScipy(double q, double shape, double expected) {
    assertThat(GammaQuantile.ofMean(q, shape)).isCloseTo(expected, within(1e-12 * expected));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 2.5, 10, 57, 1000, 30_000, 500_000})
  void isTheInverseOfTheDistribution(double shape) {
    for (double q : new double[] {1e-6, 0.01, 0.25, 0.5, 0.9, 0.999, 1 - 1e-6, 1 - 1e-9}) {
      double x = GammaQuantile.inverse(shape, q);

      assertThat(GammaQuantile.lower(shape, x)).isCloseTo(q, within(1e-8 * q));
      if (q > 0.5) {
        assertThat(1 - GammaQuantile.lower(shape, x)).isCloseTo(1 - q, within(2e-6 * (1 - q)));
      }
    }
  }

  @Test
  void isTheExponentialDistributionForShapeOne() {
    assertThat(GammaQuantile.inverse(1, 0.95)).isCloseTo(-Math.log(0.05), within(1e-12));
    assertThat(GammaQuantile.lower(1, 2)).isCloseTo(1 - Math.exp(-2), within(1e-14));
    assertThat(GammaQuantile.lower(3, 0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5", "-1, 0.5", "1, 0", "1, 1", "NaN, 0.5", "1, NaN"})
  void refusesWhatHasNoQuantile(double shape, double q) {
    assertThatThrownBy(() -> GammaQuantile.inverse(shape, q))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
