package io.heimdall.server.simulator.signal;

/// Sample numbers written as samples: I holds the low and Q the high 16 bits of a 32-bit code,
/// which a bijection makes of the low 32 bits of the number.
///
/// The code looks like noise, so that nothing on its way takes it for text, silence or a masked
/// frequency: `c = m ⊕ (m ≫ 16)` with `m = n · 0x9E3779B1 mod 2³²`. A number comes again after 2³²
/// samples, four days at 12 kHz.
public final class CounterCode {

  private static final int FACTOR = 0x9E3779B1;
  private static final int INVERSE = inverse(FACTOR);
  private static final int HALF = 16;
  private static final int LOW = 0xFFFF;

  private CounterCode() {}

  /// Writes a number.
  ///
  /// @param number any number, of which the low 32 bits count
  /// @return its code
  public static int encode(long number) {
    int product = (int) number * FACTOR;
    return product ^ (product >>> HALF);
  }

  /// The in-phase part of a code.
  ///
  /// @param code a code
  /// @return its low 16 bits
  public static short i(int code) {
    return (short) code;
  }

  /// The quadrature part of a code.
  ///
  /// @param code a code
  /// @return its high 16 bits
  public static short q(int code) {
    return (short) (code >>> HALF);
  }

  /// Reads a number.
  ///
  /// @param i the in-phase part
  /// @param q the quadrature part
  /// @param near any number within 2³¹ of the one that was written
  /// @return the number that was written
  public static long decode(short i, short q, long near) {
    int code = (q << HALF) | (i & LOW);
    int number = (code ^ (code >>> HALF)) * INVERSE;
    return near + (number - (int) near);
  }

  /// The inverse modulo 2³² of an odd number, by Newton: each step doubles the bits that are right.
  private static int inverse(int odd) {
    int inverse = odd;
    for (int bits = 3; bits < Integer.SIZE; bits *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
