package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantileTest {

  @Test
  void interpolatesBetweenRanks() {
    assertThat(Quantile.of(new double[] {8, 1, 4, 2}, 4, 0.5)).isEqualTo(3);
    assertThat(Quantile.of(new double[] {8, 1, 4, 2}, 4, 0.2)).isCloseTo(1.6, within(1e-15));
    assertThat(Quantile.of(new double[] {8, 1, 4, 2}, 4, 0)).isEqualTo(1);
    assertThat(Quantile.of(new double[] {8, 1, 4, 2}, 4, 1)).isEqualTo(8);
    assertThat(Quantile.of(new double[] {7, 0}, 1, 0.5)).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 101, 3413})
  void agreesWithSorting(int count) {
    long seed = count;
    System.out.println("agreesWithSorting seed " + seed);
    var random = new Random(seed);
    for (int distinct : new int[] {1, 3, 1_000_000}) {
      double[] values = new double[count];
      Arrays.setAll(values, _ -> random.nextInt(distinct));
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      for (double q : new double[] {0, 0.1, 0.25, 0.5, 0.77, 1}) {
        double rank = q * (count - 1);
        double low = sorted[(int) Math.floor(rank)];
        double high = sorted[(int) Math.ceil(rank)];
        double expected = low + (rank - Math.floor(rank)) * (high - low);

        assertThat(Quantile.of(values, count, q)).isEqualTo(expected);
      }
      Arrays.sort(values);
      assertThat(values).isEqualTo(sorted);
    }
  }
}
