package io.heimdall.server.measurement.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class TenthsTest {

  private static final long SEED = 20_251_121;

  private final Random random = new Random(SEED);

  @Test
  void findsTheNearestRanksOfAFewValues() {
    var tenths = new Tenths();
    for (int value : new int[] {30, -10, 20, 20, 500}) {
      tenths.add(value);
    }

    assertThat(tenths.atRanks(1, 2, 3, 4, 5)).containsExactly(-10, 20, 20, 30, 500);
    assertThat(tenths.atRanks(1, 1, 5)).containsExactly(-10, -10, 500);
  }

  @Test
  void findsThemAmongManyThatAreClose() {
    agrees(100_000, () -> random.nextInt(-150, 400));
  }

  @Test
  void findsThemAmongManyThatAreFarApart() {
    agrees(5_000, random::nextInt);
  }

  @Test
  void findsThemWhereAFewAreFarFromTheOthers() {
    agrees(20_000, () -> random.nextInt(100) == 0 ? random.nextInt() : random.nextInt(-20, 20));
  }

  @Test
  void findsThemAtTheEndsOfIntegers() {
    agrees(1_000, () -> random.nextBoolean() ? Integer.MIN_VALUE : Integer.MAX_VALUE);
  }

  private void agrees(int count, IntSupplier values) {
    var tenths = new Tenths();
    var sorted = new int[count];
    for (int at = 0; at < count; at++) {
      sorted[at] = values.getAsInt();
      tenths.add(sorted[at]);
    }
    Arrays.sort(sorted);

    long[] ranks = {1, 2, count / 10, count / 2, count / 2 + 1, count * 9L / 10, count};

    assertThat(tenths.atRanks(ranks))
        .as("seed %d", SEED)
        .containsExactly(Arrays.stream(ranks).mapToInt(rank -> sorted[(int) rank - 1]).toArray());
  }
}
