package io.heimdall.server.measurement.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TenthsTest {

  private static final long SEED = 20_251_121;

  private static final Budget PLENTY = new Budget(Long.MAX_VALUE);

  private final Random random = new Random(SEED);

  @Test
  void findsTheNearestRanksOfAFewValues() {
    var tenths = new Tenths(PLENTY);
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

  @Test
  void findsThemInOneSum() {
    for (int bytesPerValue : new int[] {Short.BYTES, Integer.BYTES}) {
      int[] values = random.ints(276, -150, 400).toArray();
      var tenths = new Tenths(PLENTY);

      tenths.addAll(packed(values, bytesPerValue), bytesPerValue);

      agrees(tenths, values);
    }
  }

  @Test
  void findsThemInOneSumOfValuesThatAreFarApart() {
    int[] values = random.ints(276).toArray();
    var tenths = new Tenths(PLENTY);

    tenths.addAll(packed(values, Integer.BYTES), Integer.BYTES);

    agrees(tenths, values);
  }

  @Test
  void findsThemInSeveralSumsAndSingleValues() {
    int[] first = random.ints(2_000, -150, 400).toArray();
    int[] second = random.ints(300, -1_000, 30_000).toArray();
    var tenths = new Tenths(PLENTY);

    tenths.addAll(packed(first, Short.BYTES), Short.BYTES);
    tenths.add(-7);
    tenths.addAll(packed(second, Short.BYTES), Short.BYTES);

    agrees(tenths, Stream.of(first, new int[] {-7}, second).flatMapToInt(Arrays::stream).toArray());
  }

  @Test
  void sortsFewValuesOfAWideRangeRatherThanCountThem() {
    int most = 1 << 22;
    var tenths = new Tenths(new Budget((long) Integer.BYTES * most));
    for (int value = 0; value < most / 2; value++) {
      tenths.add(value * 8);
    }
    long before = allocatedBytes();

    int[] found = tenths.atRanks(1, most / 4, most / 2);

    assertThat(allocatedBytes() - before).isLessThan(1 << 20);
    assertThat(found).containsExactly(0, (most / 4 - 1) * 8, (most / 2 - 1) * 8);
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void refusesMoreValuesThanTheBudgetHolds() {
    var budget = new Budget(Short.BYTES * 300 + 100);
    var sum = packed(random.ints(300, 0, 99).toArray(), Short.BYTES);
    new Tenths(budget).addAll(sum, Short.BYTES);

    var sums =
        catchThrowableOfType(
            FailureException.class, () -> new Tenths(budget).addAll(sum, Short.BYTES));
    var rows =
        catchThrowableOfType(
            FailureException.class,
            () -> {
              var tenths = new Tenths(new Budget(1_000));
              for (int at = 0; at < 1_000; at++) {
                tenths.add(random.nextInt());
              }
            });

    assertThat(sums.failure().reason()).isEqualTo(Reason.VALUES_TOO_MANY);
    assertThat(rows.failure().reason()).isEqualTo(Reason.VALUES_TOO_MANY);
  }

  @Test
  void countsAnyNumberOfCloseValuesWithinASmallBudget() {
    var tenths = new Tenths(new Budget(20_000));
    for (int at = 0; at < 1_000_000; at++) {
      tenths.add(at % 500);
    }

    assertThat(tenths.atRanks(1, 500_000, 1_000_000)).containsExactly(0, 249, 499);
  }

  private static byte[] packed(int[] values, int bytesPerValue) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * bytesPerValue);
    for (int value : values) {
      if (bytesPerValue == Short.BYTES) {
        bytes.putShort((short) value);
      } else {
        bytes.putInt(value);
      }
    }
    return bytes.array();
  }

  private void agrees(int count, IntSupplier values) {
    var tenths = new Tenths(PLENTY);
    var added = new int[count];
    for (int at = 0; at < count; at++) {
      added[at] = values.getAsInt();
      tenths.add(added[at]);
    }
    agrees(tenths, added);
  }

  private static void agrees(Tenths tenths, int[] added) {
    int[] sorted = added.clone();
    Arrays.sort(sorted);
    int count = sorted.length;

    long[] ranks = {1, 2, count / 10, count / 2, count / 2 + 1, count * 9L / 10, count};

    assertThat(tenths.atRanks(ranks))
        .as("seed %d", SEED)
        .containsExactly(Arrays.stream(ranks).mapToInt(rank -> sorted[(int) rank - 1]).toArray());
  }
}
