package io.heimdall.client.cli.export;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What stands in a file against what the JDK writes, digit by digit.
class NumberTextTest {

  private static final long SEED = 20_251_126;
  private static final int ROUNDS = 1_000_000;
  private static final int BEFORE = 3;

  private final byte[] bytes = new byte[BEFORE + NumberText.MOST_BYTES];

  @Test
  void writesWholeNumbersOfEveryLength() {
    for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
      for (long near = -1; near <= 1; near++) {
        agree(power + near);
        agree(-(power + near));
        agree(10 * power + near);
      }
    }
    for (int small = -11_000; small < 11_000; small++) {
      agree((long) small);
    }
    agree(Long.MAX_VALUE);
    agree(Long.MIN_VALUE);
    agree(Long.MIN_VALUE + 1);
  }

  @Test
  void writesAnyWholeNumber() {
    var random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      agree(random.nextLong() >> random.nextInt(Long.SIZE));
    }
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -0.0,
        Double.NaN,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        2e-323,
        2e23,
        9_007_199_254_740_992.0,
        1e-3,
        1e7,
        9_999_999.999,
        0.1,
        0.3,
        1.0 / 3,
        100
      })
  void writesNumbersOfNote(double value) {
    agree(value);
    agree(-value);
    agree(Math.nextUp(value));
    agree(Math.nextDown(value));
  }

  @Test
  void writesWhatIsNearAPowerOfTwoOrTen() {
    IntStream.rangeClosed(Double.MIN_EXPONENT - 52, Double.MAX_EXPONENT)
        .mapToDouble(exponent -> Math.scalb(1.0, exponent))
        .forEach(this::agreeNearby);
    IntStream.rangeClosed(-324, 308)
        .mapToDouble(exponent -> Double.parseDouble("1e" + exponent))
        .forEach(this::agreeNearby);
  }

  @Test
  void writesNumbersOfAnyBits() {
    var random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      agree(Double.longBitsToDouble(random.nextLong()));
    }
  }

  @Test
  void writesNumbersOfEverySizeWithoutExponent() {
    var random = new Random(SEED);
    for (int round = 0; round < 4 * ROUNDS; round++) {
      long significand = random.nextLong() >>> 12;
      long exponent = 1_023L + random.nextInt(-10, 24);
      agree(Double.longBitsToDouble(exponent << 52 | significand));
    }
  }

  @Test
  void writesNumbersOfFewDecimalsAndTheirNeighbours() {
    var random = new Random(SEED);
    for (int round = 0; round < ROUNDS / 4; round++) {
      double scale = Math.pow(10, random.nextInt(17));
      agreeNearby(random.nextLong(10_000_000) / scale);
      agreeNearby(random.nextLong(10_000_000_000_000_000L) / scale);
      agreeNearby(random.nextInt(10_000) / 1e3 * random.nextInt(10_000));
    }
  }

  @Test
  void writesEveryThousandth() {
    for (int thousandths = 0; thousandths < ROUNDS; thousandths++) {
      agree(thousandths / 1e3);
    }
  }

  private void agreeNearby(double value) {
    agree(value);
    agree(-value);
    double above = value;
    double below = value;
    for (int step = 0; step < 3; step++) {
      above = Math.nextUp(above);
      below = Math.nextDown(below);
      agree(above);
      agree(below);
    }
  }

  private void agree(long value) {
    same(NumberText.write(value, bytes, BEFORE), Long.toString(value));
  }

  private void agree(double value) {
    same(NumberText.write(value, bytes, BEFORE), Double.toString(value));
  }

  /// Compared here, since an assertion for each of millions takes its time.
  private void same(int end, String expected) {
    String written = new String(bytes, BEFORE, end - BEFORE, US_ASCII);
    if (!written.equals(expected)) {
      assertThat(written).as("seed %d", SEED).isEqualTo(expected);
    }
  }
}
