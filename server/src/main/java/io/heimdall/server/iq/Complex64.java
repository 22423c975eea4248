package io.heimdall.server.iq;

import static java.lang.Math.clamp;
import static java.lang.Math.rint;
import static java.util.Objects.checkFromIndexSize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The one place where samples change between the layout inside (separate `i` and `q`) and the
/// layouts at rest and on the wire (interleaved, little-endian).
///
/// All methods are relative: they begin at a buffer's position and move it. Buffers must be
/// little-endian; the order is checked because a wrong one yields noise that looks like samples.
public final class Complex64 {

  /// The bytes of one sample: two little-endian floats.
  public static final int BYTES = 8;

  /// The bytes of one sample as int16: two little-endian shorts.
  public static final int INT16_BYTES = 4;

  private static final float INT16_SCALE = 32768f;

  private Complex64() {}

  /// Interleaves samples into bytes.
  ///
  /// @param i in-phase parts
  /// @param q quadrature parts
  /// @param offset the first sample to take
  /// @param count how many to take
  /// @param into where to write `8 · count` bytes
  public static void put(float[] i, float[] q, int offset, int count, ByteBuffer into) {
    checkFromIndexSize(offset, count, i.length);
    checkFromIndexSize(offset, count, q.length);
    int at = claim(into, count * BYTES);
    for (int k = offset; k < offset + count; k++) {
      into.putFloat(at, i[k]);
      into.putFloat(at + Float.BYTES, q[k]);
      at += BYTES;
    }
  }

  /// Separates interleaved bytes into samples.
  ///
  /// @param from where to read `8 · count` bytes
  /// @param i takes the in-phase parts
  /// @param q takes the quadrature parts
  /// @param offset where the first sample goes
  /// @param count how many to read
  public static void get(ByteBuffer from, float[] i, float[] q, int offset, int count) {
    checkFromIndexSize(offset, count, i.length);
    checkFromIndexSize(offset, count, q.length);
    int at = claim(from, count * BYTES);
    for (int k = offset; k < offset + count; k++) {
      i[k] = from.getFloat(at);
      q[k] = from.getFloat(at + Float.BYTES);
      at += BYTES;
    }
  }

  /// Converts complex64 bytes to int16 bytes: × 32768, rounded to nearest even, clipped. Exact for
  /// samples that came from int16; NaN becomes 0.
  ///
  /// @param from where to read `8 · count` bytes
  /// @param into where to write `4 · count` bytes
  /// @param count how many samples
  public static void toInt16(ByteBuffer from, ByteBuffer into, int count) {
    int source = claim(from, count * BYTES);
    int target = claim(into, count * INT16_BYTES);
    for (int k = 0; k < 2 * count; k++) {
      double scaled = rint(from.getFloat(source + Float.BYTES * k) * INT16_SCALE);
      into.putShort(
          target + Short.BYTES * k, (short) clamp(scaled, Short.MIN_VALUE, Short.MAX_VALUE));
    }
  }

  private static int claim(ByteBuffer buffer, int bytes) {
    if (buffer.order() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalArgumentException("sample buffers are little-endian, this one is not");
    }
    int start = buffer.position();
    buffer.position(start + checkFromIndexSize(bytes, 0, buffer.remaining()));
    return start;
  }
}
