package io.heimdall.client.cli.export;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes numbers as ASCII, each digit as [Long#toString] and [Double#toString] have it, straight
/// into bytes. Stateless.
///
/// The shortest decimal of a number `c · 2^q` with `2^52 < c < 2^53` is found as Giulietti's
/// Schubfach finds it ("The Schubfach way to render doubles", 2020). With `k = ⌊q · log10 2⌋` every
/// decimal that reads as the number lies between its neighbours' midpoints, `(4c ± 2) · 2^q / (4 ·
/// 10^k)`; of the multiples of ten among them there is at most one, which is shorter than all
/// others, else the nearest whole number is taken. `10^-k` is a table's 126 bits, rounded up, which
/// the paper shows to be enough. It is done here for numbers that [Double#toString] writes without
/// an exponent and which are no power of two; others are rare and left to it.
final class NumberText {

  /// What the longest number takes: a sign, seven digits, the point and nineteen decimals.
  static final int MOST_BYTES = 28;

  private static final double LEAST_PLAIN = 1e-3;
  private static final double END_OF_PLAIN = 1e7;

  /// Numbers with at most so many decimals are written from the whole number of those.
  private static final int FEW_DECIMALS = 3;

  private static final double FEW_SCALE = 1e3;

  private static final int FRACTION_BITS = 52;
  private static final long FRACTION_MASK = (1L << FRACTION_BITS) - 1;
  private static final int EXPONENT_MASK = 0x7ff;
  private static final int EXPONENT_BIAS = 1075;

  /// The exponents of 2 of those numbers: `2^-10 < 10^-3` has the least, `2^23 < 10^7` the last.
  private static final int LEAST_EXPONENT = -10 - FRACTION_BITS;

  private static final int LAST_EXPONENT = 23 - FRACTION_BITS;

  private static final int POWER_BITS = 126;
  private static final int HALF_BITS = 63;
  private static final long HALF_MASK = Long.MAX_VALUE;

  /// `⌊log10 2 · 2^41⌋` and `⌊log2 10 · 2^38⌋`, exact enough for every exponent of a double.
  private static final long LOG10_OF_2 = 661_971_961_083L;

  private static final int LOG10_SHIFT = 41;
  private static final long LOG2_OF_10 = 913_124_641_741L;
  private static final int LOG2_SHIFT = 38;

  private static final int LEAST_DECIMALS = -log10OfPowerOf2(LAST_EXPONENT);
  private static final int MOST_DECIMALS = -log10OfPowerOf2(LEAST_EXPONENT);
  private static final long[] UPPER_HALVES = halves(HALF_BITS);
  private static final long[] LOWER_HALVES = halves(0);

  /// The last power of ten that fits.
  private static final int MOST_POWER = 18;

  private static final long[] POWERS = powers();

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] PAIRS = pairs();

  private NumberText() {}

  /// Writes a whole number.
  ///
  /// @param value the number
  /// @param to has [#MOST_BYTES] left
  /// @param at where it begins
  /// @return where it ends
  static int write(long value, byte[] to, int at) {
    if (value >= 0) {
      return writeUnsigned(value, to, at);
    }
    to[at] = '-';
    // The least number has no opposite, but reads as one without a sign.
    return writeUnsigned(-value, to, at + 1);
  }

  private static int writeUnsigned(long value, byte[] to, int at) {
    long rest = value;
    int end = at + digits(value);
    int place = end;
    if (rest < 0) {
      to[--place] = (byte) ('0' + Long.remainderUnsigned(rest, 10));
      rest = Long.divideUnsigned(rest, 10);
    }
    while (rest >= 100) {
      place -= 2;
      pair((int) (rest % 100), to, place);
      rest /= 100;
    }
    if (rest >= 10) {
      pair((int) rest, to, place - 2);
    } else {
      to[place - 1] = (byte) ('0' + rest);
    }
    return end;
  }

  private static int digits(long value) {
    if (value < 0) {
      return POWERS.length;
    }
    int digits = 1;
    while (digits < POWERS.length && value >= POWERS[digits]) {
      digits++;
    }
    return digits;
  }

  /// Writes a number.
  ///
  /// @param value the number
  /// @param to has [#MOST_BYTES] left
  /// @param at where it begins
  /// @return where it ends
  static int write(double value, byte[] to, int at) {
    double size = Math.abs(value);
    long bits = Double.doubleToRawLongBits(size);
    boolean plain = size < END_OF_PLAIN && (size >= LEAST_PLAIN || size == 0);
    long thousandths = (long) (size * FEW_SCALE + 0.5);
    boolean few = thousandths / FEW_SCALE == size;
    if (!plain || (!few && (bits & FRACTION_MASK) == 0)) {
      return copy(Double.toString(value), to, at);
    }
    int place = at;
    if (Double.doubleToRawLongBits(value) < 0) {
      to[place++] = '-';
    }
    return few
        ? writeDecimal(thousandths, FEW_DECIMALS, (int) size, to, place)
        : writeShortest(bits, (int) size, to, place);
  }

  private static int writeShortest(long bits, int whole, byte[] to, int at) {
    int exponent = (int) ((bits >>> FRACTION_BITS) & EXPONENT_MASK) - EXPONENT_BIAS;
    long significand = (bits & FRACTION_MASK) | (FRACTION_MASK + 1);
    int decimals = -log10OfPowerOf2(exponent);
    int shift = exponent + log2OfPowerOf10(decimals) + 2;
    long upper = UPPER_HALVES[decimals - LEAST_DECIMALS];
    long lower = LOWER_HALVES[decimals - LEAST_DECIMALS];
    long fourfold = significand << 2;
    // Midpoints read as the number only if it is even.
    long odd = significand & 1;
    long value = scaled(upper, lower, fourfold << shift);
    long from = scaled(upper, lower, (fourfold - 2) << shift) + odd;
    long last = scaled(upper, lower, (fourfold + 2) << shift) - odd;
    return writeDecimal(shortest(value, from, last), decimals, whole, to, at);
  }

  /// Of the whole numbers between two ends the multiple of ten, else the nearest one, the even one
  /// of two. Between them is the nearest one, as they are a whole number or more apart.
  ///
  /// @param value four times the number
  /// @param from four times the least
  /// @param last four times the greatest
  private static long shortest(long value, long from, long last) {
    long below = value >> 2;
    long nearest = (value + 1 + (below & 1)) >> 2;
    long tenBelow = below / 10 * 10;
    long tenAbove = tenBelow + 10;
    long tenOrNearest = 4 * tenAbove <= last ? tenAbove : nearest;
    return from <= 4 * tenBelow ? tenBelow : tenOrNearest;
  }

  /// The product with a power of ten, its last bit set where something was cut off behind it.
  private static long scaled(long upper, long lower, long factor) {
    long carry = Math.multiplyHigh(lower, factor);
    long middle = ((upper * factor) >>> 1) + carry;
    long product = Math.multiplyHigh(upper, factor) + (middle >>> HALF_BITS);
    return product | (((middle & HALF_MASK) + HALF_MASK) >>> HALF_BITS);
  }

  /// Writes `value / 10^decimals`, whose whole part is known, without the zeros behind its last
  /// digit, at least one decimal.
  private static int writeDecimal(long value, int decimals, int whole, byte[] to, int at) {
    int place = writeUnsigned(whole, to, at);
    to[place++] = '.';
    int end = place + decimals;
    // What has more decimals than a power that fits is so small that the first of them is 0.
    int zeros = Math.max(decimals - MOST_POWER, 0);
    to[place] = '0';
    place += zeros;
    // All decimals there can be, so that how many there are decides nothing before the end.
    int counted = decimals - zeros;
    long fraction = (value - whole * POWERS[counted]) * POWERS[MOST_POWER - counted];
    long first = fraction / 10_000_000_000L;
    long others = fraction - first * 10_000_000_000L;
    int second = (int) (others / 100);
    writeEight((int) first, to, place);
    writeEight(second, to, place + 8);
    pair((int) (others - second * 100L), to, place + 16);
    int least = place - zeros + 1;
    while (end > least && to[end - 1] == '0') {
      end--;
    }
    return end;
  }

  /// Writes eight digits at once: halves, quarters and eighths side by side in one number.
  private static void writeEight(int value, byte[] to, int at) {
    int upper = value / 10_000;
    long fours = upper | ((long) (value - upper * 10_000) << 32);
    long hundreds = ((fours * 10_486) >>> 20) & 0x7f_0000_007fL;
    long pairs = hundreds | ((fours - 100 * hundreds) << 16);
    long tens = ((pairs * 103) >>> 10) & 0xf_000f_000f_000fL;
    long digits = tens | ((pairs - 10 * tens) << 8);
    EIGHT_BYTES.set(to, at, digits | 0x3030_3030_3030_3030L);
  }

  private static void pair(int value, byte[] to, int at) {
    to[at] = PAIRS[2 * value];
    to[at + 1] = PAIRS[2 * value + 1];
  }

  private static long[] powers() {
    long[] powers = new long[MOST_POWER + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = 10 * powers[i - 1];
    }
    return powers;
  }

  private static byte[] pairs() {
    byte[] pairs = new byte[200];
    for (int i = 0; i < 100; i++) {
      pairs[2 * i] = (byte) ('0' + i / 10);
      pairs[2 * i + 1] = (byte) ('0' + i % 10);
    }
    return pairs;
  }

  private static int copy(String ascii, byte[] to, int at) {
    byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, to, at, bytes.length);
    return at + bytes.length;
  }

  private static int log10OfPowerOf2(int exponent) {
    return (int) ((exponent * LOG10_OF_2) >> LOG10_SHIFT);
  }

  private static int log2OfPowerOf10(int exponent) {
    return (int) ((exponent * LOG2_OF_10) >> LOG2_SHIFT);
  }

  /// 63 of the 126 bits of `10^decimals`, rounded up, for each number of decimals.
  private static long[] halves(int shift) {
    long[] halves = new long[MOST_DECIMALS - LEAST_DECIMALS + 1];
    for (int i = 0; i < halves.length; i++) {
      BigInteger power = BigInteger.TEN.pow(LEAST_DECIMALS + i);
      halves[i] =
          power
                  .shiftLeft(POWER_BITS - power.bitLength())
                  .add(BigInteger.ONE)
                  .shiftRight(shift)
                  .longValue()
              & HALF_MASK;
    }
    return halves;
  }
}
