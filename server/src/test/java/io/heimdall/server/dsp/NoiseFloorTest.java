package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NoiseFloorTest {

  private static final int BINS = 3400;
  private static final double DENSITY = 1e-9;

  /// Averaged periodogram bins of noise, some of which hold a signal of `factor` times the noise.
  private static double[] bins(int segments, double occupied, double factor, long seed) {
    System.out.println("NoiseFloorTest seed " + seed);
    var random = new Random(seed);
    double[] bins = new double[BINS];
    for (int m = 0; m < BINS; m++) {
      double sum = 0;
      for (int k = 0; k < segments; k++) {
        sum -= Math.log(1 - random.nextDouble());
      }
      bins[m] = DENSITY * sum / segments * (m < occupied * BINS ? factor : 1);
    }
    return bins;
  }

  private static void assertDecibels(double density, double expected, double tolerance) {
    assertThat(Decibels.of(density)).isCloseTo(Decibels.of(expected), within(tolerance));
  }

  /// The median of n bins of relative deviation 1/√K has one of 1.25/√(K n): 0.09 dB for K = 1.
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 57})
  void findsTheDensityOfNoise(int segments) {
    var floor = NoiseFloor.of(bins(segments, 0, 1, segments), BINS, segments);

    assertDecibels(floor.density(), DENSITY, 0.3);
    assertThat(floor.valid()).isTrue();
    assertThat(floor.occupiedFraction()).isLessThan(0.03);
  }

  /// A share s of strong bins moves the quantile q of the rest to q / (1 − s).
  @ParameterizedTest
  @CsvSource({"0.05, 0.03", "0.3, 0.2", "0.45, 0.4", "0.6, 0.3", "0.7, 0.4"})
  void isHardlyMovedByStrongSignals(double occupied, double tolerance) {
    var floor = NoiseFloor.of(bins(57, occupied, 1e6, 5), BINS, 57);

    assertDecibels(floor.density(), DENSITY, 3 * tolerance);
    assertThat(floor.occupiedFraction()).isCloseTo(occupied, within(0.01));
    assertThat(floor.valid()).isTrue();
  }

  @Test
  void isNotValidInABandFullOfSignals() {
    var floor = NoiseFloor.of(bins(57, 0.85, 1e4, 6), BINS, 57);

    assertThat(floor.valid()).isFalse();
    assertThat(floor.occupiedFraction()).isCloseTo(0.85, within(0.01));
    assertDecibels(floor.density(), DENSITY, 1.2);
  }
}
